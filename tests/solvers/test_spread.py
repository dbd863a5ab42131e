"""Cost per ㎡ of places that share a service, and how far apart they are."""

from types import SimpleNamespace

import pytest
from houqin.solvers.answer import Line
from houqin.solvers.spread import Rate, moments, rates, spreads

AREAS = {"a": 100.0, "b": 300.0}


def case(units, years=2):
    """Return what a spread reads of a scenario: `units` maps a name to (site, service, class of secrecy)."""
    return SimpleNamespace(
        horizon=SimpleNamespace(years=years),
        sites={name: SimpleNamespace(area_m2=area) for name, area in AREAS.items()},
        units={n: SimpleNamespace(site=s, service=v, secrecy=c) for n, (s, v, c) in units.items()},
    )


def lines(**yuan):
    """Return a ledger of one line a unit and year; grown amounts are twice those of the first year."""
    return [Line(y, unit, "", "wage", "wage", 200 * n, 100 * n) for unit, n in yuan.items() for y in (0, 1)]


BOTH = {"ac": ("a", "clean", "open"), "bc": ("b", "clean", "open"), "ag": ("a", "guard", "open"), "bg": ("b", "guard", "core")}


def test_rate_is_yuan_of_the_first_year_per_area_and_year():
    """500 yuan a year on 100 ㎡ are 5 yuan per ㎡, whatever growth and the number of years."""
    found = rates(case({n: BOTH[n] for n in ("ac", "bc")}), lines(ac=500, bc=900), lines(ac=700, bc=600))
    assert found == (Rate("clean", "ac", 100.0, True, 7.0, 5.0), Rate("clean", "bc", 300.0, True, 2.0, 3.0))


def test_whole_sites_add_their_services():
    """With two shared services each site has a row of its own, the sum of its services; it is free only if all are."""
    found = rates(case(BOTH), lines(ac=500, bc=900, ag=100, bg=300), lines(ac=0, bc=0, ag=0, bg=0))
    assert [(r.place, r.plan, r.free) for r in found if not r.service] == [("a", 6.0, True), ("b", 4.0, False)]


def test_a_service_at_one_site_has_no_spread():
    """What no other site has is compared with nothing."""
    assert rates(case({"ac": ("a", "clean", "open"), "bg": ("b", "guard", "open")}), [], []) == ()


def test_pay_without_a_post_is_in_no_rate():
    """Money that stands at no unit is left out."""
    given = case({n: BOTH[n] for n in ("ac", "bc")})
    stranded = [Line(0, "", "staff", "wage", "wage", 999, 999)]
    assert rates(given, [*lines(ac=1, bc=1), *stranded], []) == rates(given, lines(ac=1, bc=1), [])


def test_moments_by_hand():
    """2, 4, 9 on 1, 1, 2 ㎡: mean 5, variance (9 + 1 + 16) / 3, overall (2 + 4 + 18) / 4."""
    found = moments([2.0, 4.0, 9.0], [1.0, 1.0, 2.0])
    assert (found.mean, found.low, found.high, found.overall) == (5.0, 2.0, 9.0, 6.0)
    assert found.variance == pytest.approx(26 / 3)
    assert found.variation == pytest.approx((26 / 3) ** 0.5 / 5)


def test_free_places_are_told_apart_where_some_are_not():
    """Beside all places, those outside the classes of secrecy; a service without such classes is told once."""
    given = [Rate("s", str(i), 1.0, i < 2, 1.0 + i, 1.0) for i in range(3)]
    plain = [Rate("t", str(i), 1.0, True, 1.0, 1.0) for i in range(3)]
    found = spreads([*given, *plain])
    assert [(s.service, s.free, s.places) for s in found] == [("s", False, 3), ("s", True, 2), ("t", False, 3)]
    assert (found[0].today.mean, found[1].today.mean) == (2.0, 1.5)


def test_places_without_areas_are_refused():
    """A cost without its area has no share in the overall mean."""
    with pytest.raises(ValueError, match="area"):
        moments([1.0], [])
