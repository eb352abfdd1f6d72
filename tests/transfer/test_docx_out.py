"""A Word file has the page of GB/T 9704, names its fonts, holds every text, and is the same on every day."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.transfer.docx_out import docx_bytes, paired
from app.transfer.paper import (
    Attachments,
    Fields,
    Heading,
    Listing,
    Pair,
    Paper,
    Prose,
    Signatures,
    fit,
    from_json,
    to_json,
)

PAPER = Paper(
    title="问题收集登记单",
    unit="上高街道",
    number="SJ-370902004-2026-0001",
    blocks=(
        Heading(text="一、问题"),
        Fields(
            pairs=(
                Pair(label="来源", value="群众诉求"),
                Pair(label="渠道", value="热线"),
                Pair(label="内容", value="第一行\n第二行", wide=True),
            )
        ),
        Heading(text="（一）经过", level=2),
        Prose(text="楼道堆物。\n已拍照。"),
        Listing(head=("姓名", "意见"), rows=(("王某", "同意"),)),
        Listing(head=("姓名", "意见"), rows=(), empty="无"),
        Signatures(names=("登记人",), day="2026年7月8日"),
        Attachments(label="附件", names=("现场照片", "协议")),
    ),
)


def read(data: bytes) -> Any:
    return Document(BytesIO(data))


def words(document: Any) -> str:
    """All texts, those of tables too."""
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in document.element.iter(qn("w:p"))
    )


def test_the_page_is_that_of_official_documents() -> None:
    section = read(docx_bytes(PAPER)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    lines = (297 - 37 - 35) / 25.4 * 1440 / int(grid.get(qn("w:linePitch")))
    signs = (210 - 28 - 26) / 25.4 * 72 / (16 + int(grid.get(qn("w:charSpace"))) / 4096)
    assert (int(lines), int(signs)) == (22, 28)
    closer = read(docx_bytes(PAPER)).styles["Normal"].element.rPr.find(qn("w:spacing"))
    assert int((210 - 28 - 26) / 25.4 * 72 / (16 + int(closer.get(qn("w:val"))) / 20)) == 28


def test_every_run_names_its_chinese_font() -> None:
    document = read(docx_bytes(PAPER))
    normal = document.styles["Normal"]
    assert normal.font.size.pt == 16
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    title = next(item for item in document.paragraphs if item.text == PAPER.title)
    assert {(run.font.size.pt, run._r.rPr.rFonts.get(qn("w:eastAsia"))) for run in title.runs} == {
        (22, "方正小标宋简体")
    }
    found = {item.text: item.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) for item in document.paragraphs if item.runs}
    assert (found["一、问题"], found["（一）经过"], found["楼道堆物。"]) == ("黑体", "楷体_GB2312", "仿宋_GB2312")
    assert all(run.rPr.rFonts.get(qn("w:eastAsia")) for run in document.element.iter(qn("w:r")))


def test_pages_are_numbered_at_their_outer_edge() -> None:
    section = read(docx_bytes(PAPER)).sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert [node.text for node in paragraph._p.iter(qn("w:instrText"))] == [" PAGE "]
        assert paragraph.text == "— 1 —"
        assert paragraph.alignment is not None and side in str(paragraph.alignment).lower()
        assert {(run.font.size.pt, run._r.rPr.rFonts.get(qn("w:eastAsia"))) for run in paragraph.runs} == {(14, "宋体")}


def test_every_text_stands_in_the_document() -> None:
    found = words(read(docx_bytes(PAPER)))
    for text in (
        PAPER.title,
        PAPER.unit,
        PAPER.number,
        "群众诉求",
        "第一行",
        "第二行",
        "已拍照。",
        "王某",
        "无",
        "登记人：",
    ):
        assert text in found
    assert "附件：1. 现场照片" in found and "2. 协议" in found


def test_the_same_values_give_the_same_bytes() -> None:
    assert docx_bytes(PAPER) == docx_bytes(PAPER)
    assert docx_bytes(PAPER) != docx_bytes(replace(PAPER, number="SJ-370902004-2026-0002"))


def test_a_document_comes_back_from_its_json() -> None:
    import json

    assert from_json(json.loads(json.dumps(to_json(PAPER)))) == PAPER


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00\x0b\x1fb", "a\nb"),
        ("左\u202e右", "左右"),
        ("\ud800坏", "坏"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        (None, ""),
        ("<w:t>&amp;</w:t>", "<w:t>&amp;</w:t>"),
    ],
)
def test_what_a_document_cannot_hold_is_left_out(typed: str | None, kept: str) -> None:
    assert fit(typed) == kept
    assert kept.split("\n")[-1] in words(read(docx_bytes(Paper(title=typed or "题"))))


def test_a_long_word_is_broken_and_a_long_text_ends() -> None:
    document = read(docx_bytes(Paper(title="题", blocks=(Prose(text="x" * 50_000),))))
    assert document.styles["Normal"].element.pPr.find(qn("w:wordWrap")).get(qn("w:val")) == "0"
    assert len(words(document)) < 20_100


def test_pairs_stand_by_two_and_wide_ones_alone() -> None:
    narrow, wide = Pair(label="a", value=""), Pair(label="b", value="", wide=True)
    assert [len(row) for row in paired((narrow, narrow, narrow, wide, narrow))] == [2, 1, 1, 1]
    assert [row[0].wide for row in paired((narrow, wide))] == [False, True]
