"""Verify: a saved run is checked again by code that has never met the optimiser.

Needs in the run folder: `manifest.json` (its `files` maps names to SHA-256), `result.json` as `reports.result.result`
makes it, and `scenario.json`, the resolved scenario as JSON. Recomputed from the scenario and the decisions alone:

- every line of money, all totals, contracts, stranded costs, facts, the objective's value and penalties, the interval
  over futures and the sampling interval (`recount`);
- structure, arithmetic of people and machines, every rule (`recheck`);
- the bound on the menus, from the prices in `bound.json` (`rebound`);
- the plan's hash, the streams' keys, and, by simulating the days again, every estimate, limit, verdict and deduction
  (`recertify`).

What only the search and the programme know (bounds, prices of rules, break-even prices, the menus) is checked for
consistency, and by `digest`, which covers every number of result.json.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.streams import Phase, key
from ..model.text import Text
from . import reask, rebid, rebound, recertify, recheck, recount
from .agree import same

Row = dict[str, Any]
NORMAL = 1.959963984540054
"""97.5 % quantile of the normal law."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a saved run that does not agree; `where` is the file, or the place in result.json."""

    where: str
    text: Text

    def __str__(self) -> str:
        return f"{self.where}: {self.text.zh} / {self.text.en}"


def verify(folder: Path | str, *, simulate: bool = True) -> tuple[Problem, ...]:
    """Check a run folder and return everything that does not agree; nothing means it stands.

    Parameters
    ----------
    simulate : bool
        Whether to simulate the certificates' days again (seconds).
    """
    place = Path(folder)
    found = list(_files(place))
    try:
        result = json.loads((place / "result.json").read_text(encoding="utf-8"))
        scenario = Scenario.model_validate_json((place / "scenario.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        return (*found, _problem("result.json", "无法读取：{e}", "cannot be read: {e}", e=error))
    try:
        found += _Check(scenario, result, simulate).problems()
        bound = rebound.faults(recount.Tariff(scenario), result, place)
        found += [_problem(where, zh, en) for where, zh, en in bound]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        found.append(_problem("result.json", "结构不符：{e!r}", "is not built as it should be: {e!r}", e=error))
    return tuple(found)


def _problem(where: str, zh: str, en: str, **fields: Any) -> Problem:
    return Problem(where, Text(zh.format(**fields), en.format(**fields)))


def _files(place: Path) -> Iterator[Problem]:
    """Yield files that are missing or are not what the manifest says."""
    try:
        files = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield _problem("manifest.json", "无法读取：{e}", "cannot be read: {e}", e=error)
        return
    for needed in {"result.json", "scenario.json"} - set(files):
        yield _problem(needed, "清单中没有此文件", "is not in the manifest")
    for name, stated in files.items():
        path = place / name
        if not path.is_file() or not path.resolve().is_relative_to(place.resolve()):
            yield _problem(name, "文件缺失", "is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != stated:
            yield _problem(name, "内容与清单的哈希不符", "does not match its hash in the manifest")


class _Check:
    """One run under the eyes of the verifier."""

    def __init__(self, scenario: Scenario, result: Row, simulate: bool):
        self.scenario, self.result, self.simulate = scenario, result, simulate
        self.tariff = recount.Tariff(scenario)
        self.found: list[Problem] = []
        self.fees: Mapping[tuple[str, int], int] = {}

    def problems(self) -> list[Problem]:
        """Return all that does not agree."""
        self._identity()
        if "plan" not in self.result:
            if self.result["status"] not in ("infeasible", "limit", "cancelled"):
                self.add("status", "没有方案", "there is no plan")
            return self.found
        self._plan("plan", "workforce", "ledger", "plan")
        self.fees = recount.fees(self.result["ledger"])
        self._rules()
        self._objective()
        self._contracts()
        if "baseline" in self.result:
            self._plan("baseline", "baseline_workforce", "baseline_ledger", "today")
        self._difference()
        self._alternatives()
        self._questions()
        self._certificate("", "plan", "workforce", "plan_hash", "")
        if "baseline_certificate" in self.result:
            self._certificate("baseline_", "baseline", "baseline_workforce", "baseline_hash", "today")
        return self.found

    def add(self, where: str, zh: str, en: str, **fields: Any) -> None:
        """Note a problem."""
        self.found.append(_problem(where, zh, en, **fields))

    def agree(self, where: str, stated: Any, counted: Any) -> None:
        """Note a number that is not what it should be."""
        if not same(stated, counted):
            shown = "{s} -> {c}" if len(f"{stated}{counted}") < 80 else ""
            text = shown.format(s=stated, c=counted)
            self.add(where, "与重新计算不符 {t}", "does not agree with its recount {t}", t=text)

    def _identity(self) -> None:
        """Check what the result is a result of."""
        result, scenario = self.result, self.scenario
        bare = {k: v for k, v in result.items() if k != "digest"}
        text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        self.agree("digest", result["digest"], hashlib.sha256(text.encode()).hexdigest())
        self.agree("scenario", result["scenario"], {"id": scenario.id, "hash": scenario.hash()})
        self.agree("seed", result["seed"], scenario.study.seed)
        self.agree("years", result["years"], scenario.horizon.years)
        self.agree("start", result["start"], scenario.horizon.start.isoformat())
        self.agree("money_unit", result["money_unit"], "fen")
        areas = {name: scenario.sites[unit.site].area_m2 for name, unit in scenario.units.items()}
        self.agree("units", {name: row["area_m2"] for name, row in result["units"].items()}, areas)
        self.agree("facts", result["facts"], recount.facts(scenario))
        for where, zh, en in reask.surveys(scenario, result["surveys"]):
            self.add(where, zh, en)

    def _plan(self, awards: str, people: str, ledger: str, totals: str) -> None:
        """Check a plan's decisions and money."""
        result = self.result
        for where, zh, en in recheck.structure(self.scenario, result[awards], result[people], awards):
            self.add(where, zh, en)
        lines = recount.recount(self.tariff, result[awards], result[people])
        self.agree(ledger, result[ledger], lines)
        self.agree(f"totals.{totals}", result["totals"][totals], recount.totals(self.tariff, lines))
        mine: dict[str, list[Row]] = {}
        for line in lines:
            mine.setdefault(line["unit"], []).append(line)
        for i, award in enumerate(result[awards]):
            cost = recount.totals(self.tariff, mine.get(award["unit"], ()))
            self.agree(f"{awards}[{i}].cost", award["cost"], cost)
        pay = ("wage", "social_insurance", "housing_fund", "welfare")
        for i, row in enumerate(result[people]):
            idle = [v for v in mine.get("", ()) if (v["group"], v["year"]) == (row["group"], row["year"])]
            cost = sum(v["fen"] for v in idle if v["item"] in pay)
            self.agree(f"{people}[{i}].stranded_cost", row["stranded_cost"], cost)

    def _rules(self) -> None:
        """Check every rule: hard ones hold, soft ones are broken by as much as stated."""
        result = self.result
        spent = result["totals"]["plan"]["by_year"]
        awards, lines = result["plan"], result["ledger"]
        self.broken = list(recheck.violations(self.tariff, awards, result["workforce"], spent, lines))
        rows = {row["id"]: row for row in result["rules"]}
        if list(rows) != [rule for rule, _, _ in self.broken]:
            self.add("rules", "规则与输入不符", "are not the rules of the scenario")
            return
        for rule, terms, units in self.broken:
            row = rows[rule]
            self.agree(f"rules.{rule}.state", row["state"], terms.state)
            if terms.state == "hard" and any(units):
                self.add(f"rules.{rule}", "硬性规则被违反", "a hard rule is broken")
            counted = recheck.stated(rule, units) if terms.state == "soft" else 0
            self.agree(f"rules.{rule}.violation", row["violation"], float(counted))
            price = row["price_per_year"]
            if (terms.state == "off" and (price is not None or row["binding"])) or (
                price is not None and row["binding"] != (price > 0)
            ):
                self.add(f"rules.{rule}.price_per_year", "与是否起作用不符", "does not go with whether the rule binds")
            if row.get("points") and not row["binding"]:
                self.add(f"rules.{rule}.points", "与是否起作用不符", "do not go with whether the rule binds")

    def _objective(self) -> None:
        """Check the value, the bounds, the gaps and the sampling interval."""
        o, spent = self.result["objective"], self.result["totals"]["plan"]["by_year"]
        value = recount.worth(self.tariff, spent, recheck.penalty(self.tariff, self.broken))
        self.agree("objective.value", o["value"], value)
        if not o["lower_bound"] <= o["value"]:
            self.add("objective.lower_bound", "下界高于目标值", "exceeds the value")
        self.agree("objective.spent", o["spent"], recheck.spent(self.tariff, value, self.result["ledger"]))
        for name, end, of in ("menu", "lower", "value"), ("seen", "seen", "value"), ("spent", "lower", "spent"):
            self.agree(f"objective.{name}_gap", o[f"{name}_gap"], o[of] and (value - o[f"{end}_bound"]) / abs(o[of]))
        if not o["lower_bound"] <= o["seen_bound"] <= o["value"]:
            self.add("objective.seen_bound", "不在下界与目标值之间", "is not between the lower bound and the value")
        if not 0 <= o["solver_gap"] <= o["menu_gap"] + 1e-12:
            self.add("objective.solver_gap", "求解间隙不在 0 与菜单间隙之间", "is not between 0 and the menu gap")
        self.agree("objective.sampling_interval", o["sampling_interval"], self._sampling())
        deductions = self._deductions()
        for i, row in enumerate(self.result["contracts"]):
            self.agree(f"contracts[{i}].deductions", row["deductions"], deductions[row["vendor"]])

    def _cuts(self) -> Iterator[tuple[Row, int, int, float]]:
        """Yield (deduction, year, fee in fen, discount) of every year of an outsourced unit."""
        outsourced = {a["unit"] for a in self.result["plan"] if a["bid"]}
        for cut in self.result["deductions"]:
            for y in cut["years"] if cut["unit"] in outsourced else ():
                yield cut, y, self.fees[cut["unit"], y], self.tariff.discount[y] / recount.PPM

    def _sampling(self) -> list[float | None]:
        """Return the 95 % interval of the present value net of deductions; null where a standard error is unknown."""
        spent = self.result["totals"]["plan"]["by_year"]
        centre, errors = float(recount.worth(self.tariff, spent)), dict[int, list[float]]()
        for cut, y, fee, discount in self._cuts():
            fines = 100.0 * self.tariff.growth["wage"][y] / recount.PPM * discount
            centre -= fee * discount * (1.0 - cut["share"]) + cut["fine_per_year"] * fines
            if cut["share_error"] is None or cut["fine_error"] is None:
                return [None, None]
            parts = errors.setdefault(id(cut), [0.0, 0.0])
            parts[0] += fee * discount * cut["share_error"]
            parts[1] += fines * cut["fine_error"]
        square = sum(a * a + b * b for a, b in errors.values())
        for shift, error in self._flown():
            centre, square = centre + shift, square + error * error
        half = NORMAL * math.sqrt(square)
        return [centre - half, centre + half]

    def _flown(self) -> Iterator[tuple[float, float]]:
        """Yield for each setting what fresh days add to the present value of its flows, and its standard error."""
        held = {a["unit"]: (a["mode"], a["bid"]) for a in self.result["plan"]}
        days, sums = self.scenario.labour.workdays_per_year, dict[tuple[str, tuple[int, ...]], list[float]]()
        for row in self.result["volumes"]:
            money = 0.0
            for flow, _, index, yuan in self.tariff.flows(row["unit"], *held[row["unit"]]):
                for y in row["years"] if flow == row["flow"] else ():
                    worth = self.tariff.growth[index][y] * self.tariff.discount[y] / recount.PPM**2
                    money += float(yuan) * days * 100 * worth
            both = sums.setdefault((row["unit"], tuple(row["years"])), [0.0, 0.0])
            both[0] += money * (row["estimate"] - row["planned"])
            both[1] += abs(money) * row["error"]
        yield from ((shift, error) for shift, error in sums.values())

    def _deductions(self) -> dict[str, list[int]]:
        """Return the expected deductions of each vendor by year in fen."""
        paid = {unit: row["vendor"] for row in self.result["contracts"] for unit in row["units"]}
        total = {row["vendor"]: [0.0] * self.scenario.horizon.years for row in self.result["contracts"]}
        for cut, y, fee, _ in self._cuts():
            if cut["unit"] in paid:
                fine = cut["fine_per_year"] * 100.0 * self.tariff.growth["wage"][y] / recount.PPM
                total[paid[cut["unit"]]][y] += (1.0 - cut["share"]) * fee + fine
        return {vendor: [round(t) for t in years] for vendor, years in total.items()}

    def _contracts(self) -> None:
        """Check the contracts against the plan and its ledger."""
        result, scenario = self.result, self.scenario
        mine: dict[str, list[Row]] = {}
        for award in result["plan"]:
            if award["vendor"]:
                mine.setdefault(award["vendor"], []).append(award)
        bonus, years = recount.fees(result["ledger"], {"bonus"}), range(scenario.horizon.years)
        engaged = rebid.ways(scenario, self.tariff.growth, result["plan"], result["ledger"], recount.CONTRACT)
        counted = [
            {
                "vendor": vendor,
                "units": [a["unit"] for a in mine[vendor]],
                **({"reference": True} if vendor in rebid.awaited(scenario) else {}),
                "route": engaged.get(vendor),
                "term_years": max(scenario.bids[a["bid"]].term_years for a in mine[vendor]),
                "value_by_year": [sum(self.fees[a["unit"], y] for a in mine[vendor]) for y in years],
                "bonus": sum(bonus[a["unit"], y] for a in mine[vendor] for y in years),
            }
            for vendor in scenario.vendors
            if vendor in mine
        ]
        bare = [{k: v for k, v in row.items() if k != "deductions"} for row in result["contracts"]]
        self.agree("contracts", bare, counted)

    def _difference(self) -> None:
        """Check the difference to today and its interval over futures."""
        d = self.result.get("difference")
        if d is None:
            return
        today, plan = self.result["totals"]["today"], self.result["totals"]["plan"]
        self.agree("difference.value", d["value"], plan["npv"] - today["npv"])
        lines = self.result["ledger"], self.result["baseline_ledger"]
        low, high = recount.spread(self.tariff, *lines, d["futures"], d["confidence"])
        if max(abs(d["lower"] - low), abs(d["upper"] - high)) > 1e-9 * abs(plan["npv"]) + 1e-3:
            self.add("difference", "区间与重新计算不符", "the interval does not agree with its recount")

    def _alternatives(self) -> None:
        """Check the alternatives: dearer than the plan, priced consistently, each with another option."""
        held = {(a["unit"], a["mode"], a["bid"]) for a in self.result["plan"]}
        o = self.result["objective"]
        for i, row in enumerate(self.result["alternatives"]):
            where = f"alternatives[{i}]"
            if (row["unit"], row["mode"], row["bid"]) in held:
                self.add(where, "与方案相同", "is the plan's own option")
            if not row["feasible"]:
                continue
            self.agree(f"{where}.value", row["value"], o["value"] + row["extra"])
            if row["value"] < o["value"] - abs(o["value"]) * o["solver_gap"] - 1:
                self.add(where, "比方案更便宜", "is cheaper than the plan")
            cut, price = row["break_even_per_post_month"], self._price(row)
            if cut is not None and not 0 <= cut <= price + 0.01:
                self.add(f"{where}.break_even_per_post_month", "超出价格范围", "is not between nothing and the price")
            bid = self.scenario.bids.get(row["bid"] or "")
            even, stated = row["break_even_per_unit"], bid.per_unit.get(row["flow"] or "") if bid else None
            if even is not None and (stated is None or not 0 <= even <= stated):
                self.add(f"{where}.break_even_per_unit", "超出价格范围", "is not between nothing and the price")

    def _questions(self) -> None:
        """Check the answers to questions of their own."""
        for where, zh, en in reask.faults(self.tariff, self.result):
            self.add(where, zh, en)

    def _price(self, row: Row) -> float:
        """Return an option's price per post and month in yuan."""
        price = float(sum(self.tariff.head(row["mode"], row["bid"]).values()))
        own = MODES[row["mode"]].materials == "bureau"
        return price + (self.scenario.units[row["unit"]].materials_per_month if own else 0.0)

    # --- certificates

    def _certificate(self, prefix: str, awards: str, people: str, hashed: str, label: str) -> None:
        """Check a certificate: its plan, its streams, and by simulation all it says."""
        result, study = self.result, self.scenario.study
        said = result[f"{prefix}certification"]
        plan = recertify.fingerprint(result[awards], result[people])
        self.agree(hashed, result[hashed], plan)
        stream = key(study.seed, Phase.CERTIFY, f"{plan}{label}/{said['attempt']}")
        found = recertify.cases(result[awards])
        error, apart = study.error / 2 ** said["attempt"], recertify.different(self.scenario, found)
        days = {(row["unit"], tuple(row["years"])): row["replications"] for row in result[f"{prefix}certificate"]}
        stated = {
            "plan": plan,
            "key": str(stream),
            "confidence": 1 - error,
            "kernel_replications": sum(days.get((row["unit"], tuple(years)), 0) for row, _, years in apart),
            "reference_replications": study.reference_replications * len(apart),
            "identical": True,
        }
        for field, value in stated.items():
            self.agree(f"{prefix}certification.{field}", said[field], value)
        self._verdict(prefix, said)
        if self.simulate:
            self._days(prefix, found, stream, error)

    def _verdict(self, prefix: str, said: Row) -> None:
        """Check the overall status, the engines' row and the attempts."""
        verdicts = {row["status"] for row in self.result[f"{prefix}certificate"]}
        status = next((s for s in ("failed", "marginal") if s in verdicts), "certified")
        self.agree(f"{prefix}certification.status", said["status"], status)
        if prefix:
            return
        engines = {k: said[k] for k in ("reference_replications", "kernel_replications", "identical")}
        self.agree("engines", self.result["engines"], engines)
        if self.result["status"] not in (status, "limit"):
            self.add("status", "与验证结论不符", "is not the verdict of the certificate")
        tried = self.result["attempts"]
        if tried and not (len(tried) >= said["attempt"] >= 1 and tried[said["attempt"] - 1]["plan"] == said["plan"]):
            self.add("attempts", "与验证次数不符", "do not go with the certificate")

    def _days(self, prefix: str, found: list[recertify.Case], stream: int, error: float) -> None:
        """Simulate the certificate's days again and check every row."""
        seen = recertify.days(self.scenario, found, stream, error)
        if not seen.identical:
            self.add(f"{prefix}certificate", "两套引擎结果不同", "the two engines differ")
        self.agree(f"{prefix}certificate", self.result[f"{prefix}certificate"], seen.rows)
        self.agree(f"{prefix}deductions", self.result[f"{prefix}deductions"], seen.cuts)
        shown = self.result[f"{prefix}certification"]["histograms"]
        self.agree(f"{prefix}certification.histograms", shown, seen.histograms)
        stated = self.result[f"{prefix}certification"]["percentiles"]
        self.agree(f"{prefix}certification.percentiles", stated, seen.percentiles)
        self.agree(f"{prefix}volumes", self.result[f"{prefix}volumes"], seen.volumes)
        for unit, planned, counted in seen.planned:
            self.agree(f"{'baseline' if prefix else 'plan'}.{unit}.volumes", planned, counted)
