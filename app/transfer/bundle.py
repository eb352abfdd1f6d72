"""Turns files into one zip, sent while it is written: the memory it takes is that of one piece, not of all files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from pathlib import Path
from typing import Any

from app.access.file_types import clean_name

PIECE = 256 * 1024
DAY = (2000, 1, 1, 0, 0, 0)


class Pipe(RawIOBase):
    """What is written waits here until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All that waited."""
        taken = b"".join(self.waiting)
        self.waiting.clear()
        return taken


def zip_stream(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """A zip of (name, where its bytes stand), in this order. Names are cleaned; one that is taken gets a number."""
    pipe, taken = Pipe(), set[str]()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # Word files are packed already
        for name, path in files:
            entry = zipfile.ZipInfo(alone(clean_name(name) or "document", taken), DAY)
            with path.open("rb") as source, archive.open(entry, "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield pipe.take()
    yield pipe.take()


def alone(name: str, taken: set[str]) -> str:
    """The name, or the name with a number where it was given already."""
    stem, dot, ending = name.rpartition(".")
    made, count = name, 1
    while made in taken:
        count += 1
        made = f"{stem} ({count}){dot}{ending}" if dot else f"{name} ({count})"
    taken.add(made)
    return made
