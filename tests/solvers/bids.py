"""Tenders drawn at random, and an independent reading of the rules in decimal arithmetic."""

import random
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from houqin.model.tender import Tender

GROUPS = ("price", "technical", "business")


def drawn(seed: int, low: int, high: int, step: float = 0.5) -> dict[str, Any]:
    """Return a tender as a file would state it, with bids in [low, high] fen; coarse points, so that ties occur."""
    rng = random.Random(seed)
    price = rng.choice((10, 15, 20, 30, 60))
    first, business = rng.choice((20, 25)), rng.choice((5, 10))
    criteria = {
        "甲项": {"group": "technical", "points": first},
        "乙项": {"group": "technical", "points": 100 - price - first - business or 1},
        "丙项": {"group": "business", "points": business},
    }
    if criteria["乙项"]["points"] < 0:
        criteria["乙项"]["points"], criteria["甲项"]["points"] = 5, 100 - price - business - 5
    gap = 100 - price - sum(c["points"] for c in criteria.values())
    criteria["甲项"]["points"] += gap
    experts = rng.randint(1, 5)
    bidders = {}
    for i in range(rng.randint(2, 6)):
        bidders[f"企业{i}"] = {
            "price": rng.randint(low, high) / 100,
            "status": rng.choice(("large", "medium", "small", "micro", "consortium")),
            "points": {
                name: [rng.randint(0, int(c["points"] / step)) * step for _ in range(experts)]
                for name, c in criteria.items()
            },
            "out": ["V4"] if rng.random() < 0.1 else [],
        }
    return {
        "schema_version": 1, "id": "t", "title": {"zh": "例", "en": "t"}, "opened": "2026-03-01",
        "price_points": price, "criteria": criteria, "bidders": bidders,
        "deduction": {"small": rng.choice((0.1, 0.15, 0.2)), "joint": 0.04},
    }  # fmt: skip


def built(data: dict[str, Any]) -> Tender:
    """Return the tender of such data."""
    return Tender.model_validate(data)


def order(data: dict[str, Any], bids: dict[str, int] | None = None) -> list[tuple[str, Decimal]]:
    """Return (bidder, total) from the first, with some bids replaced (fen); written from the rules, not from the code."""
    cent = Decimal("0.01")
    with localcontext() as context:
        context.prec = 60
        inside = {n: b for n, b in data["bidders"].items() if not b["out"]}
        paid = {n: Decimal((bids or {}).get(n, round(b["price"] * 100))) / 100 for n, b in inside.items()}
        rate = {n: Decimal(str(rate_of(data, b["status"]))) for n, b in inside.items()}
        compared = {n: (p * (1 - rate[n])).quantize(cent, ROUND_HALF_UP) for n, p in paid.items()}
        compared = {n: max(cent, p) for n, p in compared.items()}
        best = min(compared.values(), default=cent)
        rows = []
        for at, (name, bidder) in enumerate(inside.items()):
            points = {"price": Decimal(str(data["price_points"])) * best / compared[name]}
            for group in GROUPS[1:]:
                points[group] = sum(
                    (sum(map(Decimal, map(str, bidder["points"][n]))) / len(bidder["points"][n])
                     for n, c in data["criteria"].items() if c["group"] == group), Decimal(0)
                )  # fmt: skip
            held = {g: v.quantize(cent, ROUND_HALF_UP) for g, v in points.items()}
            rows.append((-sum(held.values()), paid[name], -held["technical"], at, name))
        return [(row[-1], -row[0]) for row in sorted(rows)]


def rate_of(data: dict[str, Any], status: str) -> float:
    """Return the deduction of a status."""
    kind = {"small": "small", "micro": "small", "consortium": "joint"}.get(status)
    return data["deduction"][kind] if kind else 0
