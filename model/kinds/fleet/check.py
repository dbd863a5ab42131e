"""What does not fit together inside a fleet spec."""

from ...kind import Fault
from .spec import Spec


def faults(spec: Spec) -> tuple[Fault, ...]:
    """Return what is wrong with a spec."""
    return ()
