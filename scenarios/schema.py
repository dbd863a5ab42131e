"""JSON Schema of scenario files, for editors that complete and check while one types."""

from typing import Any

from ..model.scenario import Scenario

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file, with titles and units of all fields."""
    made = Scenario.model_json_schema(mode="validation")
    made.update({"$schema": DRAFT, "title": "houqin 算例 / houqin scenario"})
    return {key: made[key] for key in ("$schema", "title", *(k for k in made if k not in ("$schema", "title")))}
