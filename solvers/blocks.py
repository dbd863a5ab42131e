"""Blocks of work on any executor: handed in together, waited for, and handed in again when their worker dies.

Threads, processes and clusters all do, for a block is a function of a module with arguments that can be pickled, and
it has no effect but its result: done twice, or elsewhere, it is the same bytes. Who does what when is the executor's
business; all that is decided here is how often a lost block is handed in, and how many short ones are handed in as one,
so that a cluster does not spend on handing out what it should spend on them.
"""

import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple, TypeVar

from ..model.errors import WorkersLost
from ..model.text import Text

POLL = 0.1
"""Seconds between looks at progress and cancellation."""
TIMES = 4
"""How often a block is handed in before the run gives up."""
START = 8
"""How much is handed in at first. Each result is followed by two more, and silence by as much as there is already."""
SPAN = 0.1
"""Seconds of processor time that short blocks handed in as one should take together."""
MOST = 8
"""Blocks handed in as one at most: some may take longer than those before them."""
DEATHS = BrokenExecutor, CancelledError
"""What executors raise for a block whose worker, or whose place in the queue, is gone."""
LOST = Text(
    "HQ1901 执行进程中途退出, 同一块计算几次都没有做完({said})",
    "HQ1901 workers died of the same block again and again ({said})",
)

T = TypeVar("T")
Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module, and its arguments."""
Ended = Callable[[int, Any], None]
Look = Callable[[], None]


@contextmanager
def crew(executor: Executor | None, jobs: int) -> Iterator[Executor | None]:
    """Lend the caller's executor, or `jobs` threads of our own; None stands for the caller's own thread."""
    if executor is not None or jobs <= 1:
        yield executor
        return
    with ThreadPoolExecutor(jobs) as pool:
        yield pool


@contextmanager
def aside(task: Callable[[], T], beside: bool) -> Iterator[Callable[[], T]]:
    """Lend a task's result: done by a thread of its own meanwhile, or, without `beside`, here when it is asked for."""
    if not beside:
        yield task
        return
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(task).result


def near(executor: Executor | None) -> bool:
    """Return whether an executor works in this process, so that what it does can be watched."""
    return executor is None or isinstance(executor, ThreadPoolExecutor)


def gather(
    executor: Executor | None, calls: Sequence[Call], ended: Ended | None = None, look: Look | None = None
) -> list[Any]:
    """Return the results of some calls, in their order.

    Parameters
    ----------
    executor : concurrent.futures.Executor or None
        None has them done one after the other, here.
    calls : sequence of (function, arguments)
    ended : callable (i, result), optional
        Told of each call that has ended, in any order, in the caller's thread.
    look : callable, optional
        Called every `POLL` seconds and after each call; what it raises ends the others.

    Raises
    ------
    WorkersLost
        A block was lost `TIMES` times, a cluster has given it up, or the executor takes no more.
    """
    found: list[Any] = [None] * len(calls)
    with closing(_here(calls) if executor is None else _there(executor, calls)) as results:
        for i, result in results:
            if i is not None:
                found[i] = result
                if ended:
                    ended(i, result)
            if look:
                look()
    return found


def _here(calls: Sequence[Call]) -> Generator[tuple[int | None, Any], None, None]:
    """Yield each call's number and result."""
    for i, (function, given) in enumerate(calls):
        yield i, function(*given)


def _there(executor: Executor, calls: Sequence[Call]) -> Generator[tuple[int | None, Any], None, None]:
    """Yield each call's number and result as it comes back, and (None, None) while nothing does."""
    desk = _Desk(executor, calls)
    try:
        desk.more(START)
        while desk.left:
            try:
                task = desk.back.get(timeout=POLL)
            except Empty:
                desk.more(len(desk.left))
                yield None, None
                continue
            lot = desk.left.pop(task)
            try:
                results, took = task.result()
            except _deaths() as error:
                desk.hand(lot, error)
                continue
            desk.took[calls[lot.first][0]] = took / len(results)
            desk.more(2)
            yield from enumerate(results, lot.first)
    finally:
        for task in desk.left:
            task.cancel()


class _Lot(NamedTuple):
    """Calls first .. end - 1, which are handed in as one, and how often they have been."""

    first: int
    end: int
    time: int


class _Desk:
    """What has been handed in, and what comes next."""

    def __init__(self, executor: Executor, calls: Sequence[Call]):
        self.executor, self.calls = executor, calls
        self.back: SimpleQueue[Future[Any]] = SimpleQueue()
        self.left: dict[Future[Any], _Lot] = {}
        self.took: dict[Callable[..., Any], float] = {}  # processor time of a call as it last was, s
        self.next = 0

    def more(self, n: int) -> None:
        """Hand in the next calls, n times as many as are handed in as one."""
        for _ in range(n):
            if self.next < len(self.calls):
                lot = _Lot(self.next, self._end(), 0)
                self.next = lot.end
                self.hand(lot)

    def _end(self) -> int:
        """Return where the next calls that are handed in as one end: of one function, and fewer towards the end."""
        function, rest = self.calls[self.next][0], len(self.calls) - self.next
        took = self.took.get(function, SPAN)
        n = max(1, min(MOST, int(SPAN / max(took, SPAN / MOST)), rest // 4))
        return next((i for i in range(self.next, self.next + n) if self.calls[i][0] != function), self.next + n)

    def hand(self, lot: _Lot, lost: BaseException | None = None) -> None:
        """Hand in some calls, once more if they were lost."""
        if lot.time < TIMES and not isinstance(lost, _given_up()):
            lot = lot._replace(time=lot.time + 1)
            try:
                task = self.executor.submit(_done, self.calls[lot.first : lot.end], lot.time)
            except DEATHS as error:
                lost = error
            else:
                self.left[task] = lot
                task.add_done_callback(self.back.put)
                return
        raise WorkersLost(LOST.fill(said=type(lost).__name__)) from lost


def _done(calls: Sequence[Call], time_: int) -> tuple[list[Any], float]:
    """Do some calls; return their results, and seconds of processor time.

    A cluster may know tasks by their arguments and return an old failure; `time_` makes them differ.
    """
    began = time.thread_time()
    return [function(*given) for function, given in calls], time.thread_time() - began


def _deaths() -> tuple[type[BaseException], ...]:
    return (*DEATHS, *_given_up())


def _given_up() -> tuple[type[BaseException], ...]:
    """Return what a cluster raises for a block that has killed several workers: it has handed it on by itself."""
    cluster = sys.modules.get("distributed.scheduler")  # loaded where there is a client
    return (cluster.KilledWorker,) if cluster else ()


class Renewed(Executor):
    """An executor made anew when it has broken: a pool of processes takes nothing more once one of them has died."""

    def __init__(self, make: Callable[[], Executor]):
        self._make, self._pool = make, make()

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        """Hand in a call."""
        try:
            return self._pool.submit(function, *given, **named)
        except BrokenExecutor:
            self._pool.shutdown(wait=False)
            self._pool = self._make()
            return self._pool.submit(function, *given, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)
