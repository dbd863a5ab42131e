"""Judge the figures of the last run: `python benchmarks/gates.py` reads out/ratios.json and gates.toml.

It exits with 1 and names the figure, its value and the gate when one falls short, and with 2 when a file cannot be
read. A figure that a run reports as missing (a rival that is not installed) fails only where its gate requires it; one
of which a run says nothing at all fails always, and so does one of too few rounds.
"""

import argparse
import json
import math
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHORT = ("short", "few", "dropped", "required")
"""Verdicts that fail."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a figure must reach.

    Parameters
    ----------
    name : str
        The figure's.
    least, most : float or None
        What has been reached; one of them.
    margin : float
        Share of it that noise may take.
    aim : float or None
        What is asked for; never fails, but is listed as long as it is not met.
    ci : bool
        Whether the figure is robust enough to be judged on any machine.
    required : bool
        Whether it fails when it is reported as missing.
    runs : int
        Rounds that a figure needs to count.
    """

    name: str
    least: float | None = None
    most: float | None = None
    margin: float = 0.0
    aim: float | None = None
    ci: bool = False
    required: bool = False
    runs: int = 3

    def __post_init__(self) -> None:
        if (self.least is None) == (self.most is None) or not 0 <= self.margin < 1:
            raise ValueError(f"{self.name}: one of least and most, and a margin from 0 to below 1")

    def limit(self) -> float:
        """Return the value that fails no more."""
        return self.least * (1 - self.margin) if self.least is not None else self.most * (1 + self.margin)

    def reached(self, value: float, bound: float) -> bool:
        """Return whether a value is on the right side of a bound."""
        return value >= bound if self.least is not None else value <= bound

    def verdict(self, figure: dict[str, Any] | None) -> str:
        """Return what is to be said of a figure; None is one that the run does not know."""
        if figure is None:
            return "dropped"
        if figure["value"] is None:
            return "required" if self.required else "missing"
        if figure["runs"] < self.runs:
            return "few"
        return "ok" if self.reached(figure["value"], self.limit()) else "short"


def read(gates: Path, ratios: Path) -> tuple[list[Gate], dict[str, dict[str, Any]]]:
    """Return the gates, and the figures by name.

    Raises
    ------
    OSError, ValueError, TypeError, KeyError
        A file is missing, or is not what it should be.
    """
    asked = [Gate(**row) for row in tomllib.loads(gates.read_text(encoding="utf-8"))["gate"]]
    rows = json.loads(ratios.read_text(encoding="utf-8"))
    found = {row["name"]: row for row in rows}
    for names in ([gate.name for gate in asked], [row["name"] for row in rows]):
        if len(set(names)) < len(names):
            raise ValueError(f"named twice: {next(name for name in names if names.count(name) > 1)}")
    for row in rows:
        if row["value"] is not None and not math.isfinite(row["value"]):
            raise ValueError(f"{row['name']} is {row['value']}")
        int(row["runs"])
    return asked, found


def main(argv: list[str] | None = None) -> int:
    """Print every gate with its figure, then the aims that are not met yet; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ratios", type=Path, default=HERE / "out" / "ratios.json")
    parser.add_argument("--gates", type=Path, default=HERE / "gates.toml")
    parser.add_argument("--ci", action="store_true", help="only the gates that are robust on any machine")
    given = parser.parse_args(argv)
    try:
        gates, figures = read(given.gates, given.ratios)
    except (OSError, ValueError, TypeError, KeyError) as error:
        print(f"cannot judge: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    failed, ahead = [], []
    for gate in gates:
        if given.ci and not gate.ci:
            continue
        figure = figures.get(gate.name)
        value = figure["value"] if figure else None
        verdict = gate.verdict(figure)
        shown = "-" if value is None else f"{value:.4g}"
        sign = ">=" if gate.least is not None else "<="
        line = f"{verdict:<9} {gate.name:<44} {shown:>9}  {sign} {gate.limit():.4g}"
        print(line + (f"  (aim {sign} {gate.aim:g})" if gate.aim is not None else ""))
        failed += [line] if verdict in SHORT else []
        if gate.aim is not None and value is not None and not gate.reached(value, gate.aim):
            ahead.append(f"{gate.name}: {shown} of {gate.aim:g}")
    print("".join(f"\naim not met yet: {each}" for each in ahead))
    print("\n".join([f"{len(failed)} of the gates fail:", *failed] if failed else ["all gates hold"]))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
