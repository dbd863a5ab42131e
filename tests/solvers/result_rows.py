"""Plans as rows of result.json, which the verifier's count reads: told apart from what they are worth."""

from houqin.solvers import rebid

MOVES = ("buy", "sell", "lease")
LEAVING = ("exit", "redeploy", "dismiss")


def completed(bare, fleet, crews):
    """Return an award with its machines and people."""
    years = []
    for year, machines, crew in zip(bare["years"], fleet, crews, strict=True):
        machines = {key: {t: n for t, n in found.items() if n} for key, found in machines.items()}
        years.append({**year, **machines, "staff_by_group": {g: n for g, n in crew.items() if n}})
    team = "vendor" if bare["bid"] else "hired"
    return {**bare, "years": years, "heads": {**years[0]["staff_by_group"], team: years[0]["other"]}}


def award(scenario, option, points):
    """Return an award as it stands in result.json, without people in post and machines of the bureau."""
    unit, levers = scenario.units[option.unit], [lever.name for lever in scenario.levers(option.unit)]
    years = [
        {
            "posts": point.posts, "staff": point.staff, "other": point.posts - point.staff,
            "staff_by_group": {}, "setting": dict(zip(levers, point.setting.levels, strict=True)),
            "equipment": dict(point.machines), "machines": [list(pair) for pair in point.machines],
            "short": list(point.short), "volumes": dict(point.volumes),
            **{key: {} for key in ("own", *MOVES)},
        } for point in points
    ]  # fmt: skip
    first, team = years[0], "vendor" if option.bid else "hired"
    return {
        "unit": option.unit, "site": unit.site, "service": unit.service, "kind": scenario.kind(option.unit).name,
        "mode": option.mode, "bid": option.bid or None,
        "vendor": scenario.bids[option.bid].vendor if option.bid else None,
        **{key: first[key] for key in ("setting", "equipment", "posts", "staff")},
        "heads": {**first["staff_by_group"], team: first["other"]}, "years": years,
        "reference": rebid.quoted(scenario, option.bid or None),
    }  # fmt: skip


def told(scenario, plan):
    """Return a plan of the programme as rows of result.json: awards, people."""
    years, awards = range(scenario.horizon.years), []
    for found in plan.awards:
        bare = award(scenario, found.option, [year.point for year in found.years])
        fleet = [{key: dict(getattr(year, key)) for key in ("own", *MOVES)} for year in found.years]
        awards.append(completed(bare, fleet, [dict(year.staff) for year in found.years]))
    keys = ("present", "retire", *LEAVING, "recruit")
    people = [worked({"group": path.group, "year": y, **{key: getattr(path, key)[y] for key in keys}}, awards)
              for path in plan.paths for y in years]  # fmt: skip
    return awards, people


def worked(each, awards):
    """Return a row of `workforce` with who stays and who works."""
    working = sum(one["years"][each["year"]]["staff_by_group"].get(each["group"], 0) for one in awards)
    return {**each, "stay": each["present"] - each["retire"], "working": working}
