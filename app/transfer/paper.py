"""What a document on paper is made of: a title, a number, blocks. Plain values, so that they can be kept and compared.

A `Paper` becomes a Word file (`docx_out`), a page to print, and JSON that stands with what was issued.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

LONGEST = 20_000  # characters of one text; a page holds 616
UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What XML cannot hold, and signs that are not seen but turn the direction of writing."""


def fit(value: Any) -> str:
    """A value as text that any document can hold: no control characters, lines parted by one sign, a length with end.

    >>> fit("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", "" if value is None else str(value))
    text = UNFIT.sub("", text).strip("\n")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A title within the document: level 1 is set in 黑体, level 2 in 楷体."""

    text: str
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Paragraphs; each line of the text is one."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A label and its value in a table of fields. A wide one takes a row alone."""

    label: str
    value: str
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Fields:
    """A table of labels and values, two pairs to a row."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A table with a head, whose head stands again on each further page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""  # what stands where there are no rows


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """Who signs, each with room for it, and the day below."""

    names: tuple[str, ...]
    day: str = ""


@dataclass(frozen=True, kw_only=True)
class Attachments:
    """What goes with the document."""

    label: str
    names: tuple[str, ...]


Block = Heading | Prose | Fields | Listing | Signatures | Attachments
BLOCKS: Mapping[str, type[Any]] = {
    "heading": Heading,
    "prose": Prose,
    "fields": Fields,
    "listing": Listing,
    "signatures": Signatures,
    "attachments": Attachments,
}
NAMES = {made: name for name, made in BLOCKS.items()}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole document. `unit` stands above the title, `number` below it."""

    title: str
    unit: str = ""
    number: str = ""
    blocks: tuple[Block, ...] = ()


def to_json(paper: Paper) -> dict[str, Any]:
    """A document as plain JSON values."""
    blocks = [{"block": NAMES[type(block)], **asdict(block)} for block in paper.blocks]
    return {"title": paper.title, "unit": paper.unit, "number": paper.number, "blocks": blocks}


def from_json(stored: Mapping[str, Any]) -> Paper:
    """The document of what `to_json` gave."""
    return Paper(
        title=stored["title"],
        unit=stored["unit"],
        number=stored["number"],
        blocks=tuple(_block(block) for block in stored["blocks"]),
    )


def _block(stored: Mapping[str, Any]) -> Block:
    values = {key: value for key, value in stored.items() if key != "block"}
    if "pairs" in values:
        values["pairs"] = tuple(Pair(**pair) for pair in values["pairs"])
    for key in ("head", "names"):
        if key in values:
            values[key] = tuple(values[key])
    if "rows" in values:
        values["rows"] = tuple(tuple(row) for row in values["rows"])
    made: Block = BLOCKS[stored["block"]](**values)
    return made
