"""The command line. Each command is one function that returns an exit code; what is heavy is imported inside.

Exit codes: 0 done; 1 a fault of ours; 2 wrong command line; 3 invalid scenario; 4 infeasible; 5 a gate failed;
6 a limit or no certificate; 7 something is not installed; 130 interrupted.
"""

import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from . import __version__
from . import wording as words
from .commands import COMMANDS
from .console import INTERRUPT, INTERRUPTED, Session, coloured, language, soften
from .inputs import failed, plain, reported
from .model.errors import ScenarioError
from .model.text import Lang

UsageError: Any = typer.BadParameter.__mro__[1]
OURS = "houqin-"
"""How threads begin that the library starts and may have to give up (`solvers.highs`)."""


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return spoken(super().get_help(ctx), ctx.obj.lang)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands:
            near = ", ".join(get_close_matches(args[0], self.commands))
            hint = words.NEAR.say(ctx.obj.lang, names=near) if near else ""
            raise UsageError(words.NO_COMMAND.say(ctx.obj.lang, name=args[0], hint=hint))
        return super().resolve_command(ctx, args)


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return spoken(super().get_help(ctx), ctx.obj.lang)


def main(argv: list[str] | None = None) -> int:
    """Run the command line `argv` (default: the process's) and return the exit code."""
    soften()
    given = sys.argv[1:] if argv is None else argv
    try:
        session, rest = opened(given, os.environ)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        code = build(session.lang).main(rest, prog_name="houqin", standalone_mode=False, obj=session)
        session.out.flush()
    except BaseException as error:
        return ended(session, error)
    return int(code or 0)


def process() -> NoReturn:
    """Run the command line of this process and end it."""
    leave(main())


def leave(code: int) -> NoReturn:
    """End the process: at once where a solver that was given up still works, which would abort it otherwise."""
    if any(thread.name.startswith(OURS) for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def opened(argv: list[str], env: Mapping[str, str]) -> tuple[Session, list[str]]:
    """Return the session that the global options ask for, wherever they stand, and the other arguments.

    Raises
    ------
    ValueError
        A global option has no value or a wrong one; the message is for the user.
    """
    wanted: dict[str, str] = {}
    volume, colour, rest, queue = 0, True, [], list(argv)
    while queue:
        word = queue.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *queue]
            break
        if name in ("--lang", "--format"):
            if not equals and not queue:
                raise ValueError(words.NO_VALUE.say(language(wanted.get("--lang"), env), option=name))
            wanted[name] = value if equals else queue.pop(0)
        elif word in ("-q", "--quiet", "-v", "--verbose"):
            volume = -1 if word in ("-q", "--quiet") else 1
        elif word == "--no-color":
            colour = False
        else:
            rest.append(word)
    lang = language(wanted.get("--lang"), env)
    for name, allowed in (("--lang", ("zh", "en")), ("--format", ("text", "json"))):
        if wanted.get(name, allowed[0]) not in allowed:
            raise ValueError(words.CHOICES.say(lang, option=name, allowed=" / ".join(allowed), value=wanted[name]))
    colour = colour and coloured(sys.stdout, env)
    return Session(lang, wanted.get("--format") == "json", volume, colour, tuple(argv)), rest


def build(lang: Lang) -> Any:
    """Return the command tree, with help in `lang`."""
    app = typer.Typer(cls=_Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True,
                      help=words.APP.say(lang), context_settings={"help_option_names": ["-h", "--help"]},
                      pretty_exceptions_enable=False)  # fmt: skip
    app.callback()(_globals)
    for name, function in COMMANDS.items():
        app.command(name, cls=_Command, help=words.COMMANDS[name].say(lang))(function)
    tree = typer.main.get_command(app)
    for command in (tree, *tree.commands.values()):  # type: ignore[attr-defined]
        for parameter in command.params:
            parameter.help = words.OPTIONS[parameter.name].say(lang)
    return tree


def spoken(page: str, lang: Lang) -> str:
    """Return a help page with its fixed words in `lang`."""
    if lang == "zh":
        for here, there in words.HEADINGS.items():
            page = page.replace(here, there)
    return page.replace("Show this message and exit.", words.OPTIONS["help"].say(lang))


def ended(session: Session, error: BaseException) -> int:
    """Say what went wrong, without a traceback, and return the exit code; with `--format json` also as JSON."""
    if isinstance(error, BrokenPipeError | SystemExit):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - lives until the process ends
        return 1
    code, status, said = verdict(session, error)
    found = error.diagnostics if isinstance(error, ScenarioError) else ()
    reported(session, found)
    if not found:
        session.warn(said)
    if session.json:
        answer = {"schema_version": 1, "status": status, "exit_code": code, "message": said}
        with suppress(OSError):  # a full disk has been reported on stderr already
            session.give({**answer, "diagnostics": plain(found)})
            session.out.flush()
    return code


def verdict(session: Session, error: BaseException) -> tuple[int, str, str]:
    """Return exit code, status and sentence of what ended the program."""
    lang = session.lang
    if isinstance(error, UsageError):
        return 2, "usage", f"{misused(error, lang)}\n{words.HELP.say(lang)}"
    if isinstance(error, KeyboardInterrupt) or getattr(error, "exit_code", 0) == INTERRUPTED:
        return INTERRUPTED, "cancelled", INTERRUPT.say(lang)
    return failed(session, error)


def misused(error: Any, lang: Lang) -> str:
    """Return what is wrong with the command line, in `lang`."""
    kinds = [c.__name__ for c in type(error).__mro__]
    kind = next(name for name in (*kinds, "UsageError") if name in words.USAGE)
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None) or getattr(error, "param_hint", None) or called(parameter)
    near = ", ".join(getattr(error, "possibilities", None) or ())
    hint = words.NEAR.say(lang, names=near) if near else ""
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    said = words.RANGE.say(lang, low=low, high=high) if low is not None and kind == "BadParameter" else error.message
    return words.USAGE[kind].say(lang, name=name, said=said, hint=hint).strip()


def called(parameter: Any) -> str:
    """Return a parameter as the user writes it."""
    if parameter is None:
        return ""
    return "/".join(parameter.opts) if parameter.param_type_name == "option" else parameter.metavar or parameter.name


def _globals(
    lang: Annotated[str | None, typer.Option("--lang", metavar="zh|en")] = None,
    form: Annotated[str, typer.Option("--format", metavar="text|json")] = "text",
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v")] = False,
    no_color: Annotated[bool, typer.Option("--no-color")] = False,
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=lambda v: _version(v))] = False,
) -> None:
    """Declare the global options for the help page; `opened` has read them already."""


def _version(wanted: bool) -> None:
    if wanted:
        print(f"houqin {__version__}")
        raise typer.Exit
