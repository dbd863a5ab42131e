"""The command line as a process of its own: imports, code pages, interruption."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HEAVY = ("numba", "scipy", "pyomo", "highspy", "vl_convert", "simpy", "pandas", "jinja2")
SLOW_RUN = """
import sys, time
from types import SimpleNamespace
from houqin import journey
from houqin.model.errors import Cancelled
def run(scenario, *, cancel, progress, **_):
    print("started", flush=True)
    while {polite} or True:
        time.sleep(0.01)
        if {polite} and cancel.cancelled:
            raise Cancelled
journey.run = run
from houqin.cli import main
sys.exit(main(["run", "changchun"]))
"""


def python(code: str, folder: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program in a folder with redirected streams."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
    )


LIGHT = [["--help"], ["run", "--help"], ["validate", "changchun"], ["templates"], ["explain", "HQ1001"]]


def test_light_commands_load_nothing_heavy(tmp_path: Path) -> None:
    """Help, validation and explanations, one after the other in one process, load no engine, solver or renderer."""
    code = (
        "import sys; from houqin.cli import main; codes = [main(argv) for argv in %r]; sys.stderr.write("
        "'LOADED ' + ' '.join(m for m in %r if m in sys.modules)); sys.exit(max(codes))"
    )
    done = python(code % (LIGHT, HEAVY), tmp_path)
    assert done.returncode == 0
    assert done.stderr.decode().rpartition("LOADED ")[2] == ""


CHINESE = [
    (["--help"], 0),
    (["run", "--help"], 0),
    (["validate", "changchun"], 0),
    (["validate", "缺.yaml"], 3),
    (["run", "changchun", "--dry-run"], 0),
    (["templates"], 0),
    (["schema"], 0),
    (["explain", "HQ1001"], 0),
    (["init", "目录"], 0),
    (["verify", "没有"], 2),
    (["report", "没有"], 2),
    (["frobnicate"], 2),
]


def test_commands_survive_gbk(tmp_path: Path) -> None:
    """Under code page 936 with redirected output no command crashes or says nothing, and no character is lost."""
    code = (
        "import sys; from houqin.cli import main\nfor argv in %r:\n"
        "    code = main(argv); sys.stdout.flush(); sys.stderr.write(f'\\0{code}\\0'); sys.stderr.flush()"
    )
    argvs = [argv for argv, _ in CHINESE]
    done = subprocess.run(
        [sys.executable, "-c", code % argvs],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "gbk", "HOUQIN_LANG": "zh"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    assert done.returncode == 0
    # what one command says, and its code, by turns
    told = done.stdout.decode("gbk").split("\0")[:-1]
    assert [int(code) for code in told[1::2]] == [code for _, code in CHINESE]
    assert all(text.strip() and "Traceback" not in text for text in told[::2])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", ["text", "json"])
def test_full_disk_is_a_limit(form: str, tmp_path: Path) -> None:
    """Standard output on a full disk ends with 6 and a sentence, without a traceback or a fault file."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "houqin", "templates", "--format", form],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert done.returncode == 6
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    """A reader that has seen enough causes no noise and no fault file."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "houqin", "schema"], cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, timeout=60
    )
    os.close(writer)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_module_runs() -> None:
    """`python -m houqin` is the command line."""
    done = subprocess.run([sys.executable, "-m", "houqin", "--version"], capture_output=True, timeout=60, check=True)
    assert done.stdout.startswith(b"houqin ")


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("polite", [True, False])
def test_interrupt(polite: bool, tmp_path: Path) -> None:
    """After Ctrl-C the program ends with 130, even when the work does not listen, and leaves nothing behind."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_RUN.format(polite=polite)],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_second_interrupt_ends_at_once(tmp_path: Path) -> None:
    """A second Ctrl-C does not wait for work that does not listen."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            SLOW_RUN.format(polite=False).replace(
                "import main", "import main; import houqin.console; houqin.console.PATIENCE = 1e9"
            ),
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    while "Ctrl-C" not in process.stderr.readline().decode():
        pass
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130


def test_solver_given_up_does_not_keep_the_process():
    """A solver that did not stop when told to neither keeps the process alive nor changes its exit code."""
    code = (
        "import threading, time\n"
        "from houqin.cli import leave\n"
        "threading.Thread(target=time.sleep, args=(60,), name='houqin-highs').start()\n"
        "print('said')\n"
        "leave(6)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout.split()) == (6, ["said"])
