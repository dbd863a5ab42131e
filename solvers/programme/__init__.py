"""The sourcing programme: which option for each unit, which setting in each year, which path for staff in post.

`docs/programme.md` states it in formulas. Only `view.py` knows Pyomo.
"""

from .build import Programme, build
from .case import Case
from .constraints import FAMILIES
from .kept import Kept
from .narrow import Known, paying
from .offers import bounding, choosing, lowest, together
from .solving import Answered, feasible, solve, stretch
from .wish import Wish, amount, lifted

__all__ = [
    "FAMILIES", "Answered", "Case", "Kept", "Known", "Programme", "Wish", "amount", "bounding", "build", "choosing",
    "feasible", "lifted", "lowest", "paying", "solve", "stretch", "together",
]  # fmt: skip
