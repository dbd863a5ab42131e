"""The one place that owns Numba's options.

No fastmath and no parallel loops: results are identical for any number of threads, and blocks of
replications run side by side in ordinary threads because the kernels release the interpreter lock.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


@cache
def sources() -> str:
    """Return a hash of the modules of engine and kinds: compiled code is thrown away when any of them has changed.

    Numba's own stamp is that of a function's file alone; what the function has taken in from other files would stay as
    it was after an update.
    """
    found, model = hashlib.blake2b(digest_size=16), Path(__file__).parents[1]
    for path in sorted(path for folder in ("engine", "kinds") for path in (model / folder).rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


def _stamped(compiled: Any) -> Any:
    """Let the disk cache of a compiled function know of all those modules."""
    # none where nothing can be cached, or nothing is compiled
    kept = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if kept is not None:
        kept._source_stamp = (kept._source_stamp, sources())
    return compiled


def jit(function: F) -> F:
    """Compile `function` with the options every kernel shares; cached on disk."""
    compiled: Any = _stamped(njit(cache=True, nogil=True, error_model="numpy")(function))
    return compiled


def inline(function: F) -> F:
    """Compile a small function that kernels call in their inner loops."""
    compiled: Any = _stamped(njit(cache=True, nogil=True, error_model="numpy", inline="always")(function))
    return compiled


def bare(function: F) -> F:
    """Compile an inner loop without reference counting: it takes arrays and may not make any.

    Arrays that an inlined function touches are otherwise counted in and out at every turn of the loop.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    compiled: Any = _stamped(njit(**options)(function))
    return compiled


def woven(function: F) -> F:
    """Compile a part of an inner loop as `bare` does, and weave it into its caller afterwards.

    For functions of many lines that take many arrays: called as they are they would hand all of them over at every
    call, and Numba takes long to write them into their caller as `inline` does.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    compiled: Any = _stamped(njit(**options, forceinline=True)(function))
    return compiled


@inline
def natural(i: int) -> int:
    """Return a number from 0 to 2 ** 31 - 1 as it is, so that the compiler sees that it is not negative.

    Of every number that an array is read at Numba otherwise asks whether it counts from the end.
    """
    return i & 0x7FFFFFFF


@inline
def positive(i: int) -> int:
    """Return a number that is not negative as it is, so that the compiler sees it: it divides in fewer steps then."""
    return i & 0x7FFFFFFFFFFFFFFF
