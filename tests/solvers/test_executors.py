"""Any executor: the same bytes, blocks of dead workers done again, and runs that go on where they were ended."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from threading import Event, Thread

import houqin as hq
import numpy as np
import pytest
from houqin import journey, telling, workers
from houqin.model import compiled
from houqin.model.errors import Cancelled, WorkersLost
from houqin.model.kinds import KINDS
from houqin.model.levers import Setting
from houqin.solvers import cache as store
from houqin.solvers.blocks import MOST, TIMES, Renewed, aside, gather
from houqin.solvers.certify import certify
from houqin.solvers.desk import Desk
from houqin.solvers.explore import explore
from houqin.solvers.groups import groups

from .test_explore import SMALL, Flag

TINY = {**SMALL, "units.A": None, "sites.A": None, "bids.agency": None, "bids.old.units": ["B"], "bids.new.units": ["B"],
        "units.B.modes": ["hybrid"], "study": {**SMALL["study"], "certify_replications": 70, "reference_replications": 2}}
del TINY["units.A.place.zones.all.area_m2"], TINY["units.A.today.setting"], TINY["units.A.owned"], TINY["sites.A.area_m2"]
HELPER = """
import os, time
from pathlib import Path

def once(flag, value):
    "Die in the first worker that comes by, and be done by the second."
    try:
        Path(flag).touch(exist_ok=False)
    except FileExistsError:
        return value
    os._exit(1)

def explored(path, cache):
    "Explore a case slowly enough to be ended in the middle."
    import houqin as hq
    from houqin.model.simulate import Sampler
    plain = Sampler.counts
    def counts(*args):
        time.sleep(0.02)
        return plain(*args)
    Sampler.counts = counts
    hq.explore(hq.Scenario.model_validate_json(Path(path).read_text()), cache=Path(cache))
"""


@pytest.fixture(scope="module")
def tiny(case):
    """Return one office of the small case, with three people in post."""
    return case(TINY)


@pytest.fixture(scope="module")
def found(tiny):
    """Return its menus."""
    return explore(tiny)


@pytest.fixture(scope="module")
def certificate(tiny, found):
    """Return a plan and its certificate, simulated one after the other in this thread."""
    plan = hq.optimize(tiny, found)
    return plan, certify(tiny, plan)


@pytest.fixture
def helper(tmp_path, monkeypatch):
    """Return a module that other processes can import."""
    (tmp_path / "helper_of_executors.py").write_text(HELPER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    import helper_of_executors

    yield helper_of_executors
    del sys.modules["helper_of_executors"]


def processes(n=1):
    """Return a pool of processes that begin from nothing."""
    return ProcessPoolExecutor(n, get_context("spawn"))


def test_processes_give_the_same_bytes(tiny, found, certificate):
    """Menus and certificate made in another process are those of this one."""
    plan, alone = certificate
    with processes() as pool:
        assert repr(explore(tiny, executor=pool)) == repr(found)
        assert certify(tiny, plan, executor=pool) == alone


def test_threads_give_the_same_certificate(tiny, certificate):
    """Blocks on three threads add up to the same certificate, and each is told of."""
    plan, alone = certificate
    told = []
    with ThreadPoolExecutor(3) as pool:
        assert certify(tiny, plan, executor=pool, tell=lambda *each: told.append(each)) == alone
    assert told == [(i, told[-1][1]) for i in range(told[-1][1] + 1)]


def test_days_of_a_setting_are_shared_out(tiny):
    """Three threads that share the days of a setting count what one does, in the same order."""
    group = groups(tiny)[0]
    alone = Desk(tiny, group.unit, group.people, None).bench(0).sample((2, 1, 1), 17)
    with ThreadPoolExecutor(3) as pool:
        shared = Desk(tiny, group.unit, group.people, None, pool, 3).bench(0).sample((2, 1, 1), 17)
    assert np.array_equal(alone, shared)


def test_one_group_on_two_threads(tiny, found):
    """Where there are more jobs than groups, menus are the same bytes."""
    assert len(groups(tiny)) < 4
    assert repr(explore(tiny, jobs=4)) == repr(found)


def test_block_of_a_dead_worker_is_done_again(helper, tmp_path):
    """A worker that dies takes its block with it; a new one does it, and results keep their order."""
    calls = [(abs, (-1,)), (helper.once, (str(tmp_path / "flag"), "done")), (abs, (-3,))]
    pool = Renewed(processes)
    try:
        assert gather(pool, calls) == [1, "done", 3]
    finally:
        pool.shutdown()


class Dying(ThreadPoolExecutor):
    """An executor whose workers die of every block."""

    handed = 0

    def submit(self, function, /, *given, **named):
        """Return a future that says so."""
        from concurrent.futures import BrokenExecutor, Future

        self.handed += 1
        task = Future()
        task.set_exception(BrokenExecutor("gone"))
        return task


def test_a_block_that_kills_ends_the_run():
    """After some workers have died of the same block the run ends with a code, in both languages, and exit code 6."""
    pool = Dying()
    with pytest.raises(WorkersLost, match="HQ1901") as lost:
        gather(pool, [(abs, (1,))])
    assert pool.handed == TIMES
    assert lost.value.exit_code == 6
    assert "HQ1901" in lost.value.text.zh


def test_a_pool_that_takes_no_more_ends_the_run(helper, tmp_path):
    """A pool of the caller's that is broken cannot be mended by us: that is said, not waited for."""
    with processes() as pool, pytest.raises(WorkersLost, match="HQ1901"):
        gather(pool, [(helper.once, (str(tmp_path / "flag"), 1))])


