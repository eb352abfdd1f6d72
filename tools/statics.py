"""Turns app/static into app/static/build: copies named by their content, compressed, and the manifest that lists them.

References inside style sheets (`url(…)`, `@import`) and between our own scripts (`import … from "./x.js"`) are
rewritten to the hashed names. A reference to a missing file or to another host stops the build.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli

ROOT = Path(__file__).resolve().parent.parent
COMPRESSED = {".css", ".js", ".mjs", ".svg", ".json", ".map", ".txt", ".html", ".webmanifest"}
LEFT_OUT = {"icons.txt"}
SKIPPED = {"build", "vendor.new"}
KEPT_SECONDS = 7 * 24 * 3600
CSS_REFERENCE = re.compile(
    r"""(?P<before>url\(\s*|@import\s+(?=["']))(?P<quote>["']?)(?P<target>[^"')]+)(?P=quote)(?P<after>\s*\)|(?=))"""
)
JS_REFERENCE = re.compile(
    r"""(?P<before>\b(?:from|import)\s*\(?\s*)(?P<quote>["'])(?P<target>\.{1,2}/[^"']+)(?P=quote)"""
)
SOURCE_MAP = re.compile(rb"(?://[#@] sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


class StaticsError(Exception):
    """A static file that cannot be built; the message names it and the reason."""


def build(static: Path) -> dict[str, str]:
    """Bring static/build up to date; returns source path → built path. Raises StaticsError."""
    target = static / "build"
    sources = {path: state(static / path) for path in source_paths(static)}
    maker = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    old = read_manifest(target)
    if old.get("maker") == maker and times(old["sources"]) == times(sources) and all_there(target, old["names"]):
        return dict(old["names"])
    copies = Copies(static)
    for path in sources:
        copies.name(path)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda item: write(target / item[0], item[1]), copies.contents.items()))
    for path, noted in sources.items():
        noted["sha256"] = hashlib.sha256((static / path).read_bytes()).hexdigest()
    text = json.dumps({"maker": maker, "sources": sources, "names": copies.names}, indent=1, sort_keys=True)
    replace(target / "manifest.json", text.encode())
    remove_old(target, set(copies.contents))
    return copies.names


class Copies:
    """Names and contents of the built files; a file's references are named before the file itself."""

    def __init__(self, static: Path) -> None:
        self.static = static
        self.names: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}
        self.open: list[str] = []

    def name(self, path: str) -> str:
        """The built path of a source path."""
        if path not in self.names:
            if path in self.open:
                raise StaticsError(f"these files name each other in a circle: {' → '.join([*self.open, path])}")
            self.open.append(path)
            content = self.rewritten(path)
            self.open.pop()
            stem, dot, ending = path.rpartition(".")
            self.names[path] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
            self.contents[self.names[path]] = content
        return self.names[path]

    def rewritten(self, path: str) -> bytes:
        """The content of a source with its references changed to built names."""
        content = (self.static / path).read_bytes()
        if path.endswith(".css"):
            text = SOURCE_MAP.sub(b"", content).decode("utf-8")
            return CSS_REFERENCE.sub(lambda match: self.reference(path, match), text).encode()
        if path.endswith((".js", ".mjs")):
            content = SOURCE_MAP.sub(b"", content)
            if not path.startswith("vendor/"):
                return JS_REFERENCE.sub(lambda match: self.reference(path, match), content.decode("utf-8")).encode()
        return content

    def reference(self, path: str, match: re.Match[str]) -> str:
        """One reference inside `path`, changed to the built name of what it points at."""
        target = match["target"]
        if target.startswith(("data:", "#")):
            return match[0]
        if re.match(r"(?:[a-z]+:)?//", target):
            raise StaticsError(f"{path} would load {target} from another host")
        bare = re.split(r"[?#]", target, maxsplit=1)[0]
        if bare.startswith("/static/"):
            wanted = bare.removeprefix("/static/")
        else:
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), bare))
        if wanted.startswith(("../", "build/")) or not (self.static / wanted).is_file():
            raise StaticsError(f"{path} names {target}, which is not a file under app/static")
        built = posixpath.relpath(self.name(wanted), posixpath.dirname(path) or ".")
        if target.startswith("./"):
            built = f"./{built}"  # a script may only import what begins with a dot
        return match[0].replace(target, built + target[len(bare) :])


def source_paths(static: Path) -> list[str]:
    """The files to build, relative to static, sorted; hidden ones and what is built are left out."""
    found = []
    for folder, folders, files in os.walk(static):
        here = Path(folder).relative_to(static)
        folders[:] = [name for name in folders if not name.startswith(".") and (here / name).as_posix() not in SKIPPED]
        found += [(here / name).as_posix() for name in files if not name.startswith(".") and name not in LEFT_OUT]
    return sorted(found)


def state(path: Path) -> dict[str, Any]:
    """Size and time of a source, by which a change is noticed without reading it."""
    found = path.stat()
    return {"size": found.st_size, "mtime": found.st_mtime_ns}


def times(sources: dict[str, dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """The part of the noted states that needs no reading of files."""
    return {path: (noted["size"], noted["mtime"]) for path, noted in sources.items()}


def read_manifest(target: Path) -> dict[str, Any]:
    """The manifest of the last build, empty where there is none or it cannot be read (it is made anew then)."""
    try:
        return dict(json.loads((target / "manifest.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def all_there(target: Path, names: dict[str, str]) -> bool:
    """Whether every built file still stands where the manifest says."""
    return all((target / name).is_file() for name in names.values())


def write(path: Path, content: bytes) -> None:
    """Write a built file and, where it pays, its compressed siblings; what is there already has this content."""
    packed = {}
    if path.suffix in COMPRESSED and len(content) > 200:
        packed = {".gz": lambda: gzip.compress(content, 9, mtime=0), ".br": lambda: brotli.compress(content)}
    if not path.exists():
        # The siblings first: whoever finds the file finds them, too.
        for ending, pack in packed.items():
            replace(path.with_name(path.name + ending), pack())
        replace(path, content)


def replace(path: Path, content: bytes) -> None:
    """Write a file at once: nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_bytes(content)
    os.replace(scratch, path)


def remove_old(target: Path, current: set[str]) -> None:
    """Remove what no manifest names; a week late, because pages of a running server may still name it."""
    for path in target.rglob("*"):
        bare = path.relative_to(target).as_posix().removesuffix(".br").removesuffix(".gz")
        if path.is_file() and bare not in current and bare != "manifest.json":
            if path.stat().st_mtime < time.time() - KEPT_SECONDS:
                path.unlink()


def main() -> int:
    """Build app/static of this repository."""
    try:
        build(ROOT / "app" / "static")
    except StaticsError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
