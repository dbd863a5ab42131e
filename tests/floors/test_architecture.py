"""The staircase and the package: what may import what, what is light, what is in the wheel."""

import ast
import os
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = PROJECT["tool"]["setuptools"]["packages"]
HEAVY = ("numba", "scipy", "pandas", "pyomo", "simpy", "highspy", "rich", "typer", "numpy", "pydantic")
SPEAKS = {"cli.py", "commands.py", "console.py", "__main__.py"}
"""Modules of the command line, which may write to the terminal."""

TABLES = {"normal", "example"}
"""Functions that are mostly a table of numbers: 48 coefficients, and the worked example's data."""


def sources():
    """Return the path of every module of the package."""
    folders = [ROOT / Path(*name.split(".")[1:]) for name in PACKAGES]
    return [path for folder in folders for path in sorted(folder.glob("*.py"))]


def environment():
    """Return an environment in which `houqin` is this working copy."""
    path = os.pathsep.join([*(p for p in sys.path if p), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path}


def run(*command, cwd=ROOT):
    """Return the finished process of a command."""
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=300, check=False
    )


def test_imports_go_down_only(tmp_path):
    """The import contracts of pyproject.toml hold."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = run("-c", code, "--no-cache", "--config", str(ROOT / "pyproject.toml"), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_can_fail(tmp_path):
    """The check is not blind: turned upside down, the staircase does not hold."""
    (tmp_path / "upside.toml").write_text(
        '[tool.importlinter]\nroot_package = "houqin"\n[[tool.importlinter.contracts]]\nname = "upside down"\n'
        'type = "layers"\nlayers = ["houqin.model", "houqin.solvers"]\n',
        encoding="utf-8",
    )
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    assert run("-c", code, "--no-cache", "--config", str(tmp_path / "upside.toml"), cwd=tmp_path).returncode == 1


def test_import_is_light():
    """`import houqin` loads none of the heavy libraries."""
    done = run("-c", "import sys, houqin; print([m for m in sys.argv[1:] if m in sys.modules])", *HEAVY)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_reading_needs_no_engine():
    """The scenario model loads neither the compiler nor the simulator nor the solver."""
    code = "import sys, houqin.model.scenario; print([m for m in sys.argv[1:] if m in sys.modules])"
    done = run("-c", code, "numba", "simpy", "scipy", "pyomo", "highspy", "pandas")
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_import_changes_nothing_global():
    """Importing houqin leaves environment, logging, signals, locale, warnings and the working folder alone."""
    code = """
import locale, logging, os, signal, sys, warnings
def state():
    return (dict(os.environ), logging.root.handlers[:], logging.root.level, signal.getsignal(signal.SIGINT),
            locale.setlocale(locale.LC_ALL), warnings.filters[:], os.getcwd(), sys.stdout, sys.excepthook)
import numpy, numba, pydantic, scipy.special
before = state()
import houqin, houqin.model.scenario, houqin.model.simulate
assert state() == before
"""
    done = run("-c", code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_library_is_a_quiet_guest(path):
    """No prints, standard streams, global statements, generators or handlers outside the command line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global), node.lineno
        if isinstance(node, ast.Call) and path.name not in SPEAKS:
            name = ast.unparse(node.func)
            banned = ("print", "logging.basicConfig", "np.random.seed", "signal.signal", "os.chdir", "os.putenv",
                      "locale.setlocale", "warnings.simplefilter", "input", "breakpoint", "eval", "exec")  # fmt: skip
            assert name not in banned, f"{name} in line {node.lineno}"
        if isinstance(node, ast.Attribute) and path.name not in SPEAKS:
            assert ast.unparse(node) not in ("sys.stdout", "sys.stderr"), node.lineno


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path):
    """No file is over 400 lines and no function over 60, not counting its docstring."""
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in TABLES:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            assert not body or node.end_lineno - body[0].lineno < 60, node.name


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is(path):
    """Every module has a docstring, and so has every public function and class."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_every_package_folder_is_listed():
    """Every folder with modules, outside tests and benchmarks, stands in pyproject's packages, and no other does."""
    skip = {"tests", "benchmarks", "docs", "build", "dist", "runs"}
    found = {"houqin"}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts[:-1]
        if parts and parts[0] not in skip and not any(p.startswith(".") or p.endswith(".egg-info") for p in parts):
            found.add(".".join(("houqin", *parts)))
    assert found == set(PACKAGES)


def setuptools_version():
    """Return the major version of setuptools here, 0 where there is none."""
    try:
        return int(version("setuptools").split(".")[0])
    except PackageNotFoundError:
        return 0


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the names in a wheel built from a copy of what would be published."""
    import shutil

    source, out = tmp_path_factory.mktemp("source") / "houqin", tmp_path_factory.mktemp("wheel")
    skip = shutil.ignore_patterns(".*", "build", "dist", "runs", "*.egg-info", "__pycache__", "out")
    shutil.copytree(ROOT, source, ignore=skip)
    modern = setuptools_version() >= 77  # what pyproject asks for; else pip fetches it
    alone = ["--no-build-isolation"] if modern else []
    done = run("-m", "pip", "wheel", "--no-deps", *alone, "--quiet", "-w", str(out), str(source))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(out.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_wheel_holds_the_package(wheel):
    """Every module and every data file of the package is in the wheel."""
    expected = {str(Path("houqin") / p.relative_to(ROOT)) for p in sources()}
    for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items():
        folder = ROOT / Path(*package.split(".")[1:])
        found = {str(Path("houqin") / p.relative_to(ROOT)) for pattern in patterns for p in folder.glob(pattern)}
        assert found, package
        expected |= found
    assert expected <= wheel


def test_wheel_holds_nothing_else(wheel):
    """Everything in the wheel is under `houqin/` or its metadata; tests, benchmarks and docs stay out."""
    tops = {name.split("/")[0] for name in wheel}
    assert tops == {"houqin", next(t for t in tops if t.endswith(".dist-info"))}
    assert not any(name.split("/")[1] in ("tests", "benchmarks", "docs") for name in wheel)
