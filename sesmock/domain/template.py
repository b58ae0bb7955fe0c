"""Email templates, one store for both APIs, and what is rendered from them.

Source: SES Developer Guide, "Using templates to send personalized email with the Amazon SES API".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from sesmock.domain import names
from sesmock.domain.refusals import (
    Invalid,
    InvalidRenderingParameter,
    InvalidTemplate,
    LimitExceeded,
    MissingRenderingAttribute,
    TemplateExists,
    TemplateNotFound,
)
from sesmock.outside import aws
from sesmock.world import limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sesmock.domain.region import Region
    from sesmock.mail import handlebars

    # Subject, text and html, filled in from data.
    Fill = Callable[[Mapping[str, object]], Sequence[str | None]]

OPEN_TRACKER = "{{ses:openTracker}}"  # where the pixel of open tracking is to stand

# Recorded.
NO_SUBJECT = "The subject must be specified."
BAD_NAME = (
    "Template name can contain alphanumeric characters, underscores(_) and hyphens(-). "
    "It can contain up to 128 characters and it should start with an alphanumeric character."
)
BAD_DATA = "The template data is invalid"  # seen on sends, without its code
# Recorded for SendBulkEmail and a helper; assumed for SendEmail, and for what is no template at all.
UNSUPPORTED = "Template contains unsupported operations."

# Assumed texts: that SES refuses these is documented, how it says so is not.
NO_BODY = "The text or HTML part must be specified."
TRACKED_TWICE = f"The template can contain {OPEN_TRACKER} once."
TOO_LARGE = "The template exceeds the maximum size of {limit} bytes."
BAD_SYNTAX = "The template is not valid: {reason}"
BAD_TEST_DATA = "Template rendering data is invalid"

# Also assumed: an empty part is as good as none; the size is that of all three parts in UTF-8; what a request says is
# checked before what is stored; a name that no template can have is refused where one is made or tagged, and just
# not found elsewhere; TestRender says of what else cannot be rendered (a missing partial) what it says of bad data.


class Rendered(NamedTuple):
    """The parts of a template, filled in."""

    subject: str
    text: str | None
    html: str | None


class Template:
    """One version of a template: an update puts another in its place. An inline one has the name ""."""

    __slots__ = ("_fill", "_needs", "created", "html", "name", "number", "subject", "tags", "text")

    def __init__(
        self,
        name: str,
        subject: str,
        text: str | None,
        html: str | None,
        fill: Fill,
        needs: frozenset[str] | None = None,
    ) -> None:
        self.name = name
        self.subject = subject
        self.text = text
        self.html = html
        self.tags: dict[str, str] = {}
        self.created = 0.0  # this and the number are given by `Templates`
        self.number = 0
        self._fill = fill
        self._needs = needs

    def __repr__(self) -> str:
        return f"<Template {self.name or '(inline)'}: {self.subject!r}>"

    def arn(self, region: Region) -> str:
        """The template's ARN."""
        return region.arn(f"template/{self.name}")

    def render(self, data: Mapping[str, object]) -> Rendered:
        """Fill in the parts; raises `handlebars.RenderingError` (`MissingAttribute`, mostly)."""
        return Rendered._make(self._fill(data))

    def is_sure_of(self, data: Mapping[str, object]) -> bool:
        """Whether it can be told without rendering that `render` will not fail (False: it cannot be told)."""
        if self._needs is None:
            return False
        for name in self._needs:  # noqa: SIM110  (all() takes twice as long, and this is asked of every mail)
            if not isinstance(data.get(name), (str, int, float)):
                return False
        return True


class Templates(dict[str, Template]):
    """The templates of one region by name, the newest last."""

    def __init__(self, region: Region) -> None:
        super().__init__()
        self._region = region
        self._made = 0

    def require(self, name: str) -> Template:
        """The template of that name; raises TemplateNotFound."""
        found = self.get(name)
        if found is None:
            raise TemplateNotFound(name)
        return found

    def delete(self, name: str) -> None:
        """Forget the template of that name; raises TemplateNotFound, and Invalid for one that belongs to a tenant."""
        from sesmock.domain.tenants.associations import check_free

        check_free(self._region, self._region.arn(f"template/{self.require(name).name}"))
        del self[name]

    def choose(self, name: str | None, arn: str | None) -> Template:
        """The template of that name or else ARN; raises TemplateNotFound, or Invalid for an ARN of another kind."""
        if name or not arn:
            return self.require(name or "")
        named = aws.arn(arn)
        if named is None or not named.resource.startswith("template/"):
            raise Invalid(f"Invalid template ARN: {arn}")  # assumed
        name = named.resource.removeprefix("template/")
        if arn != self._region.arn(named.resource):
            raise TemplateNotFound(name)  # assumed: nobody else's template can be had
        return self.require(name)

    def newest(self, place: str) -> Iterator[tuple[int, Template]]:
        """Templates from the newest to the oldest behind a place, each with its own."""
        before = int(place) if place else self._made + 1
        return ((t.number, t) for t in reversed(self.values()) if t.number < before)

    def keep(self, template: Template) -> None:
        """Keep a new template; raises TemplateExists or LimitExceeded."""
        if template.name in self:
            raise TemplateExists(template.name)
        if len(self) >= self._region.world.limits.templates:
            raise LimitExceeded(limits.TOO_MANY_TEMPLATES)
        self._made += 1
        template.number = self._made
        template.created = self._region.now()
        self[template.name] = template

    def replace(self, template: Template) -> None:
        """Put a template in the place of the one of its name, whose date and tags stay; raises TemplateNotFound."""
        old = self.require(template.name)
        template.number, template.created, template.tags = old.number, old.created, old.tags
        self[template.name] = template


