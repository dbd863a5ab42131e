"""Tables of a result as CSV that Excel and WPS open with Chinese intact, and that carry no formulas."""

import csv
import io
from typing import Any

Row = dict[str, Any]
TABLES = [
    "plan",
    "baseline",
    "contracts",
    "workforce",
    "certificate",
    "baseline_certificate",
    "deductions",
    "rules",
    "conflicts",
    "alternatives",
    "cost_by_mode",
    "per_unit",
    "margins",
    "switches",
    "rosters",
    "rates",
    "spread",
    "funds",
    "passthrough",
    "surveys",
    "volumes",
    "baseline_volumes",
    "menu_points",
    "findings",
    "attempts",
]
DANGER = frozenset("=+-@\t\r\n＝＋－＠")
QUOTES = " '\"‘’“”\u3000\ufeff"


def tables(result: Row, sources: list[Row]) -> dict[str, bytes]:
    """Return file name -> content for every list in the result, and for the sources of the scenario's numbers."""
    found = {f"{name}.csv": rows for name in TABLES if (rows := result.get(name))}
    if grids := result.get("grids"):
        found["grids.csv"] = [cell for grid in grids for cell in long(grid)]
    if sources:
        found["sources.csv"] = sources
    return {name: sheet(rows) for name, rows in found.items()}


def long(grid: Row) -> list[Row]:
    """Return a table of a setting with one row a cell."""
    bare = {k: grid[k] for k in ("unit", "years", "name")}
    return [
        {**bare, "row": row["text"], "column": column, "cell": int(cell) if cell.isascii() and cell.isdigit() else cell}
        for row in grid["rows"]
        for column, cell in zip(grid["columns"], row["cells"], strict=True)
    ]


def sheet(rows: list[Row]) -> bytes:
    """Return rows as CSV in UTF-8 with byte order mark; nested mappings become columns `outer.inner`."""
    flat = [flatten(row) for row in rows]
    columns = list(dict.fromkeys(key for row in flat for key in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe(c) for c in columns])
    writer.writerows([[safe(row.get(c, "")) for c in columns] for row in flat])
    return out.getvalue().encode("utf-8-sig")


def flatten(row: Row, ahead: str = "") -> Row:
    """Return a mapping with one level: nested keys joined by dots, lists of mappings numbered, other lists joined."""
    flat: Row = {}
    for key, value in row.items():
        name = f"{ahead}{key}"
        if isinstance(value, dict):
            flat |= flatten(value, f"{name}.")
        elif isinstance(value, list | tuple) and any(isinstance(v, dict) for v in value):
            for i, part in enumerate(value):
                flat |= flatten(part if isinstance(part, dict) else {"": part}, f"{name}.{i}.")
        elif isinstance(value, list | tuple):
            flat[name] = "; ".join(str(v) for v in value)
        else:
            flat[name] = value
    return flat


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet reads as a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = str(value)
    bare = text.lstrip(QUOTES)
    return f"'{text}" if text[:1] in DANGER or bare[:1] in DANGER else text
