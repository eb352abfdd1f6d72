"""A zip of many files is sent piece by piece, with clean names, each once."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from app.transfer.bundle import PIECE, zip_stream


def test_files_come_out_as_they_went_in_and_no_name_twice(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"one")
    second.write_bytes(b"two")
    names = [("SJ-1 收集单.docx", first), ("../../etc/SJ-1 收集单.docx", second), ("..", first)]
    with zipfile.ZipFile(BytesIO(b"".join(zip_stream(names)))) as archive:
        assert archive.namelist() == ["SJ-1 收集单.docx", "SJ-1 收集单 (2).docx", "document"]
        assert [archive.read(name) for name in archive.namelist()] == [b"one", b"two", b"one"]


def test_a_large_file_is_sent_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * (PIECE * 8))
    pieces = list(zip_stream([("big.docx", tmp_path / "big")]))
    assert max(map(len, pieces)) <= PIECE + 1024 and len(pieces) >= 8
