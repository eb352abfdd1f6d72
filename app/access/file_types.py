"""Turns an upload's content and name into its type; what is not on the list, or lies about itself, is refused."""

from __future__ import annotations

import codecs
import re
import struct
import unicodedata
import zipfile
from pathlib import Path

import filetype
from flask_babel import gettext

from app.fields.base import Invalid

OFFICE = "application/vnd.openxmlformats-officedocument."
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    OFFICE + "wordprocessingml.document": ("docx",),
    OFFICE + "spreadsheetml.sheet": ("xlsx",),
    OFFICE + "presentationml.presentation": ("pptx",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "text/plain": ("txt",),
    "text/csv": ("csv",),
}
"""The accepted types and the endings that agree with them."""

PICTURES = ("image/jpeg", "image/png", "image/webp")
SHOWN = {"file": "JPG, PNG, WebP, PDF, Word, Excel, PowerPoint, TXT, CSV", "photo": "JPG, PNG, WebP"}
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Office files
STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
}
MOST_PARTS = 4 * 1024 * 1024  # bytes of a zip's own directory: a real document has a few thousand
LONGEST_NAME = 120


def sniff(path: Path, name: str, kind: str) -> str:
    """The media type of a received file, known by its content and confirmed by its ending. Raises Invalid."""
    ending = name.rpartition(".")[2].lower()
    found = by_content(path, name, ending)
    accepted = PICTURES if kind == "photo" else tuple(ENDINGS)
    if found not in accepted:
        raise Invalid(
            gettext("“%(name)s” is of a kind that is not accepted. Use: %(kinds)s.", name=name, kinds=SHOWN[kind])
        )
    # A photo is drawn anew; phones and chat programs often save one picture format under another's ending.
    endings = {item for media_type in PICTURES for item in ENDINGS[media_type]} if kind == "photo" else ENDINGS[found]
    if ending not in endings:
        raise Invalid(gettext("“%(name)s” is not what its ending says. Save it again in the right format.", name=name))
    return found


def by_content(path: Path, name: str, ending: str) -> str | None:
    """The media type of what a file holds; None when not recognised. Raises Invalid with advice."""
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        raise Invalid(gettext("“%(name)s” is empty.", name=name))
    if head.startswith(COMPOUND):
        return by_streams(path.read_bytes(), name)
    if head.startswith(b"PK"):
        return by_parts(path, name)
    guess = filetype.guess_mime(head)
    if guess in ("image/heic", "image/heif", "image/avif"):
        raise Invalid(
            gettext("“%(name)s” is a HEIC photo, which cannot be read here. Save or send it as JPEG.", name=name)
        )
    if guess is not None:
        return guess if guess in ENDINGS else None
    if is_text(path):
        return "text/csv" if ending == "csv" else "text/plain"
    return None


def by_parts(path: Path, name: str) -> str | None:
    """The type of an Office document of today, which is a zip of parts."""
    if directory_size(path) > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {info.filename for info in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return None
    if any(part.rpartition("/")[2].lower() == "vbaproject.bin" for part in parts):
        raise macros(name)
    if "[Content_Types].xml" not in parts:
        return None
    endings = [ending for part, ending in PARTS.items() if part in parts]
    if len(endings) != 1:
        return None
    return next(media_type for media_type, known in ENDINGS.items() if endings[0] in known)


def directory_size(path: Path) -> int:
    """The bytes of a zip's directory, as its end says: Python reads all of it before anything can be asked."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 66_000))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 16:
        return 0
    size: int = struct.unpack_from("<L", tail, place + 12)[0]
    return size


def by_streams(data: bytes, name: str) -> str | None:
    """The type of an old Office document; its container names its streams in UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Invalid(gettext("“%(name)s” is locked with a password. Save it without one.", name=name))
    if holds("_VBA_PROJECT"):
        raise macros(name)
    return next((media_type for stream, media_type in STREAMS.items() if holds(stream)), None)


def macros(name: str) -> Invalid:
    """The refusal of a document that runs."""
    return Invalid(gettext("“%(name)s” holds macros. Save it without them.", name=name))


def is_text(path: Path) -> bool:
    """Whether a file is plain text in UTF-8, GB 18030 or marked UTF-16."""
    with path.open("rb") as file:
        marked = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return any(_decodes(path, encoding) for encoding in (("utf-16",) if marked else ("utf-8", "gb18030")))


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(65_536):
                if CONTROLS.search(chunk):
                    return False
    except UnicodeError:
        return False
    return True


CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def clean_name(raw: str) -> str:
    """A file's own name, Chinese and all: without folders, invisible signs and what a file system forbids.

    Signs that turn the direction of writing go too: they make "gpj.exe" look like "exe.jpg".
    """
    name = unicodedata.normalize("NFC", UNSEEN.sub("", raw)).replace("\\", "/").rpartition("/")[2]
    name = re.sub(r'[:*?"<>|]', "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}" if len(ending) <= 8 else name[:LONGEST_NAME]
