"""Consistency of a scenario across its parts: every reference leads somewhere, every list has the right length."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import fundcheck, modecheck, references, skillcheck, terms
from .found import Found, dangling
from .mode import MODES
from .rulecheck import policy
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario, Unit
    from .vendor import Bid, Discount

ABOVE = Text("{level} 超过服务里规定的上限 {high}", "{level} exceeds the most the service allows, {high}")


def faults(scenario: "Scenario") -> Iterator[Found]:
    """Yield every inconsistency of the scenario; those of severity `warning` leave it valid."""
    people = (modecheck.faults, skillcheck.faults)
    first = (_units, _people, _teams, _vendors, _discounts, terms.faults, references.faults, policy, *people)
    for step in (*first, _modes, _standards, fundcheck.faults, _surveys, _sources, _areas):
        yield from step(scenario)


def _units(s: "Scenario") -> Iterator[Found]:
    told: set[Found] = set()  # what a service states badly, every unit with it has
    for name, unit in s.units.items():
        at: tuple[str | int, ...] = ("units", name)
        if unit.site not in s.sites:
            yield dangling((*at, "site"), unit.site, list(s.sites), "办公区", "site")
        if unit.service not in s.services:
            yield dangling((*at, "service"), unit.service, list(s.services), "服务", "service")
            continue
        if s.services[unit.service].kind != unit.place.kind:
            text = Text("与服务的类别不一致", "differs from the kind of its service")
            yield Found((*at, "place", "kind"), "HQ1302", text)
            continue
        broken = False
        for fault in s.kind(name).check(s.spec(name)):
            half = ("services", unit.service) if fault.place == "common" else (*at, "place")
            broken |= fault.severity == "error"
            found = Found((*half, *fault.path), fault.code, fault.text, fault.severity)
            yield from () if found in told else (found,)
            told.add(found)
        if not broken:
            yield from _levers(s, name, unit)


def _levers(s: "Scenario", name: str, unit: "Unit") -> Iterator[Found]:
    at: tuple[str | int, ...] = ("units", name)
    levers = {v.name: v for v in s.kind(name).levers(s.spec(name))}
    machines = [key for key, lever in levers.items() if lever.cost == "machine"]
    for key in unit.owned:
        if key not in machines:
            yield dangling((*at, "owned", key), key, machines, "设备", "machine")
    for key, (low, high) in unit.bounds.items():
        if not 0 <= low <= high:
            yield Found((*at, "bounds", key), "HQ1303", Text("下限不能大于上限", "the lower bound exceeds the upper"))
    for field, levels in (("bounds", {k: b[1] for k, b in unit.bounds.items()}), ("today", unit.today.setting)):
        where = (*at, "today", "setting") if field == "today" else (*at, field)
        for key, level in levels.items():
            if key not in levers:
                yield dangling((*where, key), key, list(levers), "岗位或设备", "lever")
            elif level > levers[key].high:
                yield Found((*where, key), "HQ1303", ABOVE.fill(level=level, high=levers[key].high))
    for key in machines:
        if key not in s.equipment:
            yield dangling(("services", unit.service, "machines", key), key, list(s.equipment), "设备目录", "equipment")
    yield from _obeys(s, name, unit, list(levers))
    yield from _today(s, name, unit)


def _obeys(s: "Scenario", name: str, unit: "Unit", levers: list[str]) -> Iterator[Found]:
    """Yield what today's setting lacks, or else the rules among levers that it breaks."""
    setting = unit.today.setting
    missing = [key for key in levers if key not in setting]
    if missing:
        text = Text("现状缺少：{names}", "today's setting lacks: {names}").fill(names="、".join(missing))
        yield Found(("units", name, "today", "setting"), "HQ1304", text)
        return
    levels = tuple(setting[key] for key in levers)
    for row in s.kind(name).rows(s.spec(name)):
        if row.spare(levels) < 0:
            text = Text("现状不满足“{row}”：差 {by}", "today's setting breaks “{row}”: {by} short")
            said = Text(text.zh.format(row=row.text.zh, by=-row.spare(levels)),
                        text.en.format(row=row.text.en, by=-row.spare(levels)))  # fmt: skip
            yield Found(("units", name, "today", "setting"), "HQ1311", said)


