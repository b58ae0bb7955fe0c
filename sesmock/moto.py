"""For tests written for moto: ``from sesmock.moto import mock_aws, ses_backends``.

`mock_aws` is moto for all other services and sesmock for SES; `ses_backends` shows what was sent as moto would.
Needs moto 5 (the extra ``sesmock[moto]``), which is imported with this module, not at the first use of it: moto is in
such clients only as are made after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, TypeVar, overload

from sesmock.domain.identities import registry
from sesmock.domain.mails.draft import Raw, Templated
from sesmock.domain.mails.sent import Mails
from sesmock.localstack import destination
from sesmock.mock import active as _active
from sesmock.mock.mock import Mock, made, not_entered

try:
    from moto import mock_aws as _moto_aws
except ImportError as error:
    raise ImportError("sesmock.moto needs moto 5 or newer: pip install 'sesmock[moto]'") from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from typing_extensions import Unpack

    from sesmock.cloud import Cloud
    from sesmock.domain.identities.identity import Identity
    from sesmock.domain.mails.sent import SentMail
    from sesmock.mock.mock import Settings
    from sesmock.region import Region

__all__ = ["Message", "MockAws", "RawMessage", "TemplateMessage", "mock_aws", "ses_backends"]

C = TypeVar("C", bound="Callable[..., Any]")

_latest: Cloud | None = None  # of the last `mock_aws`: a test may look at it when it has left that


class MockAws(Mock):
    """A `Mock` of SES with moto around it, for all other services; what `mock_aws` makes."""

    def __init__(self, cloud: Cloud | None = None, *, config: Any = None, **settings: Any) -> None:
        if cloud is None:
            for setting in ("auto_verify", "deliver"):
                settings[setting] = True if settings.get(setting) is None else settings[setting]
        super().__init__(cloud, **settings)
        self._config = config
        self._moto: list[Any] = []

    def start(self, reset: bool = True) -> Cloud:
        """Enter both; returns the cloud. ``reset`` is moto's: whether what its services hold is to be forgotten."""
        global _latest  # noqa: PLW0603
        moto = _moto_aws() if self._config is None else _moto_aws(config=self._config)
        moto.start(reset)
        try:
            cloud = super().start()
        except BaseException:
            moto.stop()
            raise
        self._moto.append(moto)
        _latest = cloud
        return cloud

    def stop(self, remove_data: bool = True) -> None:
        """Leave both again; harmless where there was no `start`. ``remove_data`` is moto's."""
        moto = self._moto.pop() if self._moto else None
        try:
            super().stop()
        finally:
            if moto is not None:
                moto.stop(remove_data)

    def _fresh(self) -> MockAws:
        return MockAws(self._cloud, config=self._config, **self._settings)


@overload
def mock_aws(target: C, /) -> C: ...
@overload
def mock_aws(
    cloud: Cloud | None = None, /, *, config: Mapping[str, Any] | None = None, **settings: Unpack[Settings]
) -> MockAws: ...
@not_entered
def mock_aws(
    target: Callable[..., Any] | Cloud | None = None,
    /,
    *,
    config: Mapping[str, Any] | None = None,
    region: str | None = None,
    account: str | None = None,
    seed: int | str | None = None,
    at: datetime | str | float | None = None,
    verified: Iterable[str] | None = None,
    auto_verify: bool | None = None,
    sandbox: bool | None = None,
    localstack: str | None = None,
    deliver: bool | Mapping[str, Any] | None = None,
) -> MockAws | Callable[..., Any]:
    """Mock all of AWS: SES with sesmock, every other service with moto. To be used like `sesmock.mock_ses`.

    A decorator, bare or called, of functions, coroutines, generators and test classes; or a context manager that gives
    the `Cloud`; or ``start()`` and ``stop()`` of what it returns.

    Args:
        target: what to decorate; or a `Cloud` of one's own, and then no settings of SES.
        config: moto's settings, as its own ``mock_aws`` takes them.
        region: this and what follows, as `sesmock.mock_ses` takes it.
        account: of SES; moto has its own.
        seed: what all ids and tokens are drawn from.
        at: where the clock of SES stands still.
        verified: identities that exist and are verified.
        auto_verify: verify every identity at creation, as moto does (default: yes); False: as AWS does.
        sandbox: the account has no production access.
        localstack: where a LocalStack would be.
        deliver: what SES tells others goes to moto's topics, streams and so on (default: yes), or to whom a dict names.

    Raises what `sesmock.mock_ses` raises.
    """
    settings = {
        "region": region,
        "account": account,
        "seed": seed,
        "at": at,
        "verified": verified,
        "auto_verify": auto_verify,
        "sandbox": sandbox,
        "localstack": localstack,
        "deliver": deliver,
    }

    def kind(cloud: Cloud | None = None, **settings: Any) -> MockAws:
        return MockAws(cloud, config=config, **settings)

    found: MockAws | Callable[..., Any] = made("mock_aws", kind, target, settings)
    return found


