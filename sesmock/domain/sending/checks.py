"""What every mail is checked for, apart from who sends it: each rule of SES once, with its sentence.

Sources: API reference, SendEmail; SES Developer Guide, "Amazon SES email sending errors", "Service quotas".
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sesmock.domain.account import AccountSettings
from sesmock.domain.configuration_sets.configuration_set import ConfigurationSets
from sesmock.domain.mails.composing import composed
from sesmock.domain.mails.draft import Raw, Simple, Templated, TemplateRequest
from sesmock.domain.refusals import (
    AccountSuspended,
    ConfigurationSetNotFound,
    Invalid,
    QuotaExceeded,
    SendingPaused,
    SetSendingPaused,
    TenantSendingPaused,
    Throttled,
)
from sesmock.domain.sending.receivers import is_simulator
from sesmock.domain.template import inline_template
from sesmock.mail.address import AddressError, Mailbox, check_length, parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sesmock.domain.account import Usage
    from sesmock.domain.configuration_sets.configuration_set import ConfigurationSet
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.draft import Draft, Headers, Tags
    from sesmock.domain.region import Region
    from sesmock.domain.template import Template
    from sesmock.domain.tenants.tenant import Tenant

MAX_RECIPIENTS = 50
MAX_TAGS = 50
MAX_HEADER = 996  # name and value
FEEDBACK_TAGS = ("ses:feedback-id-a", "ses:feedback-id-b")  # the only tag names with a colon

# Headers that SES makes from the other parameters, or by itself ("Amazon SES header fields").
RESERVED_HEADERS = frozenset({
    "bcc", "cc", "content-disposition", "content-transfer-encoding", "content-type", "date", "dkim-signature",
    "feedback-id", "from", "message-id", "mime-version", "reply-to", "return-path", "sender", "subject", "to",
    "x-ses-outgoing",
})  # fmt: skip

# As the guide lists them ("Unsupported attachment types").
_UNSUPPORTED = """
    ade adp app asp bas bat cer chm cmd com cpl crt csh der exe fxp gadget hlp hta inf ins isp its js jse ksh lib lnk
    mad maf mag mam maq mar mas mat mau mav maw mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml msh1xml msh2xml msi
    msp mst ops pcd pif plg prf prg reg scf scr sct shb shs sys ps1 ps1xml ps2 ps2xml psc1 psc2 tmp url vb vbe vbs vps
    vsmacros vss vst vsw vxd ws wsc wsf wsh xnk
"""
UNSUPPORTED_EXTENSIONS = frozenset(_UNSUPPORTED.split())

# Assumed texts.
ONE_TEMPLATE = "Template must contain exactly one of TemplateName, TemplateArn or TemplateContent."
UNKNOWN_CHARSET = "Unsupported charset: {charset}"
TOO_MANY_TAGS = "Number of message tags exceeds 50."
BAD_HEADER_NAME = "Invalid header name <{name}>: only printable ASCII characters other than ':' are allowed."
RESERVED_HEADER = "Header '{name}' cannot be specified as a custom header."
HEADER_TOO_LONG = "The name and value of header '{name}' cannot exceed 996 characters."
UNSUPPORTED_ATTACHMENT = "Unsupported attachment type: '{name}'."


@lru_cache(maxsize=4096)
def read_mailbox(text: str) -> Mailbox:
    """An address as SES reads it; raises Invalid with JavaMail's sentence."""
    try:
        return parse(text)
    except AddressError as error:
        raise Invalid(str(error)) from None


def check_mailbox(mailbox: Mailbox) -> None:
    """Raise Invalid for an address that is too long."""
    if len(mailbox.text) > 150:  # shorter ones cannot have 320 UTF-16 units in any form
        try:
            check_length(mailbox)
        except AddressError as error:
            raise Invalid(str(error)) from None


# ---- tags ----


def check_tags(tags: Tags, defaults: Mapping[str, str] = MappingProxyType({})) -> Mapping[str, str]:
    """Message tags as a mapping, over the defaults; raises Invalid in SES's words, name before value (recorded)."""
    if not tags:
        return defaults
    checked = dict(defaults)
    for name, value in tags:
        if not name or not name.strip():
            raise Invalid("The tag name must be specified.")
        if len(name) > 255:
            raise Invalid("Tag name cannot exceed 255 characters.")
        if name not in FEEDBACK_TAGS and not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            raise Invalid(f"Invalid tag name <{name}>: only alphanumeric ASCII characters, '_',  '-' are allowed.")
        if not value or not value.strip():
            raise Invalid("The tag value must be specified.")
        if len(value) > 255:
            raise Invalid("Tag value cannot exceed 255 characters.")
        if not re.fullmatch(r"[A-Za-z0-9_.@-]+", value):
            raise Invalid(
                f"Invalid tag value <{value}>: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed."
            )
        checked[name] = value
    if len(tags) > MAX_TAGS or len(checked) > MAX_TAGS:
        raise Invalid(TOO_MANY_TAGS)
    return checked


# ---- content ----