class Losing(ThreadPoolExecutor):
    """An executor that loses every third task, and notes how many blocks each had."""

    def __init__(self):
        super().__init__(1)
        self.sizes = []

    def submit(self, function, /, *given, **named):
        """Hand in a task, or return what stands for a lost one."""
        from concurrent.futures import Future

        self.sizes.append(len(given[0]))
        if len(self.sizes) % 3:
            return super().submit(function, *given, **named)
        task = Future()
        task.cancel()
        task.set_running_or_notify_cancel()
        return task


def test_short_blocks_are_handed_in_together():
    """Blocks of no length come in fewer tasks than there are, lost ones again, and each is told of once."""
    told = []
    with Losing() as pool:
        assert gather(pool, [(abs, (-i,)) for i in range(200)], lambda i, _: told.append(i)) == list(range(200))
    assert sorted(told) == list(range(200))
    assert sum(pool.sizes) > 200
    assert len(pool.sizes) < 100
    assert max(pool.sizes) == MOST


def test_unlike_blocks_are_not_handed_in_together():
    """What takes how long is known of a function, so blocks of two functions by turns go one by one."""
    with Losing() as pool:
        gather(pool, [(abs, (-1,)), (int, (1,))] * 50)
    assert set(pool.sizes) == {1}


def test_what_a_look_raises_ends_the_work():
    """What is not yet begun is not begun any more."""

    def look():
        raise Cancelled

    begun = []
    with ThreadPoolExecutor(1) as pool, pytest.raises(Cancelled):
        gather(pool, [(begun.append, (1,)), *((time.sleep, (0.05,)),) * 3, (begun.append, (2,))], look=look)
    assert begun == [1]


def test_cancelled_run_goes_on(tiny, found, tmp_path):
    """A search that was cancelled and is begun again gives the bytes of one that was not, and simulates less."""
    with pytest.raises(Cancelled):
        explore(tiny, cancel=Flag(30), cache=tmp_path)
    assert not list(tmp_path.glob("*.json"))
    assert list(tmp_path.glob("*.npz"))
    assert repr(explore(tiny, cache=tmp_path)) == repr(found)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_killed_run_goes_on(tiny, found, helper, tmp_path):
    """A search that was killed leaves whole files only, and the next one gives the bytes of one that was not."""
    cache, case = tmp_path / "cache", tmp_path / "case.json"
    case.write_text(tiny.model_dump_json(), encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import helper_of_executors as h; h.explored(*sys.argv[1:])"
    running = subprocess.Popen([sys.executable, "-c", code, str(case), str(cache)])
    while not list(cache.glob("*.npz")) and running.poll() is None:
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert not list(cache.glob("*.json"))
    assert repr(explore(tiny, cache=cache)) == repr(found)


def test_samplers_travel_light(tiny):
    """What is handed to another process has a kind by name and no days; there it draws the same ones."""
    import pickle

    group = groups(tiny)[0]
    here = Desk(tiny, group.unit, group.people, None).sampler
    counts = here.counts(Setting((2, 1, 1)), 3)
    there = pickle.loads(pickle.dumps(here))
    assert there.kind is here.kind
    assert not there._traces
    assert np.array_equal(there.counts(Setting((2, 1, 1)), 3), counts)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.name)
