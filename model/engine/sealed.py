"""Arrays that nobody may write to any more, made within compiled code.

Traces and layouts are read-only, and Numba compiles a function anew for arrays that may be written to: a trace made by
compiled code for compiled code is sealed as one from Python is.
"""

from typing import Any

import numpy as np
from numba.core.imputils import impl_ret_borrowed
from numba.core.types import Array
from numba.extending import intrinsic, overload
from numpy.typing import NDArray


def sealed(a: NDArray[Any]) -> NDArray[Any]:
    """Return the same numbers as an array that cannot be written to."""
    view: NDArray[Any] = np.asarray(a).view()
    view.setflags(write=False)
    return view


@intrinsic
def _read_only(context: Any, a: Any) -> Any:
    if not isinstance(a, Array):
        return None

    def same(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return impl_ret_borrowed(context, builder, signature.return_type, given[0])

    return a.copy(readonly=True)(a), same


@overload(sealed, strict=False)
def _sealed(a: Any) -> Any:
    if not isinstance(a, Array):
        return None
    return lambda a: _read_only(a)  # type: ignore[call-arg]  # Numba hands over the context