def _today(s: "Scenario", name: str, unit: "Unit") -> Iterator[Found]:
    at: tuple[str | int, ...] = ("units", name)
    mode, vendor = MODES[unit.today.mode], unit.today.vendor
    if mode.outsourced and vendor is None:
        text = Text("此模式需要写明服务企业 vendor", "this mode needs a vendor")
        yield Found((*at, "today", "mode"), "HQ1305", text)
    if not mode.outsourced and vendor is not None:
        text = Text("自我保障没有服务企业", "in-house delivery has no vendor")
        yield Found((*at, "today", "vendor"), "HQ1305", text)
    if vendor is not None and vendor not in s.vendors:
        yield dangling((*at, "today", "vendor"), vendor, list(s.vendors), "服务企业", "vendor")
    elif vendor is not None and not _bids_for(s, name, unit.today.mode, vendor):
        text = Text("现状的企业没有对本单元此模式的报价 (bids)", "today's vendor has no bid for this unit and mode")
        yield Found((*at, "today", "vendor"), "HQ1306", text)


def _bids_for(s: "Scenario", unit: str, mode: str, vendor: str) -> list[str]:
    return [n for n, b in s.bids.items() if b.vendor == vendor and unit in b.units and mode in b.modes]


def _people(s: "Scenario") -> Iterator[Found]:
    for name, group in s.workforce.items():
        at = ("workforce", name)
        for i, unit in enumerate(group.units):
            if unit not in s.units:
                yield dangling((*at, "units", i), unit, list(s.units), "单元", "unit")
        if len(group.retirements) > s.horizon.years:
            text = Text("退休人数多于规划年数", "more years of retirements than the horizon has")
            yield Found((*at, "retirements"), "HQ1307", text)
        if sum(group.retirements) > group.headcount:
            text = Text("退休人数之和超过在编人数", "more retirements than people")
            yield Found((*at, "retirements"), "HQ1307", text)
        if group.ages and group.ages[0] > group.ages[1]:
            yield Found((*at, "ages"), "HQ1303", Text("下限不能大于上限", "the lower bound exceeds the upper"))


def _teams(s: "Scenario") -> Iterator[Found]:
    """Yield groups that may work side by side but differ: they are simulated as one team."""
    for unit in s.units:
        groups = list(s.staff_for(unit).items())
        for name, group in groups[1:]:
            if group.conduct != groups[0][1].conduct:
                text = Text(
                    "与“{a}”同在单元“{u}”上岗，conduct 须相同",
                    "works in “{u}” beside “{a}”: their conduct must be equal",
                )
                yield Found(("workforce", name, "conduct"), "HQ1309", text.fill(a=groups[0][0], u=unit))


def _vendors(s: "Scenario") -> Iterator[Found]:
    for name, bid in s.bids.items():
        at = ("bids", name)
        if bid.vendor not in s.vendors:
            yield dangling((*at, "vendor"), bid.vendor, list(s.vendors), "服务企业", "vendor")
        for i, unit in enumerate(bid.units):
            if unit not in s.units:
                yield dangling((*at, "units", i), unit, list(s.units), "单元", "unit")
        for i, mode in enumerate(bid.modes):
            if not MODES[mode].outsourced:
                text = Text("自我保障不需要报价", "in-house delivery takes no bid")
                yield Found((*at, "modes", i), "HQ1305", text)
        for key in bid.machine_per_year:
            if key not in s.equipment:
                yield dangling((*at, "machine_per_year", key), key, list(s.equipment), "设备", "equipment")
        yield from _terms(s, name, bid)
        yield from _continued(s, name, bid)


