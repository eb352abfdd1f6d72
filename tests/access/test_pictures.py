from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from app.access import pictures
from app.access.pictures import redraw, redraw_signature, renamed
from app.fields.base import Invalid
from tests.access.samples import PDF, drawing, picture


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge, in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 7000), (10_000, 9_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match="too many pixels"):
        redraw(huge_png(*size), "大.png")


@pytest.mark.parametrize(
    "data",
    [PDF, b"", picture((300, 200))[:700], picture((300, 200), "PNG")[:300], b"GIF89a" + b"\0" * 99, huge_png(9, 9)],
)
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"“坏\.jpg” cannot be read"):
        redraw(data, "坏.jpg")


def test_a_small_picture_keeps_its_size() -> None:
    whole, small = redraw(picture((200, 100)), "小.jpg")
    for data in (whole, small):
        with Image.open(BytesIO(data)) as drawn:
            assert (drawn.format, drawn.size, drawn.mode) == ("JPEG", (200, 100), "RGB")


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "RGB", "LA", "I;16"])
def test_every_mode_becomes_colours(mode: str) -> None:
    target = BytesIO()
    Image.new(mode, (30, 20)).save(target, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(BytesIO(redraw(target.getvalue(), "图.png")[0])) as drawn:
        assert drawn.mode == "RGB"


def test_a_moving_picture_stands_still() -> None:
    target = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("white", "black")]
    frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
    with Image.open(BytesIO(redraw(target.getvalue(), "图.webp")[0])) as drawn:
        assert drawn.getpixel((5, 5)) == (255, 255, 255)


def test_a_canvas_of_monstrous_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "DRAWING", (100, 100))
    with pytest.raises(Invalid, match="could not be read"):
        redraw_signature(drawing(stroke=True))


def test_the_name_follows_what_was_made() -> None:
    assert renamed("照片.png", ".jpg") == "照片.jpg"
    assert renamed("无后缀", ".jpg") == "无后缀.jpg"
    assert renamed("a.b.webp", ".jpg") == "a.b.jpg"
