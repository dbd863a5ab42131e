"""Whether a kind's kernel must be compiled before it can run, and having it compiled.

Compiled code is kept on disk, so a machine compiles once, and again after an update.
"""

from importlib import import_module
from typing import Any

from .kind import Kind
from .streams import Stream


def ready(kind: Kind) -> bool:
    """Return whether a kind's main loop is compiled: in this process, or on disk for the program text as it is."""
    loop = _loop(kind)
    if loop is None or loop.signatures:
        return True
    index = getattr(getattr(loop, "_cache", None), "_cache_file", None)  # none where nothing can be kept
    return index is not None and bool(index._load_index())


def prepare(kind: Kind) -> None:
    """Compile a kind's kernel by running its worked example."""
    spec, workforce, setting = kind.example()
    layout = kind.layout(spec)
    kind.kernel(layout, setting, kind.draw(layout, workforce, Stream(0, 0)), False)


def _loop(kind: Kind) -> Any:
    """Return the main loop of a kind: the last compiled function of its kernel's module; None where there is none."""
    from numba.core.dispatcher import Dispatcher

    name = kind.kernel.__module__
    mine = [v for v in vars(import_module(name)).values() if isinstance(v, Dispatcher) and v.__module__ == name]
    return mine[-1] if mine else None