def _terms(s: "Scenario", name: str, bid: "Bid") -> Iterator[Found]:
    """Yield faults of a bid by the unit of a flow, and of a bundle."""
    at = ("bids", name)
    sound = [unit for unit in bid.units if _sound(s, unit)]
    flows = {unit: [f.name for f in s.kind(unit).flows(s.spec(unit))] for unit in sound}
    known = list(dict.fromkeys(name for names in flows.values() for name in names))
    for key in bid.per_unit if len(sound) == len(bid.units) else ():
        if key not in known:
            yield dangling((*at, "per_unit", key), key, known, "计量项目", "flow")
    alone = [m for m in bid.modes if (MODES[m].employs, MODES[m].materials) != ("vendor", "vendor")]
    if bid.basis == "unit" and alone:
        text = Text("按量计价只能用于企业用人并采购物料的模式", "a basis of `unit` needs a vendor who employs and buys")
        yield Found((*at, "basis"), "HQ1305", text)
    users = [MODES[m].users for m in bid.modes]
    for unit in sound if bid.basis == "unit" and not all(users) else ():
        if not set(bid.per_unit) & set(flows[unit]):
            text = Text("按量计价须在 per_unit 里为“{u}”定价", "`basis: unit` needs a price for “{u}” in `per_unit`")
            yield Found((*at, "basis"), "HQ1305", text.fill(u=unit))
    if (any(users) or bid.concession) and len(sound) == len(bid.units):
        yield from _concession(s, bid, at, known)
    if bid.takes_staff and (bid.basis == "unit" or bid.form == "dispatch"):
        text = Text("按量计价和派遣不能借入在编人员", "only services paid by the post take in staff in post")
        yield Found((*at, "takes_staff"), "HQ1305", text)
    if bid.bundle_name and any(b.vendor != bid.vendor for b in s.bids.values() if b.bundle_name == bid.bundle_name):
        text = Text("同名的整体报价须出自同一企业", "bids of one bundle must be of one vendor")
        yield Found((*at, "bundle_name"), "HQ1310", text)
    for unit in bid.units if bid.tag(name) else ():
        if unit in s.units and not set(bid.modes) & set(s.units[unit].modes):
            text = Text("整体报价里的单元“{u}”不允许其任何模式", "the bundle's unit “{u}” allows none of its modes")
            yield Found((*at, "bundle"), "HQ1310", text.fill(u=unit))


def _continued(s: "Scenario", name: str, bid: "Bid") -> Iterator[Found]:
    """Yield the fault of a bid that continues a contract without a tender, and there is none."""
    today = {s.units[unit].today.vendor for unit in bid.units if unit in s.units}
    if bid.single_source and bid.vendor not in today:
        text = Text("单一来源续签现有合同，而该企业现在不在所报的任何单元服务",
                    "a single source continues a contract of today; this vendor serves none of its units")  # fmt: skip
        yield Found(("bids", name, "single_source"), "HQ1212", text)


def _concession(s: "Scenario", bid: "Bid", at: tuple[str, str], known: list[str]) -> Iterator[Found]:
    """Yield faults of the terms under which users pay a vendor; `known` are the flows of its units."""
    deal, users = bid.concession, any(MODES[m].users for m in bid.modes)
    if deal is None or not users:
        text = Text(
            "筑巢请服务、邀请服务的报价须写 concession，其他模式不写", "`concession` goes with modes in which users pay"
        )
        yield Found((*at, "modes" if users else "concession"), "HQ1305", text)
        return
    if bid.basis != "unit" or bid.discounts:
        text = Text(
            "使用者付费的报价须写 basis: unit，不能有折扣", "bids that users pay take `basis: unit` and no discounts"
        )
        yield Found((*at, "basis"), "HQ1305", text)
    for field, prices in (("users_pay", deal.users_pay), ("goods_cost", deal.goods_cost)):
        for key in prices:
            if key not in known:
                yield dangling((*at, "concession", field, key), key, known, "计量项目", "flow")
    for unit in bid.units:
        flows = s.kind(unit).flows(s.spec(unit))
        if not any(flow.price < 0 or flow.name in {**deal.users_pay, **bid.per_unit} for flow in flows):
            text = Text("企业在单元“{u}”没有收入 (users_pay)", "the vendor earns nothing in “{u}” (`users_pay`)")
            yield Found((*at, "concession", "users_pay"), "HQ1305", text.fill(u=unit))


def _discounts(s: "Scenario") -> Iterator[Found]:
    """Yield steps of discounts that are not in rising order, or not all of one sort."""
    for name, bid in s.bids.items():
        for i, step in enumerate(bid.discounts):
            at = ("bids", name, "discounts", i)
            first, before = bid.discounts[0], bid.discounts[i - 1] if i else None
            if (step.from_units is None) == (step.from_yuan is None):
                text = Text("须写 from_units 或 from_yuan 之一", "give either from_units or from_yuan")
                yield Found(at, "HQ1212", text)
            elif (step.from_units is None) != (first.from_units is None):
                text = Text("各档须同按单元数或同按金额", "steps must all be by units or all by money")
                yield Found(at, "HQ1212", text)
            elif before and (step.rate < before.rate or _start(before) >= _start(step)):
                yield Found(at, "HQ1303", Text("各档起点和折扣率须递增", "starts and rates of steps must rise"))


def _start(step: "Discount") -> float:
    return step.from_units or step.from_yuan or 0.0


