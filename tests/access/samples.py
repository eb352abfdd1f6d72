"""Files of every type, made on the spot."""

from __future__ import annotations

import zipfile
from io import BytesIO

from PIL import Image, ImageDraw

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def picture(size: tuple[int, int], kind: str = "JPEG", *, orientation: int = 0, place: bool = False) -> bytes:
    """A picture with a pattern; sideways and with the place it was taken at, if asked for."""
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if place:
        exif[0x010E] = "secret"
        exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 12.0, 0.0), 3: "E", 4: (117.0, 6.0, 0.0)})
    target = BytesIO()
    drawn.save(target, kind, exif=exif)
    return target.getvalue()


def drawing(*, stroke: bool) -> bytes:
    """What a canvas gives: a transparent PNG, with a line or without."""
    canvas = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    if stroke:
        ImageDraw.Draw(canvas).line((20, 150, 300, 30, 560, 160), fill=(20, 20, 60, 255), width=5)
    target = BytesIO()
    canvas.save(target, "PNG")
    return target.getvalue()


def office(*parts: str) -> bytes:
    """A zip with these parts."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in parts:
            archive.writestr(part, "<xml/>")
    return target.getvalue()


def compound(*streams: str) -> bytes:
    """The look of an old Office file that holds these streams."""
    return COMPOUND + b"\0" * 600 + b"\0\0".join(stream.encode("utf-16-le") for stream in streams) + b"\0" * 600
