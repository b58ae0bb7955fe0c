"""Put wrappers in front of other modules' functions while a mock is active, and take exactly them away again."""

from __future__ import annotations

import importlib
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    "urllib3.connectionpool": {"HTTPConnectionPool.urlopen": "requests:urlopen"},
    "responses": {"RequestsMock._on_request": "requests:on_request"},
    "socket": {"getaddrinfo": "network:getaddrinfo", "socket.connect": "network:connect"},
    "http.client": {"HTTPConnection.putrequest": "network:putrequest"},
    "ssl": {"SSLContext.wrap_socket": "network:wrap", "SSLContext.wrap_bio": "network:wrap"},
    "httpx._transports.default": {
        "HTTPTransport.handle_request": "network:handle_request",
        "AsyncHTTPTransport.handle_async_request": "network:handle_request",
    },
}

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
    """A meta path finder that finds nothing itself, and has modules patched that are imported in a mock."""

    def __init__(self) -> None:
        self._asking: set[tuple[int, str]] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        this = (threading.get_ident(), name)
        if name not in TARGETS or this in self._asking:  # other finders may ask all of them too, so us again
            return None
        self._asking.add(this)
        try:
            for finder in list(sys.meta_path):
                if finder is not self and hasattr(finder, "find_spec"):
                    spec = finder.find_spec(name, path, target)
                    if spec is not None:
                        if hasattr(spec.loader, "exec_module"):
                            spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
                        return spec
        finally:
            self._asking.discard(this)
        return None


class _Loader:
    """A module's own loader, which it gets back as soon as it is asked to execute it."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def exec_module(self, module: Any) -> None:
        """Execute the module, then patch it if a mock is active still."""
        module.__loader__ = module.__spec__.loader = self._real
        self._real.exec_module(module)
        _patch(module.__spec__.name, module)


_finder = _Finder()
_lock = threading.Lock()  # nothing is imported while it is held
_patches: dict[tuple[Any, str], Patch] = {}
_buried: list[Patch] = []
_wraps: dict[str, Wrap] = {}


def _wrap(where: str) -> Wrap:
    found = _wraps.get(where)
    if found is None:
        room, _, function = where.partition(":")
        found = _wraps[where] = getattr(importlib.import_module(f"sesmock.hooks.{room}"), function)
    return found


def _patch(name: str, module: ModuleType) -> None:
    for path, where in TARGETS[name].items():
        outer, _, function = path.rpartition(".")
        owner: Any = getattr(module, outer, None) if outer else module
        if not hasattr(owner, function):
            continue  # another version of it: what it sends meets the guards in `network`
        wrap = _wrap(where)
        with _lock:
            present = _patches.get((owner, function))
            if _finder in sys.meta_path and (present is None or not present.is_on_top()):
                _patches[owner, function] = Patch(owner, function, wrap)


def install() -> None:
    """Patch what is loaded, and wait for the rest."""
    sys.meta_path.insert(0, _finder)
    for name in TARGETS:
        module = sys.modules.get(name)
        if module is not None:
            _patch(name, module)


def uninstall() -> None:
    """Take every wrapper away, the last first."""
    with _lock:
        if _finder in sys.meta_path:
            sys.meta_path.remove(_finder)
        while _patches:
            _, patch = _patches.popitem()
            if not patch.undo():
                _buried.append(patch)


def settle() -> None:
    """Undo what was buried under wrappers that others have taken away meanwhile."""
    if _buried:
        _buried[:] = [patch for patch in reversed(_buried) if not patch.undo()][::-1]