def _sound(s: "Scenario", unit: str) -> bool:
    """Return whether a unit's spec can be asked for levers and flows."""
    if unit not in s.units or s.units[unit].service not in s.services:
        return False
    if s.services[s.units[unit].service].kind != s.units[unit].place.kind:
        return False
    return not any(f.severity == "error" for f in s.kind(unit).check(s.spec(unit)))


def _modes(s: "Scenario") -> Iterator[Found]:
    for name, unit in s.units.items():
        if "in_house" in unit.modes and s.hiring is None:
            text = Text("允许自我保障时须给出 hiring（自聘人员的工资和效率）", "in-house delivery needs `hiring`")
            yield Found(("units", name, "modes"), "HQ1308", text)


def _standards(s: "Scenario") -> Iterator[Found]:
    for service, standards in s.standards.items():
        if service not in s.services:
            yield dangling(("standards", service), service, list(s.services), "服务", "service")
            continue
        for name, unit in s.units.items():
            if unit.service == service and unit.place.kind == s.services[service].kind:
                yield from _measures(s, name, ("standards", service), list(standards))
                break
    for name, unit in s.units.items():
        if unit.service in s.services and unit.place.kind == s.services[unit.service].kind:
            yield from _measures(s, name, ("units", name, "standards"), list(unit.standards))


def _measures(s: "Scenario", unit: str, at: tuple[str, ...], names: list[str]) -> Iterator[Found]:
    if not names or not _sound(s, unit):
        return
    known = s.measures(unit)
    usable = [name for name, measure in known.items() if measure.standard]
    for name in names:
        if name not in known:
            yield dangling((*at, name), name, usable, "质量指标", "measure")
        elif not known[name].standard:
            text = Text("“{name}”只作报告，不能作为标准", "“{name}” is only reported and cannot be a standard")
            yield Found((*at, name), "HQ1312", text.fill(name=name))


def _surveys(s: "Scenario") -> Iterator[Found]:
    for name, form in s.surveys.items():
        at = ("surveys", name)
        if (form.unit is None) == (form.service is None):
            yield Found(at, "HQ1212", Text("须写 unit 或 service 之一", "give either unit or service"))
        if form.unit is not None and form.unit not in s.units:
            yield dangling((*at, "unit"), form.unit, list(s.units), "单元", "unit")
        if form.service is not None and form.service not in s.services:
            yield dangling((*at, "service"), form.service, list(s.services), "服务", "service")
        if form.returned > form.sent:
            text = Text("收回 {r} 份，多于发出的 {s} 份", "{r} forms returned, only {s} sent")
            yield Found((*at, "returned"), "HQ1313", text.fill(r=form.returned, s=form.sent))
        if sum(form.grades) != form.returned:
            text = Text("四个等级合计 {g} 份，收回 {r} 份", "the grades add up to {g} forms, {r} were returned")
            yield Found((*at, "grades"), "HQ1313", text.fill(g=sum(form.grades), r=form.returned))


def _sources(s: "Scenario") -> Iterator[Found]:
    def walk(value: object, path: tuple[str | int, ...]) -> Iterator[Found]:
        if isinstance(value, dict):
            source = value.get("source")
            if isinstance(source, str) and source not in s.sources:
                yield dangling((*path, "source"), source, list(s.sources), "资料出处", "source")
            table = value.get("cited")
            for field, cited in table.items() if isinstance(table, dict) else ():
                if isinstance(cited, str) and cited not in s.sources:
                    yield dangling((*path, "cited", field), cited, list(s.sources), "资料出处", "source")
            for key, below in value.items():
                yield from walk(below, (*path, key))

    content = s.model_dump(exclude={"overrides", "scenarios", "sources", "expect"})
    yield from walk(content, ())


def _areas(s: "Scenario") -> Iterator[Found]:
    for name, unit in s.units.items():
        if unit.site in s.sites and unit.service in s.services and unit.place.kind == s.services[unit.service].kind:
            area, stated = s.kind(name).area, s.sites[unit.site].area_m2
            served = area(unit.place) if area else None
            if served is not None and abs(served - stated) > 0.01 * stated:
                text = Text(
                    "各区域面积合计 {served:,.0f} ㎡，与办公区面积 {stated:,.0f} ㎡ 不符",
                    "the zones add up to {served:,.0f} m2, the site has {stated:,.0f} m2",
                ).fill(served=served, stated=stated)
                yield Found(("units", name, "place"), "HQ1501", text, "warning")
