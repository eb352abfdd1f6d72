"""Turns an uploaded picture into one of our own drawing: upright, not too large, without place or hidden data."""

from __future__ import annotations

import re
from io import BytesIO

from flask_babel import gettext
from PIL import Image, ImageOps, UnidentifiedImageError

from app.fields.base import Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000  # a picture takes three or four bytes a pixel while it is read
LONGEST = 2560
SMALLEST = 320  # the longer side of the small one
DRAWING = (2000, 1000)  # a signature's canvas, at twice the density of the screen


def redraw(data: bytes, name: str) -> tuple[bytes, bytes]:
    """(JPEG of at most 2560 pixels, JPEG of at most 320) of a JPEG, PNG or WebP. Raises Invalid."""
    picture = flat(load(data, name, MOST_PIXELS))
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    whole = encode(picture)
    picture.thumbnail((SMALLEST, SMALLEST), Image.Resampling.LANCZOS)
    return whole, encode(picture)


def redraw_signature(data: bytes) -> bytes:
    """A PNG, dark on white, of a drawn signature. Raises Invalid for an empty one."""
    refusal = gettext("The signature could not be read. Draw it again.")
    try:
        drawn = load(data, "", DRAWING[0] * DRAWING[1], ("PNG",))
    except Invalid:
        raise Invalid(refusal) from None
    grey = flat(drawn).convert("L")
    darkest, lightest = grey.getextrema()
    if not isinstance(darkest, int) or not isinstance(lightest, int) or lightest - darkest < 60:
        raise Invalid(gettext("The signature is empty. Draw it again."))
    target = BytesIO()
    bare(grey).save(target, "PNG", optimize=True)
    return target.getvalue()


def load(data: bytes, name: str, most: int, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    """The upright first frame of a picture. Raises Invalid."""
    try:
        with Image.open(BytesIO(data), formats=formats) as opened:
            if opened.width * opened.height > most:
                raise Image.DecompressionBombError
            opened.draft("RGB", (LONGEST, LONGEST))  # a JPEG is read at half or quarter size where that is enough
            opened.load()
            return ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(gettext("“%(name)s” has too many pixels. Make it smaller.", name=name)) from None
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ):  # what Pillow raises for broken pictures
        raise Invalid(gettext("“%(name)s” cannot be read as a picture.", name=name)) from None


def flat(picture: Image.Image) -> Image.Image:
    """The picture in colours without transparency: what shows through is white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return bare(picture.convert("RGB"))


def bare(picture: Image.Image) -> Image.Image:
    """The pixels alone, without what the file said beside them."""
    copy = Image.new(picture.mode, picture.size)
    copy.paste(picture)
    return copy


def encode(picture: Image.Image) -> bytes:
    """A JPEG of a bare picture."""
    target = BytesIO()
    picture.save(target, "JPEG", quality=85, optimize=True)
    return target.getvalue()


def renamed(name: str, ending: str) -> str:
    """The name of a picture under the ending of what was made of it."""
    return re.sub(r"\.[^.]{1,8}$", "", name) + ending
