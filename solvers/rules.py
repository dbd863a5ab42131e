"""The rules of a case by name: the id of a rule is its path in the scenario file; sentences in two languages."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..model.gates import gates, lapses, past_score
from ..model.mode import MODES
from ..model.policy import Crowd, Rule
from ..model.scenario import Scenario
from ..model.text import Text
from ..model.units import exact
from .passthrough import due
from .rulewords import CROWDS, SENTENCES

MONEY = "least_per_year"
CONDITIONS = ("least_units", "most_units", MONEY, "with_bids", "without_bids")
"""What a vendor may attach to a bid."""


@dataclass(frozen=True, slots=True)
class Named:
    """A rule of a case: id, sentence, and its terms in the scenario."""

    id: str
    text: Text
    rule: Rule

    @property
    def state(self) -> str:
        """Return "hard", "soft" or "off"."""
        return self.rule.state


def fund_id(name: str, year: int) -> str:
    """Return the id of the rule that a fund keeps within its limit of a year."""
    return f"budget.funds.{name}.{year}"


def standard_id(scenario: Scenario, unit: str, measure: str) -> str:
    """Return the id of the standard that holds for a measure of a unit: the unit's own, or its service's."""
    own = measure in scenario.units[unit].standards
    return f"units.{unit}.standards.{measure}" if own else f"standards.{scenario.units[unit].service}.{measure}"


def bundles(scenario: Scenario) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what stands only as a whole: id of the rule (a path to the first bid) -> bids, and all their units."""
    return {
        f"bids.{bids[0]}.bundle": (bids, tuple(dict.fromkeys(u for b in bids for u in scenario.bids[b].units)))
        for bids in scenario.bundles().values()
    }


def named(scenario: Scenario) -> tuple[Named, ...]:
    """Return every rule of a case in a fixed order, those that are off included."""
    bids = (*_bundles(scenario), *_concessions(scenario), *_conditions(scenario))
    return (*_policy(scenario), *_awards(scenario), *_budget(scenario), *bids, *_slots(scenario), *_standards(scenario))


def secret(scenario: Scenario, unit: str, mode: str) -> bool:
    """Return whether a unit's class of secrecy rules a mode out."""
    level, rule = scenario.units[unit].secrecy, scenario.policy.secrecy
    return level != "open" and mode not in (rule.core if level == "core" else rule.key)


def apart(scenario: Scenario, unit: str, mode: str) -> bool:
    """Return whether a mode is ruled out because departments share the building of a unit (`policy.shared`)."""
    rule, own = scenario.policy.shared, scenario.units[unit]
    together = scenario.sites[own.site].departments >= rule.least_departments
    return (together if own.shared is None else own.shared) and mode not in rule.modes


def pairs(scenario: Scenario) -> dict[str, tuple[tuple[str, ...], int]]:
    """Return the units on which several vendors must hold contracts, and how many: by group."""
    return {
        name: (tuple(u for u, unit in scenario.units.items() if u in pair.units or unit.site in pair.sites), pair.least)
        for name, pair in scenario.policy.redundancy.groups.items()
    }


def _awards(scenario: Scenario) -> list[Named]:
    policy = scenario.policy
    found = _qualified(scenario) + _renewals(scenario)
    found.append(Named("policy.newcomers", SENTENCES["policy.newcomers"].fill(most=policy.newcomers.most),
                       policy.newcomers))  # fmt: skip
    found += [_secrecy(scenario), _shared(scenario), *_single_source(scenario)]
    found.append(_route(scenario))
    for group, (units, least) in pairs(scenario).items():
        id = f"policy.redundancy.groups.{group}"
        found.append(Named(id, _filled("redundancy", group=group, units=units, least=least), policy.redundancy))
    if not policy.redundancy.groups:
        found.append(Named("policy.redundancy", SENTENCES["policy.redundancy"], policy.redundancy))
    found += _groups(scenario)
    share = SENTENCES["policy.share"].fill(percent=f"{float(exact(policy.share.most) * 100):g}")
    found.append(Named("policy.share", share, policy.share))
    most = SENTENCES["policy.holdings"].fill(most=policy.holdings.most)
    return [*found, Named("policy.holdings", most, policy.holdings)]


