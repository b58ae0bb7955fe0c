"""Put wrappers in front of other modules' functions while a mock or a guard is active, and take exactly them away."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    # Given the real function, the wrapper that asks for an active cloud first.
    Wrap = Callable[[Any], Any]

# By module: the dotted paths of functions in it, each with its wrapper as "module:function" in this package.
TARGETS = {
    "botocore.endpoint": {"Endpoint._send": "botocore:send"},
    "botocore.signers": {"RequestSigner.get_auth_instance": "botocore:get_auth_instance"},
    "botocore.session": {"Session.get_credentials": "sessions:get_credentials"},
    "boto3": {"setup_default_session": "sessions:setup_default_session"},
    "aiobotocore.endpoint": {"AioEndpoint._send": "botocore:send_async"},
    "aiobotocore.signers": {"AioRequestSigner.get_auth_instance": "botocore:get_auth_instance"},
    "aiobotocore.session": {"AioSession.get_credentials": "sessions:get_credentials"},
    "moto.core.botocore_stubber": {"BotocoreStubber.__call__": "moto:stubber"},
    "moto.cloudformation.parsing": {"resource_class_from_type": "cloudformation:resource_class"},
    "moto.cloudformation.models": {
        "CloudFormationBackend.create_stack": "cloudformation:create_stack",
        "CloudFormationBackend.update_stack": "cloudformation:update_stack",
        "CloudFormationBackend.delete_stack": "cloudformation:delete_stack",
        "CloudFormationBackend.execute_change_set": "cloudformation:execute_change_set",
    },
    "urllib3.connectionpool": {"HTTPConnectionPool.urlopen": "requests:urlopen"},
    "responses": {"RequestsMock._on_request": "requests:on_request"},
    "socket": {
        "getaddrinfo": "network:by_name",
        "gethostbyname": "network:by_name",
        "gethostbyname_ex": "network:by_name",
        "socket.connect": "network:connect",
        "socket.connect_ex": "network:connect",
    },
    "http.client": {"HTTPConnection.putrequest": "network:putrequest"},
    "ssl": {
        "SSLContext.wrap_socket": "network:wrap",
        "SSLContext.wrap_bio": "network:wrap",
        "SSLSocket.send": "network:write",
        "SSLSocket.write": "network:write",
        "SSLObject.write": "network:write",
    },
    "httpx._transports.default": {
        "HTTPTransport.handle_request": "httpx:handle_request",
        "AsyncHTTPTransport.handle_async_request": "httpx:handle_async_request",
    },
    "aiohttp.connector": {
        "BaseConnector.connect": "network:request",
        "TCPConnector._create_connection": "webhooks:create_connection",
    },
    "smtplib": {
        "SMTP._get_socket": "smtp:get_socket",
        "SMTP_SSL._get_socket": "smtp:get_tls_socket",
        "SMTP.starttls": "smtp:starttls",
        "SMTP.send": "smtp:send",
    },
    "asyncio.base_events": {
        "BaseEventLoop.create_connection": "smtp:create_connection",
        "BaseEventLoop.start_tls": "smtp:start_tls",
    },
}

# Those that a guard puts in the way of requests where no mock is active.
GUARDED = (
    "botocore.endpoint", "botocore.signers", "aiobotocore.endpoint", "aiobotocore.signers", "urllib3.connectionpool",
    "socket", "http.client", "ssl", "httpx._transports.default", "aiohttp.connector",
)  # fmt: skip

_MISSING = object()


class Patch:
    """One wrapper in one place."""

    __slots__ = ("_name", "_own", "_owner", "_wrapper")

    def __init__(self, owner: Any, name: str, wrap: Wrap) -> None:
        self._owner = owner
        self._name = name
        self._own = vars(owner).get(name, _MISSING)
        self._wrapper = wrap(getattr(owner, name))
        setattr(owner, name, self._wrapper)

    def is_on_top(self) -> bool:
        """Whether nobody has wrapped or replaced ours since."""
        return vars(self._owner).get(self._name) is self._wrapper

    def undo(self) -> bool:
        """Restore what was there, unless somebody has wrapped ours since; returns whether it is as it was.

        A wrapper that stays below another does nothing while no mock is active.
        """
        if self.is_on_top():
            if self._own is _MISSING:
                delattr(self._owner, self._name)
            else:
                setattr(self._owner, self._name, self._own)
        return vars(self._owner).get(self._name, _MISSING) is self._own


class _Finder:
    """A meta path finder that finds nothing itself, and has modules patched that are imported meanwhile."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._asking: set[tuple[int, str]] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        this = (threading.get_ident(), name)
        if (
            name not in self._layer.targets or this in self._asking
        ):  # other finders may ask all of them too, so us again
            return None
        self._asking.add(this)
        try:
            for finder in list(sys.meta_path):
                if finder is not self and hasattr(finder, "find_spec"):
                    spec = finder.find_spec(name, path, target)
                    if spec is not None:
                        if hasattr(spec.loader, "exec_module"):
                            spec.loader = _Loader(spec.loader, self._layer)  # type: ignore[assignment]
                        return spec
        finally:
            self._asking.discard(this)
        return None


