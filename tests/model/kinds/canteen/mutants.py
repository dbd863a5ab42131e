"""Faults put into the kernel of the canteen by hand, and how they are tried (`tests/contracts/mutation.py`)."""

FILES = ("lines", "kernel")
"""The kernel's files, in order of import; the text of a fault stands in exactly one of them."""
WORLDS, FEWER, LONGEST = 500, 50, 900
"""Worlds against which all faults are held, and those of `FEW`; worlds with longer logs are left out."""
FEW = ("shortest line, not per window", "portion taken away", "one short of too long", "no jockeying",
       "till: manual lanes first", "seats: later group passes")  # fmt: skip
"""Those tried in the normal suite."""
LEAST = 60
"""How many there must be."""
TRUTH = {"truth": ("PLENTY = ", "PLENTY = ")}
MUTANTS = {
    # who stands where
    "absence ignored": ("tr.speed[side, s, i] if tr.here[side, s, i] else 0", "tr.speed[side, s, i]"),
    "staff first": ("side = 0 if (g + 1) * own // places > g * own // places else 1", "side = 0 if g < own else 1"),
    "teams swapped": ("> g * own // places else 1", "== g * own // places else 1"),
    "staff counted by roster, not by places": ("own = min(places, staff * places // posts)", "own = min(places, staff)"),
    "relief used twice": ("                    relief += 1\n", "                    relief += not speed\n"),
    "no relief": ("while speed == 0 and relief < most[stations]:", "while speed == 0 and relief < 0:"),
    "relief for lanes first": ("        for s in range(stations):\n            for i in range(opened[s, w]):",
                               "        for s in range(stations - 1, -1, -1):\n            for i in range(opened[s, w]):"),
    "relief does not come back": ("        relief = 0\n        for s", "        relief = 0 if w == 0 else relief\n        for s"),
    "planned without relief": ("counts[PLANNED] += places", "counts[PLANNED] += places - most[most.size - 1]"),
    "posted by windows open, not manned": ("* (speed > 0)", "* 1"),
    "overtime of one person a shift": ("counts[OVERTIME] += levels[lay.shift[s, 0]] * lay.shift[s, 1]",
                                       "counts[OVERTIME] += min(1, levels[lay.shift[s, 0]]) * lay.shift[s, 1]"),
    # choosing a line
    "shortest line, not per window": ("if best < 0 or inside[place] * servers < people * opened[place]:",
                                      "if best < 0 or inside[place] < people:"),
    "last of equally short": ("if best < 0 or inside[place] * servers < people * opened[place]:",
                              "if best < 0 or inside[place] * servers <= people * opened[place]:"),
    "tier wanted is not preferred": ("k = wanted if turn == 0 else turn - 1", "k = turn if flexible and turn < tiers else wanted"),
    "closed line joined": ("            if not opened[place]:\n                continue\n            if left[pair + k] <= 0:",
                           "            if left[pair + k] <= 0:"),
    "sold out only below zero": ("            if left[pair + k] <= 0:\n                sold", "            if left[pair + k] < 0:\n                sold"),
    "tier not sold at the meal": ("(turn and k == wanted) or not offered[m, k]", "(turn and k == wanted)"),
    "one short of too long": ("1000 * inside[best] >= (1000 + longest)", "1000 * inside[best] > (1000 + longest)"),
    "too long without those served": ("(1000 + longest) * opened[best]", "longest * opened[best]"),
    "portion not taken": ("        _join(line, inside, after, at, best, d)\n        left[pair + (best if pooled else best // wide)] -= 1",
                          "        _join(line, inside, after, at, best, d)"),
    "portion of the tier wanted": ("        _join(line, inside, after, at, best, d)\n        left[pair + (best if pooled else best // wide)] -= 1",
                                   "        _join(line, inside, after, at, best, d)\n        left[pair + k] -= 1"),
    "sold out for whom it is not": ("diners[d, SHORT] = left[pair + k] <= 0", "diners[d, SHORT] = left[pair + k] <= 1"),
    "closed taken for sold out": ("cause = SOLD_OUT if sold else CLOSED", "cause = SOLD_OUT"),
    # a new step
    "portions put out every step": ("if step[w, 3]:", "if True:"),
    "portions by pieces, not steps": ("levels[portion[pair]] * size if", "levels[portion[pair]] if"),
    "windows of the step before": ("speeds[k * wide + i] = manned[w, k, i]", "speeds[k * wide + i] = manned[max(0, w - 1), k, i]"),
    "lanes not counted as manned": ("    for i in range(manned.shape[2]):\n        total += manned[w, tiers, i] > 0\n", ""),
    "people stay in a closed line": ("while line[WAITING, place] and not opened[place]:", "while False:"),
    "portion kept on moving": ("            left[pair + (place if pooled else place // wide)] += 1\n", ""),
    "portion not taken on moving": ("                left[pair + (best if pooled else best // wide)] -= 1\n                counts[MOVED]",
                                    "                counts[MOVED]"),
    "lost counted as moved": ("                diners[d, CAUSE] = CLOSED\n            if log", "                diners[d, CAUSE] = CLOSED\n                counts[MOVED] += 1\n            if log"),
    # serving
    "any line jockeyed": ("if line[WAITING, own]:\n        return own", "if line[WAITING, own] > 1:\n        return own"),
    "jockeying to the last of equals": ("if line[WAITING, place] > (line[WAITING, best] if best >= 0 else 0):",
                                        "if line[WAITING, place] >= max(1, line[WAITING, best] if best >= 0 else 0):"),
    "no jockeying": ("    if jockey:\n        for place", "    if False:\n        for place"),
    "jockeyed stays in his line": ("                inside[own] += 1\n                soon", "                inside[place] += 1\n                soon"),
    "speed ignored": ("            if speed != 1000:\n", "            if False:\n"),
    "technology of the first tier": ("time = serve[d, tech[tier]]", "time = serve[d, tech[0]]"),
    "busy until one later": ("            if time:\n                ends[s], whom[s] = t + time, d",
                             "            if time:\n                ends[s], whom[s] = t + time + 1, d"),
    "inside forgets the served": ("inside[s // wide if pooled else s] -= 1\n        ends", "inside[s // wide if pooled else s] -= 0\n        ends"),
    # giving up
    "patience one early": ("while held and heap[0] >> BITS <= t:", "while held and heap[0] >> BITS <= t + 1:"),
    "patience from the tick of moving": ("(min(t + patience[d], PLENTY) << BITS) | d", "(min(t + patience[d] + 1, PLENTY) << BITS) | d"),
    "portion taken away": ("        left[meal[d] * tiers + (place if pooled else place // wide)] += 1\n", ""),
    "whoever left still counts": ("        line[WAITING, place] -= 1\n        inside[place] -= 1\n        if line[WAITING, place] == 0:\n            line[HEAD",
                                  "        line[WAITING, place] -= 1\n        if line[WAITING, place] == 0:\n            line[HEAD"),
    # order at one tick
    "arrivals before the step": ("diners[d, STEP] = w - 1", "diners[d, STEP] = max(0, w - 2) if starts[w - 1] == t else w - 1"),
    "the next at a tick waits": ("        while coming == t:", "        if coming == t:"),
    # one line without events
    "straight: lost although open": ("-1 if some[v - 1] else CLOSED", "-1 if some[0] else CLOSED"),
    "straight: nobody waits for a lane to come": ("speeds, free, False)", "speeds, free, True)"),
    "straight: free one later": ("(max(free[i], t) << PLACES) | i", "(max(free[i] + 1, t) << PLACES) | i"),
    "straight: the neighbour's window": ("(max(free[i], t) << PLACES) | i", "(max(free[i], t) << PLACES) | ((i + 1) % free.size)"),
    "straight: speed of the first step": ("time = time * 1000 // speeds[w - 1, best]", "time = time * 1000 // max(1, speeds[0, best])"),
    # till
    "till: manual lanes first": ("speeds[:, smart:] = manned[:, tiers]", "speeds[:, : manned.shape[2]] = manned[:, tiers]"),
    "till: smart takes as long": ("time = pay[d, 1] if best < smart else", "time = pay[d, 0] if best < smart else"),
    "till: speed ignored": ("pay[d, 0] * 1000 // speeds[w - 1, best]", "pay[d, 0]"),
    "till: smart work counted": ("counts[BUSY] += time if best >= smart else 0", "counts[BUSY] += time"),
    "till: no waiting for a lane": ("_begin(t, w, starts, speeds, free, True)", "_begin(t, w, starts, speeds, free, False)"),
    "till: one ahead forgotten": ("        t = max(t, diners[d, DONE])", "        t = diners[d, DONE]"),
    # seats
    "seats: group of all who came": ("members[group[through[i]]] += diners[through[i], THROUGH] >= 0", "members[group[through[i]]] += 1"),
    "seats: ready with the first": ("groups[g, READY] = max(groups[g, READY], t)", "groups[g, READY] = t if groups[g, READY] < 0 else groups[g, READY]"),
    "seats: no loss": ("need = members[g] + (loss * members[g] + extra[g]) // 1000000", "need = members[g]"),
    "seats: rounding always down": ("(loss * members[g] + extra[g]) // 1000000", "(loss * members[g]) // 1000000"),
    "seats: not held to those there are": ("            need = min(need, seats)\n", ""),
    "seats: free when fewer": ("or free < need):", "or free <= need):"),
    "seats: later group passes": ("        t = max(t, groups[g, READY])\n        if seats", "        t = groups[g, READY]\n        if seats"),
    "seats: cleared at once": ("stay, ready = lay.loss, tr.extra, tr.dwell + tr.clearing,", "stay, ready = lay.loss, tr.extra, tr.dwell,"),
    "seats: units are seats": ("levels[lay.seat] * lay.unit", "levels[lay.seat]"),
    "seats: none means no limit": ("    if seats == 0 or queue.size == 0:\n        return\n", "    if queue.size == 0:\n        return\n    seats = seats if seats else -1\n"),
    "seats: roomy with one too few": ("        if there > seats:", "        if there > seats + 3:"),
    "seats: given back too soon": ("rise = (t + stay[g] - first) >> 14", "rise = (t + stay[g] - first) >> 16"),
}  # fmt: skip
"""Name -> (text in the kernel's source, what it is turned into)."""
