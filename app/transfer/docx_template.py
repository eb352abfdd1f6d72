"""Checks a street's own Word template and fills its placeholders, as one would handle a parcel from a stranger.

A template may hold `{{ name }}` with names of a published list, and nothing else: no expression, no loop, no filter. It
is looked through before it is opened, and filled by a process of its own that has little time, little memory, no
settings and no access to ours (`docx_filling.py`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from io import BytesIO
from pathlib import Path

from flask_babel import gettext

from app.fields.base import Invalid
from app.transfer.docx_out import repacked
from app.transfer.paper import fit

LARGEST = 5 * 1024 * 1024
MOST_PARTS = 400
UNPACKED = 40 * 1024 * 1024
SECONDS = 15
BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError, RuntimeError)
WORKER = Path(__file__).with_name("docx_filling.py")
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = re.compile(rb"vbaproject|macroenabled|activex|oleobject|/control\b|ms-word\.attachedtoolbars", re.IGNORECASE)
OUTSIDE = re.compile(rb"TargetMode\s*=\s*[\"']\s*External", re.IGNORECASE)
FIELDS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE|RD|HYPERLINK|MACROBUTTON)\b"
)
TAG = re.compile(r"<[^>]*>")  # Word cuts a name in pieces where it was typed in pieces
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
REMEMBERED = 200  # templates whose names are at hand
INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)|<w:fldSimple[^>]*w:instr\s*=\s*[\"']([^\"']*)", re.IGNORECASE)


def check(data: bytes, names: Iterable[str]) -> tuple[str, ...]:
    """The placeholders of a template that may be used. Raises Invalid with what is wrong, in plain words."""
    look_through(data)
    used = tuple(answer(data, None)["names"])
    known = list(names)
    for name in used:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            if near:
                raise Invalid(
                    gettext(
                        "There is no placeholder “%(name)s”. Did you mean “%(near)s”?", name=name[:60], near=near[0]
                    )
                    + " "
                    + listed(known)
                )
            raise Invalid(gettext("There is no placeholder “%(name)s”.", name=name[:60]) + " " + listed(known))
    if not used:
        raise Invalid(
            gettext("The file holds no placeholder, so every document would be the same.") + " " + listed(known)
        )
    return used


def listed(names: Iterable[str]) -> str:
    """The placeholders that there are, in a sentence."""
    return gettext("There are: %(names)s.", names=gettext(", ").join(names))


def fill(data: bytes, values: Mapping[str, str]) -> bytes:
    """A template with its placeholders filled; the same bytes for the same values. Raises Invalid."""
    look_through(data)
    found = answer(data, {name: fit(value) for name, value in values.items()})
    return repacked(bytes.fromhex(found["document"]))


def names_in(sha256: str, read: Callable[[], bytes]) -> frozenset[str]:
    """The names between braces of a template that was checked before: a look at its text that starts no process."""
    if sha256 not in _names:
        if len(_names) >= REMEMBERED:
            _names.clear()
        parts = [part for name, part in unpacked(read()).items() if name.startswith("word/") and name.endswith(".xml")]
        texts = (TAG.sub("", part.decode("utf-8", "replace")) for part in parts)
        _names[sha256] = frozenset(name for text in texts for name in PLACEHOLDER.findall(text))
    return _names[sha256]


_names: dict[str, frozenset[str]] = {}


def look_through(data: bytes) -> None:
    """Refuse what is no plain Word document, before anything reads it as one. Raises Invalid."""
    if len(data) > LARGEST:
        raise Invalid(gettext("The file is larger than 5 MB. Make its pictures smaller."))
    held = unpacked(data)
    types = held.get("[Content_Types].xml", b"")
    if RUNS.search(types) or any(RUNS.search(name.encode()) for name in held):
        raise Invalid(gettext("The file holds macros or programs. Save it as a plain Word document (.docx)."))
    if MAIN not in types or "word/document.xml" not in held:
        raise Invalid(gettext("This is no Word document (.docx). Save it as one and try again."))
    for name, part in held.items():
        if name.endswith((".xml", ".rels")):
            look_at(name, part)
        elif "/embeddings/" in name or name.endswith((".bin", ".html", ".htm", ".mht", ".rtf")):
            raise Invalid(gettext("The file holds another file inside. Take it out."))


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by name, read no further than a document needs. Raises Invalid."""
    held: dict[str, bytes] = {}
    room, parts = UNPACKED, 0
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.infolist()[: MOST_PARTS + 1]:
                with archive.open(part) as opened:
                    held[part.filename] = opened.read(room + 1)
                room, parts = room - len(held[part.filename]), parts + 1
                if room < 0:
                    break
    except BROKEN:
        raise Invalid(gettext("This is no Word document (.docx). Save it as one and try again.")) from None
    if room < 0 or parts > MOST_PARTS or len(held) != parts:
        raise Invalid(gettext("The file unpacks to far more than a document needs. It is not accepted."))
    return held


def look_at(name: str, part: bytes) -> None:
    """Refuse a part that reaches outside of its file. Raises Invalid."""
    if b"\x00" in part[:200] or b"<!" in part.replace(b"<!--", b"") or b"<w:altChunk" in part:
        raise Invalid(gettext("The file is not written as Word writes it. Copy its text into a new document."))
    if name.endswith(".rels") and OUTSIDE.search(part):
        raise Invalid(
            gettext(
                "The file links to something outside of it (a web address, a picture, a template). Take the link out."
            )
        )
    for found in INSTRUCTION.finditer(part):
        code = (found[1] or found[2] or b"").decode("utf-8", "replace").upper()
        if FIELDS.search(code):
            raise Invalid(
                gettext(
                    "The file holds a field that fetches something from outside (%(name)s). Take it out.",
                    name=code.split()[0],
                )
            )


def answer(data: bytes, values: Mapping[str, str] | None) -> dict[str, str]:
    """What the filling process says: {"names": …} without values, {"document": …} with them. Raises Invalid."""
    task = json.dumps({"template": data.hex(), "values": values}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(WORKER)], input=task, capture_output=True, timeout=SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired:
        raise Invalid(gettext("Filling this template takes too long. Make it simpler.")) from None
    try:
        found: dict[str, str] = json.loads(done.stdout)
    except ValueError:
        raise Invalid(
            gettext("This template cannot be filled. Copy its text into a new document and try again.")
        ) from None
    if found.get("wrong") == "syntax":
        raise Invalid(
            gettext(
                "“%(text)s” is not a placeholder. Write {{ name }} and nothing else between the braces.",
                text=found["text"],
            )
        )
    if "wrong" in found:
        raise Invalid(gettext("This template cannot be filled. Copy its text into a new document and try again."))
    return found