def _groups(scenario: Scenario) -> list[Named]:
    """Return the limits on numbers and shares, each by its name, or the rules as such where there are none."""
    quota, reserve, found = scenario.policy.quota, scenario.policy.reserve, []
    for group, terms in quota.groups.items():
        who, units = _who(terms), scope(scenario, group)
        text = _filled(f"quota_{terms.count}", group=group, who=who, units=units, low=terms.low, high=terms.high)
        found.append(Named(f"policy.quota.groups.{group}", text, quota))
    for group, part in reserve.groups.items():
        low, high = (f"{float(exact(n) * 100):g}" for n in (part.low, part.high))
        text = _filled("reserve", group=group, who=_who(part), low=low, high=high)
        found.append(Named(f"policy.reserve.groups.{group}", text, reserve))
    for id, rule in (("policy.quota", quota), ("policy.reserve", reserve)):
        found += [] if rule.groups else [Named(id, SENTENCES[id], rule)]
    return found


def _who(terms: Crowd) -> Text:
    """Return a crowd of vendors in words."""
    return Text("、".join(terms.vendors), ", ".join(terms.vendors)) if terms.vendors else CROWDS[terms.of]


def scope(scenario: Scenario, group: str) -> tuple[str, ...]:
    """Return the units a limit on numbers speaks of."""
    terms, units = scenario.policy.quota.groups[group], scenario.units
    named = tuple(u for u, unit in units.items() if u in terms.units or unit.site in terms.sites)
    return named if terms.units or terms.sites else tuple(units)


def _qualified(scenario: Scenario) -> list[Named]:
    """Return a rule for each vendor that fails a gate, or the rule as such where none does."""
    rule, found = scenario.policy.qualified, []
    for vendor in scenario.vendors:
        failed = gates(scenario, vendor)
        units = tuple(u for u in scenario.units if any(u in gate.units for gate in failed))
        if failed:
            why = Text("；".join(g.text.zh for g in failed), "; ".join(g.text.en for g in failed))
            key = "qualified" if len(units) == len(scenario.units) else "qualified_some"
            found.append(Named(f"vendors.{vendor}.qualified", _filled(key, vendor=vendor, units=units, why=why), rule))
    return found or [Named("policy.qualified", SENTENCES["policy.qualified"], rule)]


def _renewals(scenario: Scenario) -> list[Named]:
    """Return a rule for each vendor whose contracts run out and are not renewed, or the rule as such for none."""
    rule, found = scenario.policy.renewal, []
    least = rule.least_score or 0.0
    for vendor in {bid.vendor: None for name, bid in scenario.bids.items() if lapses(scenario, name)}:
        score = float(past_score(scenario.policy.qualified, scenario.vendors[vendor]) or 0)
        text = SENTENCES["renewal"].fill(vendor=vendor, has=score, least=least)
        found.append(Named(f"vendors.{vendor}.renewal", text, rule))
    return found or [Named("policy.renewal", SENTENCES["policy.renewal"].fill(least=least), rule)]


def _secrecy(scenario: Scenario) -> Named:
    rule = scenario.policy.secrecy
    words = _filled("policy.secrecy", core=_listed(rule.core), key=_listed(rule.key))
    return Named("policy.secrecy", words, rule)


def _shared(scenario: Scenario) -> Named:
    """Return the rule about shared buildings with the units that are taken out of it or put in by decision."""
    rule, others = scenario.policy.shared, Text("", "")
    for key, way in (("exempt", False), ("included", True)):
        units = tuple(name for name, unit in scenario.units.items() if unit.shared is way)
        words = _filled(key, units=units)
        others = Text(others.zh + words.zh, others.en + words.en) if units else others
    said = _filled("policy.shared", least=rule.least_departments, modes=_listed(rule.modes), others=others)
    return Named("policy.shared", said, rule)


