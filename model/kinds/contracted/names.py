"""Names and places of the counts of a period."""

COUNTERS = (
    "periods", "days", "full", "needed", "done", "people", "able", "complaints", "returned", "satisfied", "points",
    "judged", "met", "proven", "best", "good", "fair", "poor",
)  # fmt: skip
"""full: days with all work done; needed, done, able: thousandths of a person and day; points: thousandths of a point.

judged: surveys of which a form came back; met: those that show the share claimed; proven: those that prove it.
"""
(PERIODS, DAYS, FULL, NEEDED, DONE, PEOPLE, ABLE, COMPLAINTS, RETURNED, SATISFIED, POINTS,
 JUDGED, MET, PROVEN, BEST, _GOOD, _FAIR, POOR) = range(len(COUNTERS))  # fmt: skip
