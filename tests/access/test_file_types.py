from __future__ import annotations

from pathlib import Path

import pytest

from app.access import file_types
from app.access.file_types import ENDINGS, OFFICE, PICTURES, clean_name, sniff
from app.fields.base import Invalid
from app.fields.file import File
from app.fields.photo import Photo
from tests.access.samples import PDF, compound, office, picture

DOCX = office("[Content_Types].xml", "word/document.xml")
XLSX = office("[Content_Types].xml", "xl/workbook.xml")
GOOD = {
    "a.jpg": (picture((9, 9)), "image/jpeg"),
    "a.JPEG": (picture((9, 9)), "image/jpeg"),
    "a.png": (picture((9, 9), "PNG"), "image/png"),
    "a.webp": (picture((9, 9), "WEBP"), "image/webp"),
    "a.pdf": (PDF, "application/pdf"),
    "a.docx": (DOCX, OFFICE + "wordprocessingml.document"),
    "a.xlsx": (XLSX, OFFICE + "spreadsheetml.sheet"),
    "a.pptx": (office("[Content_Types].xml", "ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
    "a.doc": (compound("WordDocument"), "application/msword"),
    "a.xls": (compound("Workbook"), "application/vnd.ms-excel"),
    "b.xls": (compound("Book"), "application/vnd.ms-excel"),
    "a.txt": ("会议记录\n第一项".encode(), "text/plain"),
    "b.txt": ("会议记录".encode("gb18030"), "text/plain"),
    "c.txt": ("会议记录".encode("utf-16"), "text/plain"),
    "a.csv": ("姓名,电话\n".encode("utf-8-sig"), "text/csv"),
}
BAD = {
    "a.exe": (b"MZ" + b"\0" * 200, "not accepted"),
    "a.pdf": (b"MZ" + b"\0" * 200, "not accepted"),
    "b.pdf": (picture((9, 9)), "not what its ending says"),
    "a.png": (picture((9, 9)), "not what its ending says"),
    "a.docx": (XLSX, "not what its ending says"),
    "a.xlsx": (compound("Workbook"), "not what its ending says"),
    "b.docx": (office("word/document.xml"), "not accepted"),
    "c.docx": (office("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), "not accepted"),
    "d.docx": (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "holds macros"),
    "e.docx": (compound("EncryptedPackage"), "locked with a password"),
    "f.docx": (DOCX[:60], "not accepted"),
    "a.zip": (office("a.txt"), "not accepted"),
    "a.doc": (compound("WordDocument", "_VBA_PROJECT"), "holds macros"),
    "b.doc": (compound("Strange"), "not accepted"),
    "a.html": (b"<script>alert(1)</script>", "not what its ending says"),
    "a.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not what its ending says"),
    "a.pdf.txt": (PDF, "not what its ending says"),
    "a.txt": (b"MZ\0\1\2" * 50, "not accepted"),
    "b.txt": (b"\x81\x00\xff" * 50, "not accepted"),
    "no ending": (PDF, "not what its ending says"),
    "leer.txt": (b"", "is empty"),
    "a.heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, "HEIC"),
    "heic.jpg": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, "HEIC"),
    "a.gif": (b"GIF89a" + b"\0" * 99, "not accepted"),
    "a.mp4": (b"\0\0\0\x18ftypisom" + b"\0" * 99, "not accepted"),
}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "upload"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", GOOD)
def test_content_and_ending_agree(name: str, tmp_path: Path) -> None:
    data, expected = GOOD[name]
    assert sniff(written(tmp_path, data), name, "file") == expected


def test_every_accepted_type_is_tried() -> None:
    assert {media_type for _, media_type in GOOD.values()} == set(ENDINGS)


def test_a_form_offers_what_is_accepted() -> None:
    assert set(File.accept.split(",")) == {f".{ending}" for endings in ENDINGS.values() for ending in endings}
    assert tuple(Photo.accept.split(",")) == PICTURES


@pytest.mark.parametrize("name", BAD)
def test_what_lies_or_is_not_on_the_list_is_refused(name: str, tmp_path: Path) -> None:
    data, reason = BAD[name]
    with pytest.raises(Invalid, match=reason) as caught:
        sniff(written(tmp_path, data), name, "file")
    assert f"“{name}”" in str(caught.value)


def test_a_photo_is_a_picture_whatever_its_picture_ending(tmp_path: Path) -> None:
    assert sniff(written(tmp_path, picture((9, 9), "PNG")), "微信图片.jpg", "photo") == "image/png"
    for name, data in (("a.pdf", PDF), ("a.exe", picture((9, 9)))):
        with pytest.raises(Invalid):
            sniff(written(tmp_path, data), name, "photo")


def test_a_zip_with_a_huge_directory_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = office("[Content_Types].xml", "word/document.xml", *(f"word/{number}.xml" for number in range(50)))
    monkeypatch.setattr(file_types, "MOST_PARTS", 1000)
    monkeypatch.setattr(file_types.zipfile, "ZipFile", lambda *given: pytest.fail("was read"))
    with pytest.raises(Invalid, match="not accepted"):
        sniff(written(tmp_path, data), "a.docx", "file")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("承诺书（终稿）.pdf", "承诺书（终稿）.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\资料\\表.xlsx", "表.xlsx"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ('a:b*c?"d<e>f|.txt', "a_b_c__d_e_f_.txt"),
        (" ..隐藏.pdf. ", "隐藏.pdf"),
        ("\ud800坏.pdf", "坏.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("", ""),
    ],
)
def test_names_keep_what_can_be_kept(raw: str, expected: str) -> None:
    assert clean_name(raw) == expected


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("很" * 300 + ".docx").endswith("很.docx")
    assert len(clean_name("很" * 300 + ".docx")) == 120
    assert len(clean_name("很" * 300)) == 120
