"""When people are on duty."""

from typing import Annotated

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from .part import Part
from .units import Clock, Stretch, tupled


class Hours(Part):
    """Hours on duty, and pauses within them."""

    start: Clock
    end: Clock
    pauses: Annotated[tuple[Stretch, ...], BeforeValidator(tupled)] = ()

    @model_validator(mode="after")
    def _ordered(self) -> "Hours":
        edges = [self.start, *(t for pause in self.pauses for t in pause), self.end]
        if self.end <= self.start or edges != sorted(edges):
            raise PydanticCustomError("shift_order", "a shift and its pauses must follow one another")
        return self

    def minutes(self) -> int:
        """Return the working time of a day, minutes."""
        return self.end - self.start - sum(b - a for a, b in self.pauses)