def _single_source(scenario: Scenario) -> list[Named]:
    """Return the rules about contracts that continue without a tender."""
    rules, id = scenario.policy.single_source, "policy.single_source"
    most, percent = rules.renewals.most, f"{float(exact(rules.add_on.share) * 100):g}"
    again = SENTENCES[f"{id}.renewals"] if most is None else SENTENCES["single_renewals"].fill(most=most)
    return [
        Named(f"{id}.renewals", again, rules.renewals),
        Named(f"{id}.holdings", SENTENCES[f"{id}.holdings"].fill(most=rules.holdings.most), rules.holdings),
        Named(f"{id}.add_on", SENTENCES[f"{id}.add_on"].fill(percent=percent), rules.add_on),
    ]


def _listed(modes: Iterable[str]) -> Text:
    """Return modes in words."""
    said = [MODES[mode].text for mode in modes]
    return Text("、".join(each.zh for each in said), ", ".join(each.en for each in said))


def _route(scenario: Scenario) -> Named:
    """Return the rule about ways of procurement with each limit, and the side its boundary belongs to."""
    rule, zh, en = scenario.policy.route, [], []
    for name, way in rule.routes.items():
        if way.up_to is None:
            zh.append(f"{name} 不限")
            en.append(f"{name} without limit")
            continue
        zh.append(f"{name}{'不超过' if way.includes else '低于'} {way.up_to:,.2f} 元")
        en.append(f"{name} {'up to' if way.includes else 'below'} {way.up_to:,.2f} yuan")
    return Named("policy.route", _filled("policy.route", routes=Text("，".join(zh), ", ".join(en))), rule)


def _filled(key: str, /, **fields: Text | str | int | tuple[str, ...]) -> Text:
    """Return a sentence filled with words of its language; names are listed."""
    def words(value: Text | str | int | tuple[str, ...], zh: bool) -> str | int:
        if isinstance(value, tuple):
            return ("、" if zh else ", ").join(value)
        return (value.zh if zh else value.en) if isinstance(value, Text) else value

    said = SENTENCES[key]
    return Text(
        said.zh.format(**{k: words(v, True) for k, v in fields.items()}),
        said.en.format(**{k: words(v, False) for k, v in fields.items()}),
    )


def _bundles(scenario: Scenario) -> list[Named]:
    found = []
    for id, (bids, units) in bundles(scenario).items():
        text = _filled("bundle", bid=bids, units=units)
        found.append(Named(id, text, Rule(state="hard", source=scenario.bids[bids[0]].source)))
    return found


def came(bid: str) -> str:
    """Return the id of the rule that the vendor of a concession must be left enough to come."""
    return f"bids.{bid}.concession.margin"


def _concessions(scenario: Scenario) -> list[Named]:
    found = []
    for name, bid in scenario.bids.items():
        if deal := bid.concession:
            text = SENTENCES["concession"].fill(bid=name, percent=f"{float(exact(deal.margin) * 100):g}")
            found.append(Named(came(name), text, Rule(state="hard", source=deal.source or bid.source)))
    return found


def space(site: str) -> str:
    """Return the id of the rule that services invited in at a site find room."""
    return f"sites.{site}.slots_per_week"


def _slots(scenario: Scenario) -> list[Named]:
    """Return a rule for each site at which a service may be invited in."""
    bids = [bid for bid in scenario.bids.values() if any(MODES[mode].periodic for mode in bid.modes)]
    here = {scenario.units[unit].site for bid in bids for unit in bid.units}
    rule, found = scenario.policy.slots, []
    for site in (name for name in scenario.sites if name in here):
        text = SENTENCES["slots"].fill(site=site, most=scenario.sites[site].slots_per_week or 0)
        found.append(Named(space(site), text, rule))
    return found


