"""Consistency of the rules of a case: names in them lead somewhere, and what a rule needs is stated."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from .found import Found, dangling
from .origin import origin
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario


def policy(s: "Scenario") -> Iterator[Found]:
    """Yield names in the rules about vendors that lead nowhere."""
    routes = list(s.policy.route.routes)
    for name in s.vendors:
        yield from _firm(s, name, routes, list(s.policy.qualified.weights))
    if s.policy.route.state != "off" and not routes:
        text = Text("须写出采购方式 routes", "`routes` must name the ways of procurement")
        yield Found(("policy", "route", "routes"), "HQ1212", text)
    if s.policy.renewal.state != "off" and s.policy.renewal.least_score is None:
        text = Text("须写续签的考核分 least_score", "`least_score` must say which score is renewed")
        yield Found(("policy", "renewal", "least_score"), "HQ1212", text)
    yield from _groups(s)
    yield from _shared(s)
    yield from _gradual(s)
    yield from _single_source(s)


def _shared(s: "Scenario") -> Iterator[Found]:
    """Yield units taken out of a rule that is on, or put in, without a source, and the doubt that it reaches none."""
    rule, at = s.policy.shared, ("policy", "shared")
    if rule.state == "off":
        return
    for name, unit in s.units.items():
        if unit.shared is not None and origin(s, "units", name, "shared") is None:
            text = Text("另行决定须写出处 (source 或 cited)", "say where this decision stands (`source` or `cited`)")
            yield Found(("units", name, "shared"), "HQ1503", text, "warning")
    shared = {name for name, site in s.sites.items() if site.departments >= rule.least_departments}
    if not any(unit.site in shared if unit.shared is None else unit.shared for unit in s.units.values()):
        text = Text("没有单元在 {n} 个及以上部门合用的办公区", "no unit stands on a site of {n} departments or more")
        yield Found((*at, "state"), "HQ1504", text.fill(n=rule.least_departments), "warning")


def _gradual(s: "Scenario") -> Iterator[Found]:
    """Yield the lack of a limit on people leaving, and the doubt that there is nobody in post."""
    rule, at = s.policy.gradual, ("policy", "gradual")
    if rule.state != "off" and rule.people_per_year is None:
        text = Text("须写每年离岗人数 people_per_year", "`people_per_year` must say how many may leave in a year")
        yield Found((*at, "people_per_year"), "HQ1212", text)
    elif rule.state != "off" and not s.workforce:
        text = Text("没有在编和在岗职工 (workforce)", "there is nobody in post (`workforce`)")
        yield Found((*at, "state"), "HQ1504", text, "warning")


def _single_source(s: "Scenario") -> Iterator[Found]:
    """Yield the lack of a limit on renewals, and the doubt that no contract continues without a tender."""
    rules, at = s.policy.single_source, ("policy", "single_source")
    if rules.renewals.state != "off" and rules.renewals.most is None:
        text = Text("须写续签至多几次 most", "`most` must say how often a contract is renewed")
        yield Found((*at, "renewals", "most"), "HQ1212", text)
    mine = [bid for bid in s.bids.values() if bid.single_source]
    for name, field in (("renewals", ""), ("holdings", ""), ("add_on", "original_per_year")):
        stated = [bid for bid in mine if not field or bid.original_per_year is not None]
        if getattr(rules, name).state != "off" and not stated:
            what = f"single_source, {field}" if field else "single_source"
            text = Text("没有写明 {what} 的报价", "no bid states {what}").fill(what=what)
            yield Found((*at, name, "state"), "HQ1504", text, "warning")


def _groups(s: "Scenario") -> Iterator[Found]:
    """Yield names in the groups of rules that lead nowhere, and limits that no number keeps."""
    known: dict[str, tuple[Collection[str], str, str]] = {
        "units": (s.units, "单元", "unit"), "sites": (s.sites, "办公区", "site"),
        "vendors": (s.vendors, "服务企业", "vendor"),
    }  # fmt: skip
    for rule in ("redundancy", "quota", "reserve"):
        for name, group in getattr(s.policy, rule).groups.items():
            here = ("policy", rule, "groups", name)
            for field, (names, zh, en) in known.items():
                for i, each in enumerate(getattr(group, field, ())):
                    if each not in names:
                        yield dangling((*here, field, i), each, list(names), zh, en)
            if rule != "redundancy" and group.low > group.high:
                yield Found((*here, "low"), "HQ1303", Text("下限不能大于上限", "the lower bound exceeds the upper"))


def _firm(s: "Scenario", name: str, routes: list[str], parts: list[str]) -> Iterator[Found]:
    """Yield names in a vendor's qualifications that lead nowhere."""
    at, firm = ("vendors", name), s.vendors[name]
    for i, service in enumerate(firm.qualified or ()):
        if service not in s.services:
            yield dangling((*at, "qualified", i), service, list(s.services), "服务", "service")
    for i, route in enumerate(firm.routes or ()):
        if route not in routes:
            yield dangling((*at, "routes", i), route, routes, "采购方式", "route")
    for part in firm.scores if parts else ():
        if part not in parts:
            yield dangling((*at, "scores", part), part, parts, "考核项", "part of the score")
    if s.policy.route.state != "off" and firm.routes == ():
        yield Found((*at, "routes"), "HQ1212", Text("没有可用的采购方式", "no way of procurement is open to it"))
