"""The base of everything that can stand in a scenario file."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from .distributions import AnyLaw, outside


class Part(BaseModel):
    """A mapping of a scenario: frozen, no unknown keys, no NaN; `source` applies to all numbers below it."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)

    source: str | None = Field(default=None, description="资料出处的代号 / id of the source of these numbers")
    cited: dict[str, str] | None = Field(
        default=None, description="出处与其余不同的字段 -> 出处代号 / fields whose source differs from the rest"
    )
    """`price`, or `setting.scrubbers` for one entry of a table; where a field stands here, `source` does not count."""

    @model_validator(mode="after")
    def _cites(self) -> "Part":
        for path in self.cited or ():
            if path.split(".")[0] not in type(self).model_fields:
                raise PydanticCustomError("cited", "no field “{path}” to give a source for", {"path": path})
        return self

    @field_validator("*")
    @classmethod
    def _in_range(cls, value: Any, info: ValidationInfo) -> Any:
        """Hold every law to the range its field was made with (`units.law`)."""
        if isinstance(value, AnyLaw):
            extra: Any = cls.model_fields[info.field_name or ""].json_schema_extra
            low, high = extra["range"]
            if outside(value, low, high):
                raise PydanticCustomError("law_range", "must lie in [{low}, {high}]", {"low": low, "high": high})
        return value
