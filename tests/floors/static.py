"""Check the types of all sources, under the package's own name: `python tests/floors/static.py`.

The repository root is the package, so a folder that holds it under the name `houqin` is made for the type checker.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Return the exit code of mypy over the whole package."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "houqin").symlink_to(ROOT, target_is_directory=True)
        command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml")]
        command += ["--exclude", r"houqin/(tests|benchmarks|build|docs|runs|\.venv)/"]
        command += ["--cache-dir", str(ROOT / ".mypy_cache")]
        environment = {**os.environ, "MYPYPATH": folder}
        return subprocess.run([*command, "-p", "houqin"], cwd=folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
