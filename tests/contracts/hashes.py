"""Print the hash of trace, log and counts of the first worlds of a kind: `hashes.py KIND COUNT`."""

import hashlib
import sys
from pathlib import Path

from houqin.model.kinds import KINDS
from houqin.model.trace import digest


def hashes(kind: str, count: int) -> list[str]:
    """Return one hash a world, made by the kernel."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "model" / "kinds" / kind))
    import worlds

    found = []
    for seed in range(count):
        case = worlds.world(seed)
        outcome = KINDS[kind].kernel(case.layout, case.setting, case.trace, True)
        sha = hashlib.sha256(digest(case.trace).encode())
        sha.update(outcome.log.tobytes())
        sha.update(outcome.counts.tobytes())
        found.append(sha.hexdigest())
    return found


if __name__ == "__main__":
    sys.stdout.write("\n".join(hashes(sys.argv[1], int(sys.argv[2]))))
