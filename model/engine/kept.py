"""Compiled code on the disk, loaded without what only compiling needs.

Before it loads anything Numba imports all that it can compile, BLAS by way of `scipy.linalg` among it, and installs it:
several times as long as what there is to load. Loading machine code needs the runtime that counts references alone,
and Numba installs the rest by itself before it compiles. Everything else about the files is as Numba does it.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.runtime.nrt import rtsys

OURS = __name__.partition(".")[0]


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


class Lean(CompileResultCacheImpl):
    """What is written of a compiled function."""

    def reduce(self, compiled: Any) -> tuple[Any, ...]:
        """Return the parts of a compiled function as Numba does, but fewer environments of functions it has taken in.

        An environment holds the Python objects that machine code refers to, and has the module of its function
        imported. Numba's own functions, those of arrays above all, hold none here. Machine code that misses an
        environment, which it could only to word an error, raises that it does.
        """
        *parts, environments = super().reduce(compiled)
        return *parts, tuple(e for e in environments if e.consts or e.globals["__name__"].partition(".")[0] == OURS)


class Kept(FunctionCache):
    """The files of one function."""

    _impl_class = Lean

    def __init__(self, function: Any):
        super().__init__(function)
        self._cache_file._source_stamp = (self._cache_file._source_stamp, sources())

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return the function compiled for a signature, or None when there is no such file."""
        rtsys.initialize(target)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, target)
