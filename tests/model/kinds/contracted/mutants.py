"""Faults put into the kernel of contracted services by hand (`tests/contracts/mutation.py` tries them)."""

FILES = ("tally", "kernel")
"""The kernel's files, in order of import; the text of a fault stands in exactly one of them."""
WORLDS, FEWER, LONGEST = 240, 20, 2000
"""Worlds against which all faults are held, and those of `FEW`; worlds with longer logs are left out."""
FEW = ("undone includes the last piece", "more done than there is", "staff first", "unnoticed answered worst",
       "proof by showing", "complaint at midnight is yesterday's")  # fmt: skip
"""Those tried in the normal suite."""
LEAST = 25
"""How many there must be."""
TRUTH = {"truth": ("import numpy as np", "import numpy as np")}
MUTANTS = {
    # tally
    "needed on one day": ("lay.days * lay.needed", "lay.needed"),
    "one day": ("1, lay.days, lay", "1, 1, lay"),
    "points of the best": ("lay.points[grade]", "lay.points[0]"),
    "satisfied includes the next": ("if grade < lay.upper:", "if grade <= lay.upper:"),
    "satisfied without the last": ("if grade < lay.upper:", "if grade < lay.upper - 1:"),
    "judged without a form": ("if counts[RETURNED]:", "if True:"),
    "met above the claim": ("= counts[SATISFIED] >= lay.least[0,", "= counts[SATISFIED] > lay.least[0,"),
    "proof by showing": ("lay.least[1, counts[RETURNED]]", "lay.least[0, counts[RETURNED]]"),
    "proof by more": ("= counts[SATISFIED] >= lay.least[1,", "= counts[SATISFIED] > lay.least[1,"),
    "proof by all forms sent": ("lay.least[1, counts[RETURNED]]", "lay.least[1, lay.forms]"),
    # work
    "absence ignored": ("if tr.here[side, day, i]:", "if True:"),
    "here of the first day": ("tr.here[side, day, i]", "tr.here[side, 0, i]"),
    "staff first": ("side = 0 if (i + 1) * staff // posts > i * staff // posts else 1", "side = 0 if i < staff else 1"),
    "teams swapped": ("> i * staff // posts else 1", "== i * staff // posts else 1"),
    "one post fewer": ("for i in range(posts):", "for i in range(max(0, posts - 1)):"),
    "everybody at full speed": ("able += tr.speed[side, i]", "able += 1000"),
    "more done than there is": ("done[day] = min(able, lay.needed)", "done[day] = able"),
    "able is what is done": ("counts[ABLE] += able", "counts[ABLE] += done[day]"),
    "full with nearly all": ("counts[FULL] += done[day] == lay.needed", "counts[FULL] += done[day] >= lay.needed - 500"),
    "people planned, not present": ("counts[PEOPLE] += people", "counts[PEOPLE] += posts"),
    # complaints
    "complaint at midnight is yesterday's": ("tr.when[c] // DAY", "max(0, tr.when[c] - 1) // DAY"),
    "complaint about what is done": ("if piece < 0 or piece >= done[day]:", "if True:"),
    "no complaint but about neglect": ("if piece < 0 or piece >= done[day]:", "if piece >= done[day]:"),
    "complaint about the last piece done": ("if piece < 0 or piece >= done[day]:", "if piece < 0 or piece >= done[day] - 1:"),
    "complaints look alike": ("day, 0 if piece < 0 else 1)", "day, 1)"),
    # answers
    "undone includes the last piece": ("if noticed and piece >= done[day]:", "if noticed and piece >= done[day] - 1:"),
    "undone without the first piece": ("if noticed and piece >= done[day]:", "if noticed and piece > done[day]:"),
    "unnoticed answered worst": ("if noticed and piece", "if piece"),
    "noticed does not matter": ("grade = POOR - BEST", "grade = grade"),
    "answers a day early": ("lay.days * DAY, ANSWERED", "(lay.days - 1) * DAY, ANSWERED"),
    "last form lost": ("range(tr.form.shape[0])", "range(tr.form.shape[0] - 1)"),
}  # fmt: skip
"""Name -> (text in the kernel's source, what it is turned into)."""