def new_template(name: str, subject: str | None, text: str | None, html: str | None, *, limit: int) -> Template:
    """A template to be stored; raises Invalid, or InvalidTemplate for what is no Handlebars."""
    from sesmock.mail.handlebars import compile_template

    def refusal(error: Exception) -> Invalid:
        return InvalidTemplate(BAD_SYNTAX.format(reason=error), TemplateName=name)

    check_name(name)
    return _compiled(name, _checked(subject, text, html, limit), compile_template, refusal)


def inline_template(subject: str | None, text: str | None, html: str | None, *, limit: int) -> Template:
    """The template that v2's inline TemplateContent is; raises Invalid, also for more than plain substitutions."""
    from sesmock.mail.handlebars import compile_substitutions

    return _compiled("", _checked(subject, text, html, limit), compile_substitutions, lambda _: Invalid(UNSUPPORTED))


def _compiled(
    name: str,
    parts: tuple[str, str | None, str | None],
    compile_part: Callable[[str], handlebars.Template],
    refusal: Callable[[Exception], Invalid],
) -> Template:
    from sesmock.mail.handlebars import TemplateSyntaxError, render_all

    try:
        compiled = [None if part is None else compile_part(part) for part in parts]
    except TemplateSyntaxError as error:
        raise refusal(error) from None
    needs = [part.needs for part in compiled if part is not None]
    every = None if None in needs else frozenset().union(*filter(None, needs))
    return Template(name, *parts, lambda data: render_all(compiled, data), every)


def check_name(name: str) -> str:
    """The name, if it can be a template's; raises Invalid.

    A first character that is ``_`` or ``-`` is taken, whatever the sentence says (probed).
    """
    if len(name) > 128 or not names.is_plain(name):
        raise Invalid(BAD_NAME)
    return name


def template_data(text: str | None) -> dict[str, Any]:
    """TemplateData of a send: an object in JSON, or nothing; raises Invalid."""
    return _object(text, Invalid(BAD_DATA)) if text else {}


def preview(region: Region, name: str, data: str) -> str:
    """The preview of a stored template: its whole MIME message, which is from and to nobody.

    Raises TemplateNotFound, InvalidRenderingParameter or MissingRenderingAttribute.
    """
    from sesmock.mail.handlebars import MissingAttribute, RenderingError
    from sesmock.mail.mime import Content, compose, date

    template = region.of(Templates).require(name)
    values = _object(data, InvalidRenderingParameter(BAD_TEST_DATA, TemplateName=name))
    try:
        rendered = template.render(values)
    except MissingAttribute as error:
        raise MissingRenderingAttribute(str(error), TemplateName=name) from None
    except RenderingError as error:
        raise InvalidRenderingParameter(str(error), TemplateName=name) from None
    now, ids = region.now(), region.world.ids
    message = compose(
        subject=Content(rendered.subject),
        text=None if rendered.text is None else Content(rendered.text),
        html=None if rendered.html is None else Content(rendered.html),
        boundary=lambda: f"----=_Part_1_{int(ids.hex(8), 16)}.{round(now * 1000)}",
    )
    # assumed: the order of JavaMail, which puts Date before Subject; whether there is a Message-ID is not known.
    return f"Date: {date(now)}\r\n{message.decode('ascii')}"


def _checked(subject: str | None, text: str | None, html: str | None, limit: int) -> tuple[str, str | None, str | None]:
    if not subject:
        raise Invalid(NO_SUBJECT)
    if not text and not html:
        raise Invalid(NO_BODY)
    if sum(len((part or "").encode("utf-8", "surrogatepass")) for part in (subject, text, html)) > limit:
        raise Invalid(TOO_LARGE.format(limit=limit))
    if (text or "").count(OPEN_TRACKER) + (html or "").count(OPEN_TRACKER) > 1:
        raise Invalid(TRACKED_TWICE)
    return subject, text or None, html or None


def _object(text: str, refusal: Invalid) -> dict[str, Any]:
    """An object from JSON (RFC 8259: NaN and its like are none), or the refusal."""
    try:
        data = _read(text)
    except (ValueError, RecursionError):
        raise refusal from None
    if not isinstance(data, dict):
        raise refusal
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_read = json.JSONDecoder(parse_constant=_no_constant).decode
