"""Order of events at one tick, as the log writes them."""

ENDED, TILLED, ROSE, CHANGED, CAME, SWAPPED, STARTED, PAYS, SEATED, LEFT = range(10)
