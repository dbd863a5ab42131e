"""Conditions that vendors attach to bids, and tariffs in place of bids, for generated cases and their enumeration."""


def conditions(dice):
    """Return conditions for some of the bids, as changes by path."""
    found = {}
    for bid in ("old", "new", "late"):
        others = [other for other in ("old", "new", "late") if other != bid]
        dice.shuffle(others)
        least = dice.choice([None, 1, 2, 2])
        terms = {
            "least_units": least,
            "most_units": dice.choice([None, None, 2]) if least else dice.choice([None, 1]),
            "least_per_year": dice.choice([None, None, 60000.0, 160000.005]),
            "with_bids": dice.choice([[], [], others[:1]]),
            "without_bids": dice.choice([[], [], others[1:]]),
        }
        if dice.random() < 0.3:
            found[f"bids.{bid}.conditions"] = {key: value for key, value in terms.items() if value}
    return found


def tariffed(changes, dice):
    """Return changes under which the bid `late` is a tariff and its vendor no firm, that nothing is said of."""
    kept = {key: value for key, value in changes.items() if not key.startswith(("vendors.late.", "bids.late.cond"))}
    for bid in ("old", "new"):
        terms = kept.get(f"bids.{bid}.conditions", {})
        if "late" in (*terms.get("with_bids", ()), *terms.get("without_bids", ())):
            del kept[f"bids.{bid}.conditions"]
    kept["policy.quota"]["groups"]["two"]["vendors"] = ["old"]
    kept["sources"] = {"tariff": {"title": "a published tariff", "kind": "published"}}
    return {**kept, "bids.late.reference": {"markup": dice.choice([0.0, 0.05, 0.0725]), "source": "tariff"}}


def awaited(s, vendor):
    """Return whether a vendor is no firm."""
    return vendor == "late" and s.bids["late"].reference is not None


def broken(s, plan):
    """Return whether a plan leaves a vendor's condition about units or other bids unmet."""
    held = [option.bid for option, _ in plan.values() if option.bid]
    for bid in set(held):
        terms, n = s.bids[bid].conditions, held.count(bid)
        if terms and not (terms.least_units or 0) <= n <= (terms.most_units or n):
            return True
        if terms and (not set(terms.with_bids) <= set(held) or set(terms.without_bids) & set(held)):
            return True
    return False
