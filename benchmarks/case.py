"""The shipped case that benchmarks of the whole tool run on."""


def first():
    """Return the shipped case, the sampler of its first unit, run as today, and its setting."""
    from houqin.model.levers import Setting
    from houqin.model.simulate import sampler
    from houqin.model.streams import Phase, key
    from houqin.scenarios.read import read
    from houqin.solvers.menu import today, workforce

    scenario = read("changchun")
    unit = next(iter(scenario.units))
    days = sampler(scenario, unit, workforce(scenario, today(scenario, unit)), key(1, Phase.TEST, "bench"))
    levels = tuple(scenario.units[unit].today.setting[lever.name] for lever in scenario.levers(unit))
    return scenario, days, Setting(levels)
