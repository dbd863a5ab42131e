"""The commands `tender` and `rules`: bids scored by the rules, and the rules themselves."""

from typing import Annotated

import typer

from . import wording as words
from .console import Session
from .inputs import Strict

ACTIONS = ("score",)
PACK = "CN-2026"

Action = Annotated[str, typer.Argument(metavar="score")]
Bids = Annotated[str, typer.Argument(metavar="FILE")]
Rules = Annotated[str, typer.Option("--rules", metavar="NAME")]
Book = Annotated[str, typer.Argument(metavar="NAME")]


def tender(
    ctx: typer.Context,
    action: Action,
    bids: Bids,
    rules: Rules = PACK,
    no_mcda: Annotated[bool, typer.Option("--no-mcda")] = False,
    warn_as_error: Strict = False,
) -> int:
    """Score a tender: ranking, who is out and why, how firm the result is, which rules are not met."""
    from .reports.tender import score_bids

    session: Session = ctx.obj
    if action not in ACTIONS:
        said = words.CHOICES.say(session.lang, option="tender", allowed=" / ".join(ACTIONS), value=action)
        raise typer.BadParameter(said, param_hint="tender")
    found = score_bids(bids, rules, mcda=not no_mcda)
    if session.json:
        session.give(found)
    elif session.volume >= 0:
        from .reports.tenderview import scored

        session.show(scored(found, session.lang, session.width()))
    if found["status"] == "empty":
        return 4
    return 5 if found["status"] == "breach" or (warn_as_error and found["findings"]) else 0


def rules(ctx: typer.Context, book: Book = PACK) -> int:
    """List the rules of a pack with their sources."""
    from .scenarios.bidding import pack

    session: Session = ctx.obj
    held = pack(book)
    if session.json:
        from .reports.tender import catalogue

        session.give(catalogue(held))
    elif session.volume >= 0:
        from .reports.tenderview import listed

        session.show(listed(held, session.lang, session.width()))
    return 0
