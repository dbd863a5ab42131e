"""What a command line needs of a terminal: language, streams that never crash, progress, interruption, fault reports.

Only the command line uses this; the library itself never touches streams, signals or the environment.
"""

import json
import locale
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, TypeVar

from . import __version__
from . import wording as words
from .model.errors import Cancelled
from .model.text import Lang, Text

INTERRUPTED = 130
PATIENCE = 1.5
"""Seconds the work may take to stop by itself after Ctrl-C."""
PAUSE = 5.0
"""Seconds between progress lines where there is no terminal."""

STAGES: dict[str, Text] = {
    "read": Text("读取", "reading"),
    "compile": Text(
        "首次运行, 先编译模拟程序(只做一次, 每类服务约一分钟)",
        "first run: compiling the simulators (once only, about a minute for each kind of service)",
    ),
    "explore": Text("模拟并搜索人员配置", "simulating and searching settings"),
    "choose": Text("选择方案", "choosing a plan"),
    "certify": Text("用新的随机数验证", "certifying on fresh random numbers"),
    "explain": Text("分析其他做法", "pricing alternatives and rules"),
    "report": Text("写报告", "writing the report"),
    "simulate": Text("模拟现状", "simulating today"),
    "calibrate": Text("校准", "calibrating"),
}
LEFT = Text("剩余约 {time}", "about {time} left")
CURSOR = "\x1b[?25h"
"""Makes the cursor visible again that a bar has hidden."""
INTERRUPT = Text("已中断, 没有留下未完成的文件。", "interrupted; nothing unfinished is left.")
STOPPING = Text("正在停止……(再按一次 Ctrl-C 立即退出)", "stopping ... (Ctrl-C again to quit at once)")

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Session:
    """One invocation of the command line.

    Parameters
    ----------
    json : bool
        Only JSON goes to `out`; everything else goes to `err`.
    volume : int
        -1 quiet, 0 normal, 1 verbose.
    """

    lang: Lang
    json: bool
    volume: int
    colour: bool
    argv: tuple[str, ...]
    out: IO[str] = field(default_factory=lambda: sys.stdout)
    err: IO[str] = field(default_factory=lambda: sys.stderr)

    def say(self, text: Text, **fields: Any) -> None:
        """Print a sentence for people; to `err` when `out` belongs to JSON."""
        if self.volume >= 0:
            print(text.say(self.lang, **fields), file=self.err if self.json else self.out)

    def warn(self, line: str) -> None:
        """Print a line to `err`."""
        print(line, file=self.err)

    def give(self, value: Any) -> None:
        """Print a value as JSON to `out`."""
        print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False), file=self.out)

    def show(self, renderable: Any) -> None:
        """Print something of rich's to `out`, at the width of the terminal."""
        from rich.console import Console

        console = Console(
            file=self.out,
            color_system="auto" if self.colour else None,
            no_color=not self.colour,
            highlight=False,
            markup=False,
            emoji=False,
            width=self.width(),
        )
        console.print(renderable)

    def width(self) -> int:
        """Return the columns of the terminal, 100 where there is none."""
        try:
            return max(40, os.get_terminal_size(self.out.fileno()).columns)
        except (OSError, ValueError):
            return max(40, int(os.environ["COLUMNS"])) if os.environ.get("COLUMNS", "").isdigit() else 100


