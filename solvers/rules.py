"""The rules of a case by name: the id of a rule is its path in the scenario file; sentences in two languages."""

from dataclasses import dataclass

from ..model.policy import Rule
from ..model.scenario import Scenario
from ..model.text import Text

SENTENCES: dict[str, Text] = {
    "policy.no_dismissal": Text("受保护的在编人员不得辞退", "protected staff are not dismissed"),
    "policy.no_growth": Text("在编人员只出不进", "nobody is added to the staff in post"),
    "policy.no_dispatch": Text("不得以劳务派遣方式购买服务", "labour dispatch is not bought as a service"),
    "policy.capacity": Text("每家企业派人不超过其能力", "no vendor mans more posts than it can"),
    "policy.winners": Text("中标企业数在 {low} 至 {high} 家之间", "between {low} and {high} vendors hold contracts"),
    "policy.term": Text("合同期限不超过 {years} 年", "contracts run at most {years} years"),
    "policy.changes": Text("变更模式或企业的单元不超过 {most} 个", "at most {most} units change mode or vendor"),
    "budget.by_year": Text("{year} 年支出不超过 {yuan} 元", "payments of {year} stay within {yuan} yuan"),
    "budget.present_value": Text(
        "总支出现值不超过 {yuan} 元", "the present value of all payments stays within {yuan} yuan"
    ),
    "bundle": Text("报价“{bid}”只能整体接受（{units}）", "the bid “{bid}” stands only as a whole ({units})"),
    "standards": Text("{measure}（{where}）不低于 {target:g}", "{measure} ({where}) is at least {target:g}"),
}


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
    return (*_policy(scenario), *_budget(scenario), *_bundles(scenario), *_standards(scenario))


def _bundles(scenario: Scenario) -> list[Named]:
    found = []
    for id, (bids, units) in bundles(scenario).items():
        said = SENTENCES["bundle"]
        zh = said.zh.format(bid="、".join(bids), units="、".join(units))
        text = Text(zh, said.en.format(bid=", ".join(bids), units=", ".join(units)))
        found.append(Named(id, text, Rule(state="hard", source=scenario.bids[bids[0]].source)))
    return found


def _policy(scenario: Scenario) -> list[Named]:
    policy, found = scenario.policy, []
    for each in ("no_dismissal", "no_growth", "no_dispatch", "capacity", "winners", "term", "changes"):
        rule, id = getattr(policy, each), f"policy.{each}"
        found.append(Named(id, SENTENCES[id].fill(**rule.model_dump()), rule))
    return found


def _budget(scenario: Scenario) -> list[Named]:
    budget, found = scenario.budget, []
    for y, yuan in enumerate(budget.by_year or ()):
        year = scenario.horizon.start.year + y
        text = SENTENCES["budget.by_year"].fill(year=year, yuan=f"{yuan:,.2f}")
        found.append(Named(f"budget.by_year.{year}", text, budget))
    if budget.present_value is not None:
        text = SENTENCES["budget.present_value"].fill(yuan=f"{budget.present_value:,.2f}")
        found.append(Named("budget.present_value", text, budget))
    return found


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
