"""The one place that owns Numba's options.

No fastmath and no parallel loops: results are identical for any number of threads, and blocks of
replications run side by side in ordinary threads because the kernels release the interpreter lock.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

from .kept import Kept

F = TypeVar("F", bound=Callable[..., Any])


def _kept(compiled: Any) -> Any:
    """Have a compiled function kept on the disk."""
    if hasattr(compiled, "py_func"):  # nothing is compiled where Numba is switched off
        compiled._cache = Kept(compiled.py_func)
    return compiled


def jit(function: F) -> F:
    """Compile `function` with the options every kernel shares; cached on disk."""
    compiled: Any = _kept(njit(nogil=True, error_model="numpy")(function))
    return compiled


def inline(function: F) -> F:
    """Compile a small function that kernels call in their inner loops."""
    compiled: Any = _kept(njit(nogil=True, error_model="numpy", inline="always")(function))
    return compiled


def bare(function: F) -> F:
    """Compile an inner loop without reference counting: it takes arrays and may not make any.

    Arrays that an inlined function touches are otherwise counted in and out at every turn of the loop.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    compiled: Any = _kept(njit(**options)(function))
    return compiled


def woven(function: F) -> F:
    """Compile a part of an inner loop as `bare` does, and weave it into its caller afterwards.

    For functions of many lines that take many arrays: called as they are they would hand all of them over at every
    call, and Numba takes long to write them into their caller as `inline` does.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    compiled: Any = _kept(njit(**options, forceinline=True)(function))
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


@inline
def divided(n: int, by: int, inverse: float) -> int:
    """Return n // by, of numbers that are not negative, from 1 / by; exact for quotients below 2 ** 50.

    The quotient by way of the reciprocal is at most one off, which the rest tells; a division takes several times as
    long.
    """
    quotient = int(n * inverse)
    rest = n - quotient * by
    return quotient + (1 if rest >= by else 0) - (1 if rest < 0 else 0)
