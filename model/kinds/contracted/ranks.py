"""The order of events at one tick. Rows of a log are (tick, rank, entity, who, value).

========== =========== ===================== ==========================================
rank       entity      who                   value
========== =========== ===================== ==========================================
CAME       day         people at work        work done that day, thousandths of a person
COMPLAINED complaint   day                   1 when it is about work left undone
ANSWERED   form        day it is about       grade, 0 the best
========== =========== ===================== ==========================================
"""

CAME, COMPLAINED, ANSWERED = range(3)