# ---- what moto's backends show ----


@dataclass
class Message:
    """A mail that was sent from its parts; ``body`` is the HTML part, if it has one."""

    id: str
    source: str
    subject: str
    body: str
    destinations: dict[str, list[str]]


@dataclass
class RawMessage:
    """A mail that was sent as a whole message, and everybody it went to."""

    id: str
    source: str
    destinations: list[str]
    raw_data: str


@dataclass
class TemplateMessage:
    """A mail that was sent with a template; ``template_data`` is JSON, as it was given.

    A bulk call is one of these, with the id of its first mail; ``destinations`` are those of its entries that were not
    refused.
    """

    id: str
    source: str
    template: str
    template_data: str
    destinations: dict[str, list[str]] | list[dict[str, Any]]


def _messages(mails: Iterable[SentMail]) -> list[Any]:
    """The mails as moto has them: one for each call."""
    found: list[Any] = []
    calls: dict[int, list[dict[str, Any]]] = {}  # the entries of each bulk call, by its terms
    for mail in mails:
        draft, content, given = mail._draft, mail._draft.content, (mail.message_id, mail.source)
        if isinstance(content, Raw):
            data = content.data.decode("utf-8", "surrogateescape")
            found.append(RawMessage(mail.message_id, _source(mail), list(draft.recipients.all), data))
        elif not isinstance(content, Templated):
            found.append(Message(*given, mail.subject, mail.html or mail.text or "", destination(mail)))
        elif "Bulk" not in mail.operation:
            found.append(TemplateMessage(*given, content.template.name, content.text or "", destination(mail)))
        else:
            entries = calls.get(id(draft.terms))
            if entries is None:
                entries = calls[id(draft.terms)] = []
                found.append(TemplateMessage(*given, content.template.name, content.text or "", entries))
            own = {} if content.own_text is None else {"ReplacementTemplateData": content.own_text}
            entries.append({"Destination": destination(mail), **own})
    return found


def _source(mail: SentMail) -> str:
    """The sender of a raw mail: as it was given, or else the address in the From header, without its name."""
    from sesmock.mail.address import parse

    return mail.source if mail._draft.terms.source_given else parse(mail.source).address


