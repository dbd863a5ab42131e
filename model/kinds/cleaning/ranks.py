"""The order of events at one tick: ends, then presence, then arrivals, then starts.

Rows of a log are (tick, rank, entity, who, value):

========  ==================  ==================  =====================================
rank      entity              who                 value
========  ==================  ==================  =====================================
REMOVED   item                person              zone
LOOKED    zone                person              items found
FINISHED  occurrence          person              unit + 1, or 0 by hand
RETURNED  unit                person who had it   1 when it had failed
OFF, ON   person              person              0
FELL      item                zone                0
STARTED   occurrence          person              unit + 1, or 0 by hand
========  ==================  ==================  =====================================
"""

REMOVED, LOOKED, FINISHED, RETURNED, OFF, ON, FELL, STARTED = range(8)
NAMES = ("removed", "looked", "finished", "returned", "off", "on", "fell", "started")