def check_content(region: Region, content: Simple | Raw | TemplateRequest) -> Template | None:
    """What a request says of its content, before anything else is looked at; gives the template that stands in it.

    Raises Invalid for a charset that nobody knows, a header, an attachment, or a template that cannot be.
    """
    if isinstance(content, Raw):
        return None
    if isinstance(content, Simple):
        for part in (content.subject, content.text, content.html):
            if part is not None and part.charset is not None:
                _check_charset(part.charset)
    if content.headers:
        check_headers(content.headers)
    for attachment in content.attachments:
        check_filename(attachment.filename or "")
    if isinstance(content, TemplateRequest):
        return _inline_template(content, region.world.limits.inline_template_bytes)
    return None


def _check_charset(charset: str) -> None:
    if charset not in _known_charsets:
        try:
            "\r\n".encode(charset, "replace")
        except (LookupError, ValueError):  # unknown, or a codec of Python's that is no charset
            raise Invalid(UNKNOWN_CHARSET.format(charset=charset)) from None
        _known_charsets.add(charset)


_known_charsets = {"UTF-8", "utf-8"}


def check_headers(headers: Headers) -> None:
    """The caller's own headers; raises Invalid for a name that is blank (probed), that no header has, or that SES
    writes itself, and for a name and value that are too long together.
    """
    for name, value in headers:
        if not name.strip():
            raise Invalid("The header name must be specified.")
        if not re.fullmatch(r"[!-9;-~]+", name):
            raise Invalid(BAD_HEADER_NAME.format(name=name))
        if name.lower() in RESERVED_HEADERS:
            raise Invalid(RESERVED_HEADER.format(name=name))
        if len(name) + len(value) > MAX_HEADER:
            raise Invalid(HEADER_TOO_LONG.format(name=name))


def check_filename(name: str) -> None:
    """Raise Invalid for an attachment of a kind that SES does not carry (Developer Guide; text assumed)."""
    if name.rpartition(".")[2].lower() in UNSUPPORTED_EXTENSIONS:
        raise Invalid(UNSUPPORTED_ATTACHMENT.format(name=name))


def _inline_template(request: TemplateRequest, limit: int) -> Template | None:
    """The template that stands in the request, or None for one that is stored."""
    stored = request.name is not None or request.arn is not None  # SES takes a name beside its ARN for the same
    if stored is (request.parts is not None):
        raise Invalid(ONE_TEMPLATE)
    return None if request.parts is None else inline_template(*request.parts, limit=limit)


# ---- configuration set ----


def choose_set(region: Region, name: str | None, sender: Identity | None) -> ConfigurationSet | None:
    """The set a mail is sent with: the one named, else the default of the identity that sends.

    A domain's default is not for addresses that are verified identities of their own. A default that has been deleted
    is refused as a bad request, not as something missing (both: Developer Guide, "Default configuration sets").
    """
    if name is not None:
        return region.of(ConfigurationSets).require(name)
    if sender is None or not sender.configuration_set or sender.region is not region:
        return None
    found = region.of(ConfigurationSets).get(sender.configuration_set)
    if found is None:
        raise Invalid(ConfigurationSetNotFound(sender.configuration_set).message)
    return found


# ---- size, quota, pauses ----


def check_size(draft: Draft, region: str, now: float) -> None:
    """Raise Invalid for a message that is longer than the call may send."""
    content, limit = draft.content, draft.terms.max_size
    if isinstance(content, Raw):
        size = len(content.data)
    else:
        size = 2000
        if isinstance(content, Simple):  # what a template makes has its own limits
            for part in (content.subject, content.text, content.html):
                if part is not None:
                    size += len(part.data)
        for attachment in content.attachments:
            size += len(attachment.content)
        if 8 * size > limit:  # encoded it is longer, but never that much
            whole = content.render_or_tell()[0] if isinstance(content, Templated) else content
            size = len(composed(draft, whole, "", region, "size", now, {}))
    if size > limit:
        raise Invalid(f"Message length is more than {limit} bytes long: '{size}'.")


def check_quota(usage: Usage, settings: AccountSettings, now: float, addresses: Sequence[str]) -> None:
    """Raise QuotaExceeded or Throttled. Mail to the simulator does not count towards the quota, but to the rate."""
    quota, rate = settings.max_24_hour_send, settings.enforced_send_rate
    if quota >= 0 and usage.sent_last_24h(now) >= quota and not all(map(is_simulator, addresses)):
        raise QuotaExceeded  # mail to many passes as long as anything is left
    if rate is not None:
        # assumed: mail to many passes after a quiet second, and otherwise as far as there is room for all of it
        before = usage.sent_last_second(now)
        if before and before + len(addresses) > rate:
            raise Throttled


def check_pauses(region: Region, chosen: ConfigurationSet | None, tenant: Tenant | None) -> None:
    """Raise AccountSuspended, SendingPaused, SetSendingPaused or TenantSendingPaused."""
    settings = region.of(AccountSettings)
    if settings.enforcement == "SHUTDOWN":
        raise AccountSuspended
    if not settings.sending_enabled:
        raise SendingPaused
    if chosen is not None and not chosen.sending_enabled:
        raise SetSendingPaused(chosen.name)
    if tenant is not None and tenant.sending_status == "DISABLED":
        raise TenantSendingPaused(tenant.name)
