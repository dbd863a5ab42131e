"""Order of events at one tick, as the logs of both engines number them."""

BACK, REPAIRED, CHANGED, ASKED, SENT, DROVE, HAILED, REFUSED = range(8)
"""Back and free to go; out of the workshop; people on duty or the day have changed; taken up; a vehicle sent; its
driver; covered by ride-hailing; given up."""
