"""Print the hash of trace, log and counts of the first worlds of a kind: `hashes.py KIND COUNT`."""

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType

from houqin.model.trace import digest


def hashes(worlds: ModuleType, count: int) -> list[str]:
    """Return one hash a world of a module of worlds, made by the kernel."""
    found = []
    for seed in range(count):
        case = worlds.world(seed)
        outcome = worlds.KIND.kernel(case.layout, case.setting, case.trace, True)
        sha = hashlib.sha256(digest(case.trace).encode())
        sha.update(outcome.log.tobytes())
        sha.update(outcome.counts.tobytes())
        found.append(sha.hexdigest())
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent / "model" / "kinds" / sys.argv[1]))
    sys.stdout.write("\n".join(hashes(importlib.import_module("worlds"), int(sys.argv[2]))))
