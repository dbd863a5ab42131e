"""The service kinds. Adding one is a folder and a line here."""

from ..kind import Kind
from .canteen import CANTEEN
from .cleaning import CLEANING
from .contracted import CONTRACTED
from .fleet import FLEET

KINDS: dict[str, Kind] = {kind.name: kind for kind in (CLEANING, CANTEEN, FLEET, CONTRACTED)}