def attached(bid: str, name: str) -> str:
    """Return the id of the rule that a condition of a bid is."""
    return f"bids.{bid}.conditions.{name}"


def conditioned(scenario: Scenario) -> tuple[str, ...]:
    """Return the bids of which conditions ask whether anything is awarded under them."""
    found: dict[str, None] = {}
    for name, bid in scenario.bids.items():
        if bid.conditions:
            found |= dict.fromkeys((name, *bid.conditions.without_bids))
    return tuple(found)


def _conditions(scenario: Scenario) -> list[Named]:
    """Return every condition that is attached to a bid; they are the vendor's, and hard."""
    found = []
    for name, bid in scenario.bids.items():
        terms = bid.conditions
        for field in CONDITIONS if terms else ():
            stated = getattr(terms, field)
            if stated:
                listed = stated if isinstance(stated, tuple) else f"{stated:,.2f}" if field == MONEY else stated
                text = _filled(f"conditions.{field}", bid=name, n=listed)
                rule = Rule(state="hard", source=(terms and terms.source) or bid.source)
                found.append(Named(attached(name, field), text, rule))
    return found


def _policy(scenario: Scenario) -> list[Named]:
    policy, found = scenario.policy, []
    for each in ("no_dismissal", "no_growth", "no_dispatch", "capacity", "winners", "term", "changes"):
        rule, id = getattr(policy, each), f"policy.{each}"
        found.append(Named(id, SENTENCES[id].fill(**rule.model_dump()), rule))
    few = policy.gradual.people_per_year
    text = SENTENCES["policy.gradual"] if few is None else SENTENCES["gradual"].fill(people=few)
    return [*found, Named("policy.gradual", text, policy.gradual)]


def _budget(scenario: Scenario) -> list[Named]:
    budget, start = scenario.budget, scenario.horizon.start.year
    found = [Named(f"budget.by_year.{year}", text, budget) for year, text in _limits(scenario, start, budget.by_year)]
    if budget.present_value is not None:
        text = SENTENCES["budget.present_value"].fill(yuan=f"{budget.present_value:,.2f}")
        found.append(Named("budget.present_value", text, budget))
    for name, fund in budget.funds.items():
        said = _limits(scenario, start, fund.by_year, name)
        found += [Named(fund_id(name, year), text, fund) for year, text in said]
    return found


def _limits(
    scenario: Scenario, start: int, limits: tuple[float, ...] | None, fund: str | None = None
) -> list[tuple[int, Text]]:
    """Return the years with a limit, of all payments or of a fund's, each with its sentence."""
    key, name = ("budget.by_year", Text("", "")) if fund is None else ("budget.funds", titled(scenario, fund))
    found = []
    for y, yuan in enumerate(limits or ()):
        said = _filled(key, year=start + y, yuan=f"{yuan:,.2f}", fund=name)
        at_cost = due(scenario, fund)[y] if scenario.passthrough else 0
        found.append((start + y, _filled("due", said=said, due=f"{at_cost / 100:,.2f}") if at_cost else said))
    return found


def titled(scenario: Scenario, fund: str) -> Text:
    """Return what a fund is called."""
    text = scenario.budget.funds[fund].text
    return Text(text.zh, text.en) if text else Text(fund, fund)


def _standards(scenario: Scenario) -> list[Named]:
    found: dict[str, Named] = {}
    for unit in scenario.units:
        measures = scenario.measures(unit)
        own = scenario.units[unit].standards
        for measure, rule in {**scenario.standards.get(scenario.units[unit].service, {}), **own}.items():
            id = standard_id(scenario, unit, measure)
            where = unit if measure in own else scenario.units[unit].service
            label = measures[measure].text
            text = Text(
                SENTENCES["standards"].zh.format(measure=label.zh, where=where, target=rule.at_least),
                SENTENCES["standards"].en.format(measure=label.en, where=where, target=rule.at_least),
            )
            found.setdefault(id, Named(id, text, rule))
    return list(found.values())
