"""The mails that ask the owner of an address to follow a link: SES's own, and custom ones.

Recorded: sender, subject and words of SES's own; documented: what a custom one consists of, and its last paragraph
(SES Developer Guide, "Using custom verification email templates"). That SES's own is plain text, and where in a custom
one the link stands, is assumed.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sesmock.domain.mailbox.writing import letter
from sesmock.mail.html import tags
from sesmock.mail.mime import Content

if TYPE_CHECKING:
    from sesmock.domain.identities.asking import Ask
    from sesmock.domain.mails.letter import Letter

_SENDER = "Amazon Web Services <no-reply-aws@amazon.com>"
_SUBJECT = "Amazon Web Services \N{EN DASH} Email Address Verification Request in region {region}"
_TEXT = """\
Dear Amazon Web Services Customer,

We have received a request to authorize this email address for use with Amazon SES in region {region}. If you \
requested this verification, please go to the following URL to confirm that you are authorized to use this email \
address:

{link}

Your request will not be processed unless you confirm the address using this URL. This link expires 24 hours after \
your original verification request.

If you did NOT request to verify this email address, do not click on the link.

To learn more about sending email from Amazon Web Services, please refer to the Amazon SES Developer Guide at \
http://docs.aws.amazon.com/ses/latest/DeveloperGuide/Welcome.html.

Sincerely,

The Amazon Web Services Team.
"""
_DISCLAIMER = (
    "If you did not request to verify this email address, please disregard this message. If you have any concerns, "
    'please forward this message to the following <a href="mailto:ses-enforcement@amazon.com">email address</a> along '
    "with your questions or comments."
)

# What AWS calls its regions in such mails; where that is not known, by their codes.
_REGIONS = {
    "us-east-1": "US East (N. Virginia)", "us-east-2": "US East (Ohio)", "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)", "ca-central-1": "Canada (Central)", "eu-west-1": "EU (Ireland)",
    "eu-west-2": "EU (London)", "eu-west-3": "EU (Paris)", "eu-central-1": "EU (Frankfurt)",
    "eu-north-1": "EU (Stockholm)", "ap-south-1": "Asia Pacific (Mumbai)", "ap-northeast-1": "Asia Pacific (Tokyo)",
    "ap-northeast-2": "Asia Pacific (Seoul)", "ap-southeast-1": "Asia Pacific (Singapore)",
    "ap-southeast-2": "Asia Pacific (Sydney)", "sa-east-1": "South America (Sao Paulo)",
}  # fmt: skip


def written(asked: Ask) -> Letter:
    """The mail that asks."""
    region, template = asked.region, asked.template
    if template is not None:
        return letter(
            region, asked.at, asked.message_id, "custom verification", template.from_address, asked.address,
            Content(template.subject, "UTF-8"), html=lambda: _custom(template.content, asked.link),
        )  # fmt: skip
    name = _REGIONS.get(region.name, region.name)
    return letter(
        region, asked.at, asked.message_id, "verification", _SENDER, asked.address,
        Content(_SUBJECT.format(region=name), "UTF-8"), text=lambda: _TEXT.format(region=name, link=asked.link),
    )  # fmt: skip


def _custom(content: str, link: str) -> str:
    """The content of a template, with the link and the disclaimer at its end."""
    end = next((tag.start for tag in tags(content) if tag.name == "/body"), len(content))
    shown = escape(link)
    return f'{content[:end]}<p><a href="{shown}">{shown}</a></p><p>{_DISCLAIMER}</p>{content[end:]}'
