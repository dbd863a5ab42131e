"""How much of the workers is left where work comes in blocks of 20 ms: two processes, and a Dask worker.

The control is ideal: the same workers do the same blocks, all of their share in one call, so that nothing is handed out
in between. Both sides are read by the clock, by turns within a round, and must count the same. Dask has one worker,
for its client and scheduler, elsewhere on a cluster, need the other processor of a small machine.
"""

from concurrent.futures import ProcessPoolExecutor
from copy import copy
from multiprocessing import get_context

import numpy as np
from suite import days_of
from timing import processor, seconds

BLOCKS, BLOCK = 100, 0.020
"""Blocks in all, and seconds of a block."""


def share(source, setting, n, starts):
    """Return the counts of some blocks, done one after the other by whoever is asked."""
    return np.concatenate([copy(source).counts(setting, n, at) for at in starts])


def efficiency(bench, pool, workers, days, setting, n):
    """Return, for each round, the clock of the control over that of blocks."""
    from houqin.solvers.blocks import gather

    starts, each, found = range(0, BLOCKS * n, n), BLOCKS // workers, []
    one = [(share, (days, setting, n, starts[i * each : (i + 1) * each])) for i in range(workers)]
    many = [(days.counts, (setting, n, at)) for at in starts]
    told = [np.concatenate(gather(pool, calls)) for calls in (one, many)]  # workers get ready, too
    assert np.array_equal(*told), "blocks count something else"
    for _ in range(bench.rounds):
        took = [min(seconds(lambda calls=calls: gather(pool, calls)) for _ in range(2)) for calls in (one, many)]
        found.append(took[0] / took[1])
    return found


def measure(bench):
    """Take both figures."""
    from houqin.model.simulate import Sampler

    days, setting, _ = days_of("cleaning", 0)
    fresh = Sampler(days.kind, days.spec, days.workforce, days.key)
    fresh.counts(setting, 5)
    n = max(1, round(BLOCK / (processor(lambda: fresh.counts(setting, 100, 100)) / 100)))
    said = f"{BLOCKS} blocks of {n} days beside one call for each worker"
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = efficiency(bench, pool, 2, days, setting, n)
        bench.add("processes: efficiency at 20 ms blocks", found, "x", f"{said}, 2 workers")
    try:
        from distributed import Client, LocalCluster, __version__
    except ImportError:
        bench.missing("dask: efficiency at 20 ms blocks", 'pip install "houqin[dask]"')
        return
    made = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(**made) as cluster, Client(cluster) as client:
        found = efficiency(bench, client.get_executor(pure=False), 1, days, setting, n)
        bench.add("dask: efficiency at 20 ms blocks", found, "x", f"{said}, 1 worker, distributed {__version__}")
