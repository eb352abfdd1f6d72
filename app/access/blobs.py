"""Keeps bytes on disk under the hash of their content: aa/bb/<sha256>, each written whole or not at all.

Several processes use one folder without locks. A file is put in place by renaming, also when it is there already: that
makes it young again, and `remove` leaves young files alone, since the row that will name them may not be committed yet.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

CHUNK = 256 * 1024
SMALL = ".small"  # beside a picture: the same, small
LEAVING = ".leaving"  # being removed


class TooLarge(ValueError):
    """More bytes than allowed."""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """Bytes that were received but not yet put in place. Leaving the `with` block drops what was not settled."""

    path: Path
    sha256: str
    size: int

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.path.unlink(missing_ok=True)


class Blobs:
    """A folder of bytes by their hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scratch = folder / "incoming"
        self.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)

    def path(self, sha256: str, suffix: str = "") -> Path:
        """Where the bytes of a hash stand."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 in lower case")
        return self.folder / sha256[:2] / sha256[2:4] / (sha256 + suffix)

    def receive(self, stream: BinaryIO, limit: int) -> Incoming:
        """Write a stream to the disk, safely, outside of the store. Raises TooLarge."""
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.scratch)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as target:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            path.unlink()
            raise
        return Incoming(path=path, sha256=digest.hexdigest(), size=size)

    def settle(self, incoming: Incoming, sha256: str = "", suffix: str = "") -> None:
        """Put received bytes in their place: under their own hash, or beside those of another."""
        target = self.path(sha256 or incoming.sha256, suffix)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(incoming.path)
        incoming.path.replace(target)
        for folder in (target.parent, target.parent.parent, self.folder):
            _sync(folder)

    def stored(self) -> Iterator[str]:
        """The hashes of all that is kept."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if len(path.name) == 64:
                yield path.name

    def remove(self, sha256: str, before: datetime) -> bool:
        """Drop bytes that nobody names, unless they were put in place since; returns whether they are gone."""
        path, leaving = self.path(sha256), self.path(sha256, LEAVING)
        try:
            path.rename(leaving)  # what is looked at next cannot be replaced by another process meanwhile
        except FileNotFoundError:
            return False
        if leaving.stat().st_mtime >= before.timestamp():
            leaving.replace(path)
            return False
        leaving.unlink()
        self.path(sha256, SMALL).unlink(missing_ok=True)
        return True

    def tidy(self, before: datetime) -> int:
        """Finish what a killed process left: half-received bytes, and removals; returns how many."""
        done = 0
        for path in self.scratch.iterdir():
            if path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                done += 1
        for leaving in self.folder.glob(f"[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*{LEAVING}"):
            home = leaving.with_name(leaving.name.removesuffix(LEAVING))
            if home.exists():
                leaving.unlink()
            else:
                leaving.rename(home)  # the next sweep judges it again
            done += 1
        return done


def _sync(folder: Path) -> None:
    """Make a rename survive a power cut."""
    if os.name == "nt":
        return  # a folder cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
