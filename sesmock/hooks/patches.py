"""Put wrappers in front of other modules' functions while a mock is active, and take exactly them away again."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    # Given the real function, the wrapper that asks for an active cloud first.
    Wrap = Callable[[Any], Any]
    # Module, dotted path of the function in it, and where to find its wrapper: "module:function".
    Target = tuple[str, str, str]

TARGETS: tuple[Target, ...] = (
    ("botocore.endpoint", "Endpoint._send", "sesmock.hooks.botocore:send"),
    ("botocore.auth", "SigV4Auth.add_auth", "sesmock.hooks.botocore:add_auth"),
    ("aiobotocore.endpoint", "AioEndpoint._send", "sesmock.hooks.botocore:send_async"),
    ("urllib3.connectionpool", "HTTPConnectionPool.urlopen", "sesmock.hooks.requests:urlopen"),
    ("responses", "RequestsMock._on_request", "sesmock.hooks.requests:on_request"),
    ("socket", "getaddrinfo", "sesmock.hooks.network:getaddrinfo"),
)

_MISSING = object()


class Patch:
    """One wrapper in one place."""

    __slots__ = ("_name", "_own", "_owner", "_wrapper")

    def __init__(self, module: ModuleType, path: str, wrap: Wrap) -> None:
        *outer, name = path.split(".")
        owner: Any = module
        for part in outer:
            owner = getattr(owner, part)
        self._owner, self._name = owner, name
        self._own = vars(owner).get(name, _MISSING)
        self._wrapper = wrap(getattr(owner, name))
        setattr(owner, name, self._wrapper)

    def undo(self) -> None:
        """Restore what was there; if somebody has wrapped ours since, ours stays below and does nothing."""
        if vars(self._owner).get(self._name) is not self._wrapper:
            return
        if self._own is _MISSING:
            delattr(self._owner, self._name)
        else:
            setattr(self._owner, self._name, self._own)


class _Late:
    """A meta path finder that finds nothing itself, and patches modules that are imported while a mock is active."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in self.waiting:
            return None
        self.waiting.discard(name)
        finders = (finder for finder in sys.meta_path if finder is not self)
        spec = next((s for finder in finders if (s := finder.find_spec(name, path, target)) is not None), None)
        loader: Any = spec.loader if spec is not None else None
        if loader is not None:
            real = loader.exec_module

            def exec_module(module: ModuleType) -> None:
                real(module)
                if self in sys.meta_path:  # a mock is active still
                    _patch(name, module)

            loader.exec_module = exec_module
        return spec


_late = _Late()
_patches: list[Patch] = []
_wrappers: dict[str, Wrap] = {}


def _patch(name: str, module: ModuleType) -> None:
    for owner, path, where in TARGETS:
        if owner == name:
            wrap = _wrappers.get(where)
            if wrap is None:
                room, _, function = where.partition(":")
                wrap = _wrappers[where] = getattr(importlib.import_module(room), function)
            _patches.append(Patch(module, path, wrap))


def install() -> None:
    """Patch what is loaded, and wait for the rest."""
    for name in {owner: None for owner, _, _ in TARGETS}:
        module = sys.modules.get(name)
        if module is None:
            _late.waiting.add(name)
        else:
            _patch(name, module)
    if _late.waiting:
        sys.meta_path.insert(0, _late)


def uninstall() -> None:
    """Take every wrapper away, the last first."""
    if _late in sys.meta_path:
        sys.meta_path.remove(_late)
    _late.waiting.clear()
    while _patches:
        _patches.pop().undo()
