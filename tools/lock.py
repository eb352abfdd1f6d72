"""Turns pyproject.toml and package.json into the locks: every package with version and hashes, no host named.

uv resolves for every system at once; what it writes installs with uv and with pip alike.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Made by `make lock` from pyproject.toml; not to be edited.\n"
LOCKS = (
    # (file, what uv is asked for); a later lock agrees with the ones before it
    ("requirements.lock", ("pyproject.toml",)),
    ("requirements-dev.lock", ("pyproject.toml", "--group", "dev", "--constraint", "requirements.lock")),
    ("requirements-node.lock", ("--group", "node")),
)
RESOLVE = ("uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version", "3.11")
PLAIN = ("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
FOREIGN = re.compile(r"://|file:|(?:^|\s)/|--find-links|--index-url")


def write(name: str, wanted: tuple[str, ...]) -> None:
    """Resolve one lock; settings of this machine (indexes, wheels on disk) have no say."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    command = [*RESOLVE, *PLAIN, "--no-config", *wanted]
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    (ROOT / name).write_text(HEADER + done.stdout, encoding="utf-8")


def problems(text: str) -> list[str]:
    """Lines of a lock that name a host, a folder or a file of this machine."""
    return [line for line in text.splitlines() if FOREIGN.search(line) and not line.startswith("#")]


def main() -> int:
    """Write all locks; returns the exit code."""
    for name, wanted in LOCKS:
        write(name, wanted)
    command = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
    subprocess.run([*command, "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    found = [f"{name}: {line}" for name, _ in LOCKS for line in problems((ROOT / name).read_text(encoding="utf-8"))]
    for line in found:
        print(f"names this machine: {line}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