def test_counts_are_kept_by_the_text_of_their_engine(kind):
    """Stored counts have the program text of their own kind in their address, so none outlives its engine."""
    package = kind.kernel.__module__.rpartition(".")[0]
    assert package == kind.place.__module__.rpartition(".")[0]
    assert store.source(package) not in {store.source(package.replace(kind.name, k)) for k in KINDS if k != kind.name}


def test_what_is_done_aside_is_done_meanwhile():
    """A task stood aside runs while the block does, and fails where its result is asked for; else it waits till then."""
    begun, may = Event(), Event()

    def task():
        begun.set()
        assert may.wait(60)
        raise ZeroDivisionError

    with aside(task, True) as result:
        assert begun.wait(60)
        may.set()
        with pytest.raises(ZeroDivisionError):
            result()
    begun.clear()
    with aside(task, False) as result:
        assert not begun.is_set()
        with pytest.raises(ZeroDivisionError):
            result()


def test_first_run_says_that_it_compiles(tiny, monkeypatch):
    """Where a kernel is not compiled, that is a stage of its own, with its steps."""
    monkeypatch.setattr(compiled, "ready", lambda kind: False)
    made, told = [], []
    monkeypatch.setattr(compiled, "prepare", made.append)
    cancel = telling.CancelToken()

    def progress(event):
        told.append(replace(event, eta_s=None))
        if event.stage != "compile":
            cancel.set()

    with pytest.raises(Cancelled):
        journey.run(tiny, progress=progress, cancel=cancel)
    assert made == [tiny.kind("B")]
    assert told[:2] == [telling.ProgressEvent("compile", n, 1, None) for n in (0, 1)]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.name)
def test_what_is_compiled_is_known(kind):
    """A kind whose example has run is compiled."""
    compiled.prepare(kind)
    assert compiled.ready(kind)


CLUSTER = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def client():
    """Return the client of a Dask cluster of two processes on this machine."""
    distributed = pytest.importorskip("distributed", reason='needs pip install "houqin[dask]"')
    made = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**made) as cluster, distributed.Client(cluster) as found:
        yield found


@pytest.mark.slow
@CLUSTER
def test_cluster_gives_the_same_bytes(client, tiny, found, certificate):
    """Menus and certificate of a cluster are those of one thread."""
    plan, alone = certificate
    pool = client.get_executor()
    assert repr(explore(tiny, executor=pool)) == repr(found)
    assert certify(tiny, plan, executor=pool) == alone


@pytest.mark.slow
@CLUSTER
def test_worker_lost_in_the_middle(client, tiny, certificate):
    """A worker that is killed while it computes changes nothing: what it had is computed again."""
    plan, alone = certificate
    killed = []

    def kill(done, _):
        if done == 1:
            victim = next(iter(client.run(os.getpid).values()))
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    slow = [(time.sleep, (0.3 + i / 100,)) for i in range(8)]
    waiter = Thread(target=gather, args=(client.get_executor(), slow))
    waiter.start()  # both workers are busy when one is killed
    assert certify(tiny, plan, executor=client.get_executor(), tell=kill) == alone
    waiter.join()
    assert killed


@pytest.mark.slow
@CLUSTER
def test_block_that_kills_every_worker(client):
    """A block that kills whatever worker it meets ends the run with a code."""
    with pytest.raises(WorkersLost, match="HQ1901"):
        gather(client.get_executor(), [(os._exit, (1,))])


@pytest.mark.slow
@CLUSTER
def test_workers_are_alike(client):
    """Before anything is computed, every worker is asked for its program text."""
    wanted = workers.Workers(1, "dask", client.scheduler.address)
    with wanted.hired() as pool:
        assert gather(pool, [(abs, (-1,))]) == [1]


@pytest.mark.slow
@CLUSTER
def test_another_program_is_refused(client, monkeypatch):
    """A cluster with another houqin is not used."""
    monkeypatch.setattr(workers, "__version__", "0.0.0")
    wanted = workers.Workers(1, "dask", client.scheduler.address)
    with pytest.raises(WorkersLost, match="HQ1903"), wanted.hired():
        pass


@pytest.mark.slow
@CLUSTER
def test_no_scheduler_there(client, monkeypatch):
    """A scheduler that does not answer is named."""
    monkeypatch.setattr(workers, "PATIENCE", 1)
    wanted = workers.Workers(1, "dask", "tcp://127.0.0.1:1")
    with pytest.raises(WorkersLost, match=r"HQ1902 .*127\.0\.0\.1:1"), wanted.hired():
        pass
