"""The sourcing programme: which option for each unit, which setting in each year, which path for staff in post.

`docs/programme.md` states it in formulas. Only `view.py` knows Pyomo.
"""

from .build import Programme, build
from .case import Case
from .constraints import FAMILIES
from .offers import bounding, choosing, lowest, together
from .solving import Answered, Wish, amount, feasible, lifted, solve, stretch

__all__ = [
    "FAMILIES", "Answered", "Case", "Programme", "Wish", "amount", "bounding", "build", "choosing", "feasible",
    "lifted", "lowest", "solve", "stretch", "together",
]  # fmt: skip
