"""houqin (后勤): decides how a public body should obtain its support services, and proves what it says.

Everything is imported on first use: `import houqin` loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .journey import certify, explore, optimize, regret, run, simulate
    from .model.errors import (
        Cancelled,
        Diagnostic,
        HouqinError,
        InfeasibleError,
        LimitReached,
        MissingExtraError,
        ScenarioError,
        SolverError,
    )
    from .model.scenario import Scenario
    from .reports.store import save
    from .reports.tender import score_bids
    from .scenarios.read import load, read, templates, validate
    from .solvers.answer import Answer
    from .solvers.calibrate import calibrate
    from .solvers.verify import verify
    from .solvers.why import why
    from .telling import CancelToken, ProgressEvent

_HOMES = {
    "journey": ("certify", "explore", "optimize", "regret", "run", "simulate"),
    "model.errors": (
        "Cancelled",
        "Diagnostic",
        "HouqinError",
        "InfeasibleError",
        "LimitReached",
        "MissingExtraError",
        "ScenarioError",
        "SolverError",
    ),
    "model.scenario": ("Scenario",),
    "reports.store": ("save",),
    "reports.tender": ("score_bids",),
    "scenarios.read": ("load", "read", "templates", "validate"),
    "solvers.answer": ("Answer",),
    "solvers.calibrate": ("calibrate",),
    "solvers.verify": ("verify",),
    "solvers.why": ("why",),
    "telling": ("CancelToken", "ProgressEvent"),
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names}
__version__ = "0.1.0"
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Import a public name on first use (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