class SentMessages(Sequence[Any]):
    """The messages of one region in the order of their calls: a view, which shows later ones as well."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def _now(self) -> list[Any]:
        return _messages(self._backend._mails())

    def __len__(self) -> int:
        return len(self._now())

    def __getitem__(self, index: Any) -> Any:
        return self._now()[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._now())

    def __eq__(self, other: object) -> bool:
        """Whether a list or another view holds the same messages: ``sent_messages == []``."""
        return self._now() == list(other) if isinstance(other, (list, SentMessages)) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._now())

    def clear(self) -> None:
        """Forget them, also in ``cloud.outbox``."""
        mine = {id(mail) for mail in self._backend._mails()}
        sent = self._backend._cloud()._ses.of(Mails).sent
        sent[:] = [mail for mail in sent if id(mail) not in mine]


class Names(list[str]):
    """Names of identities; what is appended becomes one."""

    def __init__(self, names: Iterable[str], verify: Callable[[str], None]) -> None:
        super().__init__(names)
        self._verify = verify

    def append(self, name: str) -> None:
        """Verify a name as its owner would."""
        self._verify(name)
        super().append(name)


class Backend:
    """SES of one account in one region, by the names that moto has for it: a view of the active cloud.

    Where no mock is active, of the cloud of the last `mock_aws`. Raises RuntimeError where there was none.
    """

    def __init__(self, account_id: str, region_name: str) -> None:
        self.account_id = account_id
        self.region_name = region_name

    def __repr__(self) -> str:
        return f"<Backend of SES: {self.region_name} of {self.account_id}>"

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"sesmock has no {name!r} of moto's SES backend; cloud.region(), cloud.outbox and boto3 show the same"
        )

    def _cloud(self) -> Cloud:
        return _cloud()

    def _region(self) -> Region:
        return self._cloud().region(self.region_name, self.account_id)

    def _mails(self) -> list[SentMail]:
        mine = self.account_id, self.region_name
        return [mail for mail in self._cloud()._ses.of(Mails).sent if (mail.account, mail.region) == mine]

    @property
    def partition(self) -> str:
        """``aws``, ``aws-cn``, …"""
        return self._region().partition

    # ---- mails ----

    @property
    def sent_messages(self) -> SentMessages:
        """What was sent: `Message`, `RawMessage`, `TemplateMessage` and `BulkTemplateMessage`, the oldest first."""
        return SentMessages(self)

    @property
    def sent_message_count(self) -> int:
        """How many recipients they had."""
        return sum(len(mail.recipients) for mail in self._mails())

    # ---- identities ----

    def verify_email_identity(self, address: str) -> None:
        """Verify an address as its owner would."""
        self._region().verify(address)

    verify_email_address = verify_email_identity

    def verify_domain(self, domain: str) -> None:
        """Verify a domain as its owner would."""
        self._region().verify(domain)

    def delete_identity(self, identity: str) -> None:
        """Forget an identity, if there is one."""
        region = self._region()
        found = region.identities.find(identity)
        if found is not None:
            with region.world.lock:
                region.of(registry.Identities).delete(found)

    def list_identities(self, identity_type: str | None = None) -> list[str]:
        """The names of all identities, or of those of a type: EmailAddress or Domain."""
        return [
            found.name
            for found in self._region().identities
            if identity_type is None or found.is_domain is (identity_type == "Domain")
        ]

    def list_verified_email_addresses(self) -> list[str]:
        """The addresses that are verified."""
        return [found.name for found in self._region().identities if not found.is_domain and found.verified]

    @property
    def email_identities(self) -> dict[str, Identity]:
        """The identities by name (moto 5.1 and newer)."""
        return {found.name: found for found in self._region().identities}

    @property
    def addresses(self) -> Names:
        """The address identities (before moto 5.1); what is appended is verified."""
        return Names(self.list_identities("EmailAddress"), self.verify_email_identity)

    @property
    def email_addresses(self) -> Names:
        """The same: moto kept those of VerifyEmailAddress apart."""
        return self.addresses

    @property
    def domains(self) -> Names:
        """The domain identities (before moto 5.1); what is appended is verified."""
        return Names(self.list_identities("Domain"), self.verify_domain)

    # ---- the rest ----

    def add_template(self, template_info: Mapping[str, str]) -> None:
        """Store a template: ``template_name``, ``subject_part``, ``text_part``, ``html_part``."""
        from sesmock.domain.template import Templates, new_template

        part = template_info.get
        region = self._region()
        with region.world.lock:
            limit = region.world.limits.template_bytes
            name, subject = template_info["template_name"], part("subject_part")
            template = new_template(name, subject, part("text_part"), part("html_part"), limit=limit)
            region.of(Templates).keep(template)

    @property
    def templates(self) -> dict[str, dict[str, Any]]:
        """The stored templates by name."""
        return {
            name: {
                "template_name": name,
                "subject_part": found.subject,
                "text_part": found.text,
                "html_part": found.html,
                "Timestamp": datetime.fromtimestamp(found.created, timezone.utc).replace(tzinfo=None),
            }
            for name, found in self._region().templates.items()
        }

    def reset(self) -> None:
        """Forget all that this account has in this region, its mails included."""
        region = self._region()
        self.sent_messages.clear()
        with region.world.lock:
            region.forget()


def _cloud() -> Cloud:
    return _active.active() or _latest or _active.current()


class Regions(Mapping[str, Backend]):
    """The backends of one account: any region can be had, those in use are listed."""

    def __init__(self, account: str) -> None:
        self._account = account

    def __getitem__(self, region: str) -> Backend:
        from sesmock import checks

        try:
            checks.region(region)
        except ValueError:
            raise KeyError(region) from None
        return Backend(self._account, region)

    def __iter__(self) -> Iterator[str]:
        return iter([region.name for region in _cloud()._regions() if region.account == self._account])

    def __len__(self) -> int:
        return len(list(iter(self)))


class Backends(Mapping[str, Regions]):
    """``ses_backends[account][region]``: any account can be had, those in use are listed."""

    def __getitem__(self, account: str) -> Regions:
        return Regions(account)

    def __iter__(self) -> Iterator[str]:
        cloud = _cloud()
        return iter(dict.fromkeys([cloud.default_account, *(region.account for region in cloud._regions())]))

    def __len__(self) -> int:
        return len(list(iter(self)))


ses_backends = Backends()