class _Loader:
    """A module's own loader, which it gets back as soon as it is asked to execute it."""

    def __init__(self, real: Any, layer: Layer) -> None:
        self._real = real
        self._layer = layer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def exec_module(self, module: Any) -> None:
        """Execute the module, then patch it if that is still wanted."""
        module.__loader__ = module.__spec__.loader = self._real
        self._real.exec_module(module)
        self._layer.patch(module.__spec__.name, module)


_lock = threading.Lock()  # nothing is imported while it is held
_wraps: dict[str, Wrap] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_lock._at_fork_reinit)  # type: ignore[attr-defined]


def _wrap(where: str) -> Wrap:
    found = _wraps.get(where)
    if found is None:
        room, _, function = where.partition(":")
        found = _wraps[where] = getattr(importlib.import_module(f"sesmock.hooks.{room}"), function)
    return found


class Layer:
    """The wrappers that come and go together: those of all mocks, or those of all guards."""

    def __init__(self, targets: Mapping[str, Mapping[str, str]]) -> None:
        self.targets = targets
        self._finder = _Finder(self)
        self._patches: dict[tuple[Any, str], Patch] = {}
        self._buried: list[Patch] = []

    def install(self) -> None:
        """Patch what is loaded, and wait for the rest."""
        sys.meta_path.insert(0, self._finder)
        for name in self.targets:
            module = sys.modules.get(name)
            if module is not None:
                self.patch(name, module)

    def patch(self, name: str, module: ModuleType) -> None:
        """Patch one module, unless the layer has been taken away meanwhile."""
        for path, where in self.targets[name].items():
            outer, _, function = path.rpartition(".")
            owner: Any = getattr(module, outer, None) if outer else module
            if not hasattr(owner, function):
                continue  # another version of it: what it sends meets the guards in `network`
            wrap = _wrap(where)
            with _lock:
                present = self._patches.get((owner, function))
                if self._finder in sys.meta_path and (present is None or not present.is_on_top()):
                    self._patches[owner, function] = Patch(owner, function, wrap)

    def uninstall(self) -> None:
        """Take every wrapper away, the last first."""
        with _lock:
            if self._finder in sys.meta_path:
                sys.meta_path.remove(self._finder)
            while self._patches:
                _, patch = self._patches.popitem()
                if not patch.undo():
                    self._buried.append(patch)

    def settle(self) -> None:
        """Undo what was buried."""
        if self._buried:
            self._buried[:] = [patch for patch in reversed(self._buried) if not patch.undo()][::-1]


_mocks = Layer(TARGETS)
install, uninstall = _mocks.install, _mocks.uninstall
guard = Layer({name: TARGETS[name] for name in GUARDED})


def settle() -> None:
    """Undo what was buried under wrappers that others have taken away meanwhile."""
    _mocks.settle()
    guard.settle()
