"""Blocks of work on any executor: handed in together, waited for, and handed in again when their worker dies.

Threads, processes and clusters all do, for a block is a function of a module with arguments that can be pickled, and
it has no effect but its result: done twice, or elsewhere, it is the same bytes. Who does what when is the executor's
business; all that is decided here is how often a lost block is handed in.
"""

import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from ..model.errors import WorkersLost
from ..model.text import Text

POLL = 0.1
"""Seconds between looks at progress and cancellation."""
TIMES = 4
"""How often a block is handed in before the run gives up."""
DEATHS = BrokenExecutor, CancelledError
"""What executors raise for a block whose worker, or whose place in the queue, is gone."""
LOST = Text(
    "HQ1901 执行进程中途退出, 同一块计算几次都没有做完({said})",
    "HQ1901 workers died of the same block again and again ({said})",
)

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
    back: SimpleQueue[Future[Any]] = SimpleQueue()
    left: dict[Future[Any], int] = {}
    handed = [0] * len(calls)

    def hand(i: int, lost: BaseException | None = None) -> None:
        if handed[i] < TIMES and not isinstance(lost, _given_up()):
            handed[i] += 1
            try:
                task = executor.submit(_done, *calls[i], handed[i])
            except DEATHS as error:
                lost = error
            else:
                left[task] = i
                task.add_done_callback(back.put)
                return
        raise WorkersLost(LOST.fill(said=type(lost).__name__)) from lost

    try:
        for i in range(len(calls)):
            hand(i)
        while left:
            try:
                task = back.get(timeout=POLL)
            except Empty:
                yield None, None
                continue
            i = left.pop(task)
            try:
                result = task.result()
            except _deaths() as error:
                hand(i, error)
                continue
            yield i, result
    finally:
        for task in left:
            task.cancel()


def _done(function: Callable[..., Any], given: tuple[Any, ...], time: int) -> Any:
    """Do a block. A cluster may know calls by their arguments and return an old failure; `time` makes them differ."""
    return function(*given)


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
