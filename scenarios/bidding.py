"""Tender files and rule packs to domain objects, with every fault at its place."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..model.errors import ScenarioError
from ..model.found import dangling
from ..model.pack import Pack
from ..model.tender import Tender
from .decode import decode
from .judge import Content, judged
from .positions import Node, Origin, dotted, find, tree
from .read import fetched, shipped

TENDERS, PACKS = "tenders", "packs"
"""Rooms of what is shipped."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A tender, the rules it is held to, and the digests of both files."""

    tender: Tender
    pack: Pack
    files: tuple[tuple[str, str], ...]


def tender(source: str | Path, rules: str | Path = "CN-2026") -> Opened:
    """Return the tender of a file, or a shipped one, with the pack that explains why bidders are out.

    Raises
    ------
    ScenarioError
        One of the two files is invalid, or a bidder is out for a reason the pack does not know; all faults are inside.
    """
    pack, book, _ = _read(rules, PACKS, Pack)
    found, sheet, root = _read(source, TENDERS, Tender)
    known, faults = list(pack.reasons), []
    for name, bidder in found.bidders.items():
        for at, code in enumerate(bidder.out):
            if code not in pack.reasons:
                fault = dangling(("bidders", name, "out", at), code, known, "出局原因", "reason")
                faults.append(find(root, fault.path).diagnostic(fault.code, dotted(fault.path), fault.text))
    if faults:
        raise ScenarioError(tuple(faults))
    return Opened(found, pack, (sheet, book))


def pack(source: str | Path = "CN-2026") -> Pack:
    """Return the rule pack of a file, or a shipped one.

    Raises
    ------
    ScenarioError
        The file is invalid; all faults found are inside.
    """
    return _read(source, PACKS, Pack)[0]


def packs() -> tuple[str, ...]:
    """Return the names of the shipped rule packs."""
    return tuple(shipped(PACKS))


def _read(source: str | Path, room: str, model: type[Content]) -> tuple[Content, tuple[str, str], Node]:
    """Return what a file holds, its name with the SHA-256 of its bytes, and its tree."""
    content, name, _ = fetched(source, room)
    text = decode(content, name)
    root, found = tree(text, Origin(name, tuple(text.split("\n"))))
    digest = Path(name).name, hashlib.sha256(content).hexdigest()
    return judged(root, found, model), digest, root
