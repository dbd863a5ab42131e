"""The one place that owns Numba's options.

No fastmath and no parallel loops: results are identical for any number of threads, and blocks of
replications run side by side in ordinary threads because the kernels release the interpreter lock.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile `function` with the options every kernel shares; cached on disk."""
    compiled: Any = njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def inline(function: F) -> F:
    """Compile a small function that kernels call in their inner loops."""
    compiled: Any = njit(cache=True, nogil=True, error_model="numpy", inline="always")(function)
    return compiled