def language(wanted: str | None, env: Mapping[str, str]) -> Lang:
    """Return the language: asked for, else HOUQIN_LANG, else the locale's, else Chinese."""
    said = [wanted or "", env.get("HOUQIN_LANG", "")]
    said += [env[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(k)][:1]
    if os.name == "nt":
        said.append(locale.getlocale()[0] or "")
    for name in said:
        if name[:2].lower() in ("zh", "en"):
            return "zh" if name[:2].lower() == "zh" else "en"
        if name.startswith("Chinese"):
            return "zh"
    return "zh"


def coloured(stream: IO[str], env: Mapping[str, str]) -> bool:
    """Return whether a stream wants colour: a terminal, and neither NO_COLOR nor CI is set."""
    return stream.isatty() and not env.get("NO_COLOR") and not env.get("CI") and env.get("TERM") != "dumb"


def soften() -> None:
    """Let characters that the terminal's code page lacks print as `?` instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


class Progress:
    """Stages with a bar and time left on a terminal, now and then a plain line elsewhere; always on `err`."""

    def __init__(self, session: Session):
        self._session, self._stage, self._last = session, "", 0.0
        shown = session.volume >= 0 and session.err.isatty()
        self._bar: Any = None
        self._task: Any = None
        if shown:
            self._bar, self._task = _bar(session)

    def __enter__(self) -> "Progress":
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, event: Any) -> None:
        """Show an event of the pipeline: `stage`, `done` of `total`, and `eta_s` seconds to go or None."""
        if self._session.volume < 0:
            return
        said = STAGES[event.stage].say(self._session.lang) if event.stage in STAGES else event.stage
        fresh = event.stage != self._stage
        self._stage = event.stage
        left = LEFT.say(self._session.lang, time=clock(event.eta_s)) if event.eta_s else ""
        if self._bar:
            if fresh:
                self._bar.reset(self._task, description=said)
            self._bar.update(self._task, completed=event.done, total=event.total or None, left=left)
        elif fresh or (event.total > 1 and time.monotonic() - self._last > PAUSE):
            self._last = time.monotonic()
            self._session.warn(f"{said} {event.done}/{event.total} {left}".rstrip() if event.total > 1 else said)


def clock(seconds: float) -> str:
    """Return seconds as `m:ss`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _bar(session: Session) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(file=session.err, no_color=not session.colour, emoji=False)
    said, left = TextColumn("{task.description}", markup=False), TextColumn("{task.fields[left]}", markup=False)
    columns = (said, BarColumn(bar_width=24), TimeElapsedColumn(), left)
    bar = Bar(*columns, console=console, transient=True)
    return bar, bar.add_task("", total=None, left="")


def attend(session: Session, work: Callable[[Any], Done]) -> Done:
    """Return work(cancel), done in a thread of its own so that Ctrl-C is heard even inside compiled code.

    The first Ctrl-C asks the work to stop and ends the program after `PATIENCE` seconds if it has not; the second ends
    it at once. What is unfinished has no final name, so nothing half-written remains.

    Raises
    ------
    Cancelled
        The work stopped because it was asked to.
    BaseException
        Whatever the work raised.
    """
    from .telling import CancelToken

    cancel, box, deadline = CancelToken(), _Box(), [0.0]

    def heard(*_: object) -> None:
        if cancel.cancelled:
            leave(session)
        cancel.set()
        deadline[0] = time.monotonic() + PATIENCE
        session.warn("\n" + STOPPING.say(session.lang))

    def run() -> None:
        try:
            box.value = work(cancel)
        except BaseException as error:
            box.error = error

    thread = threading.Thread(target=run, name="houqin", daemon=True)
    before = signal.signal(signal.SIGINT, heard)
    try:
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
            if deadline[0] and time.monotonic() > deadline[0] and thread.is_alive():
                leave(session)
    finally:
        signal.signal(signal.SIGINT, before)
    if cancel.cancelled or isinstance(box.error, KeyboardInterrupt):
        raise Cancelled
    if box.error is not None:
        raise box.error
    return box.value


class _Box:
    """What a thread leaves behind."""

    value: Any = None
    error: BaseException | None = None


def leave(session: Session) -> None:
    """End the program at once with exit code 130, and its child processes with it."""
    if session.err.isatty():
        session.err.write(CURSOR)
    session.warn(INTERRUPT.say(session.lang))
    for child in multiprocessing.active_children():
        child.kill()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(INTERRUPTED)


def placed(session: Session, made: Mapping[Path, str], force: bool) -> bool:
    """Write text files, none of them when one exists and `force` is False; return whether they were written."""
    from .reports.store import put

    taken = [path for path in made if path.exists()]
    if taken and not force:
        session.warn(words.SAID["exists"].say(session.lang, path=taken[0]))
        return False
    for path, text in made.items():
        put(path, text.encode())
    if session.json:
        session.give({"schema_version": 1, "files": [path.as_posix() for path in made]})
    else:
        for path in made:
            session.say(words.SAID["made"], path=path)
    return True


def record(value: Any) -> dict[str, Any]:
    """Return a dataclass or mapping as a plain dictionary."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else dict(value)


def tabled(session: Session, rows: list[dict[str, Any]], keys: str) -> None:
    """Print rows as a table with named columns."""
    from .reports.terminal import rows as table

    if session.volume >= 0:
        session.show(table(rows, {key: words.HEADS[key].say(session.lang) for key in keys.split()}))


def cache_folder(env: Mapping[str, str]) -> Path:
    """Return where simulated outcomes are kept between runs: the user's cache folder."""
    if os.name == "nt" and env.get("LOCALAPPDATA"):
        return Path(env["LOCALAPPDATA"]) / "houqin" / "cache"
    base = env.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "houqin"


def fault(error: BaseException, argv: tuple[str, ...]) -> Path:
    """Write the traceback of a fault of ours to a new file and return where: here, or in the temporary folder."""
    name = f"houqin-fault-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    text = "".join(traceback.format_exception(error))
    body = f"houqin {__version__}, Python {sys.version}\n{sys.platform}\nargv: {list(argv)}\n\n{text}"
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            (folder / name).write_text(body, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    sys.stderr.write(body)
    return Path(os.devnull)
