"""Turns a Paper into the bytes of a Word file on the page of GB/T 9704: A4, 22 lines of 28 signs, 仿宋 of 16 points.

The same Paper gives the same bytes on any day, so that what was issued can be told by its hash. Fonts are named, not
carried along: offices have them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION_START
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from app.transfer.paper import Attachments, Fields, Heading, Listing, Pair, Paper, Prose, Signatures, fit

BODY, TITLE, HEADING, SUBHEADING, FIGURES = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # millimetres
WIDTH = 210 - LEFT - RIGHT
LINE = 579  # twips: 225 mm hold 22 lines
NARROWER = -860  # of 4096 parts of a point: 156 mm hold 28 signs of 16 points, which take a little more
CLOSER = -5  # twips between two signs, for the same end
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def docx_bytes(paper: Paper) -> bytes:
    """The Word file of a document."""
    document = Document()
    _page(document)
    _styles(document)
    _page_numbers(document)
    if paper.unit:
        _line(document, paper.unit, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, paper.title, align=WD_ALIGN_PARAGRAPH.CENTER, font=TITLE, size=22)
    if paper.number:
        _line(document, paper.number, align=WD_ALIGN_PARAGRAPH.RIGHT)
    for block in paper.blocks:
        WRITERS[type(block)](document, block)
    return settled(document, fit(paper.title), fit(paper.unit))


def settled(document: Any, title: str = "", author: str = "") -> bytes:
    """The bytes of a document without any trace of when and by which program they were written."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments, core.revision = title[:250], author[:250], "", "", 1
    core.created = core.modified = EPOCH
    raw = BytesIO()
    document.save(raw)
    return repacked(raw.getvalue())


def repacked(data: bytes) -> bytes:
    """A zip with the same parts in the same order, each as of the same day."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            made.writestr(entry, source.read(name))
    return target.getvalue()


# -- the page -------------------------------------------------------------------------------------------------------


def _page(document: Any) -> None:
    section = document.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)  # the number stands 7 mm below the text
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "linesAndChars"), ("linePitch", LINE), ("charSpace", NARROWER)):
        grid.set(qn(f"w:{name}"), str(value))


def _styles(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = BODY, Pt(16)
    _fonts(style.element.get_or_add_rPr(), BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(language)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Twips(LINE)
    layout.widow_control = False
    # A word longer than its line goes on in the next one. The grid of the page is for the eye: programs differ in how
    # they set a sign that is wider than its cell, so signs are drawn closer by themselves.
    spacing = style.element.get_or_add_pPr().find(qn("w:spacing"))
    for name in ("wordWrap", "snapToGrid"):
        flag = OxmlElement(f"w:{name}")
        flag.set(qn("w:val"), "0")
        spacing.addprevious(flag)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(CLOSER))
    style.element.rPr.find(qn("w:sz")).addprevious(closer)


def _fonts(properties: Any, font: str) -> None:
    """Name a font for every script: python-docx alone would leave Chinese to the theme."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _page_numbers(document: Any) -> None:
    """— 1 — at the outer edge: on the right of odd pages, on the left of even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        side = "rightChars" if align == WD_ALIGN_PARAGRAPH.RIGHT else "leftChars"
        _indent(paragraph, side, 100)
        _run(paragraph, "— ", font=FIGURES, size=14)
        for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
            run = _run(paragraph, "1" if kind == "text" else "", font=FIGURES, size=14)
            if kind == "":
                code = OxmlElement("w:instrText")
                code.set(qn("xml:space"), "preserve")
                code.text = f" {text} "
                run._r.append(code)
            elif kind != "text":
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
        _run(paragraph, " —", font=FIGURES, size=14)


# -- pieces ---------------------------------------------------------------------------------------------------------


def _run(paragraph: Any, text: str, *, font: str = BODY, size: int = 16) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = font
    _fonts(run._r.get_or_add_rPr(), font)
    return run


def _indent(paragraph: Any, side: str, hundredths: int) -> None:
    """An indent counted in signs, as Chinese typists do."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn(f"w:{side}"), str(hundredths))
    indent.set(qn(f"w:{side.removesuffix('Chars')}"), str(hundredths * 16 * 20 // 100))  # for readers who do not count


def _line(document: Any, text: str, *, align: Any = None, font: str = BODY, size: int = 16) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    if size > 16:  # a large title needs lines of its own height
        paragraph.paragraph_format.line_spacing = Pt(size + 13)
        paragraph.paragraph_format.space_after = Pt(6)
    _lines_into(paragraph, text, font=font, size=size)


def _lines_into(paragraph: Any, text: str, *, font: str = BODY, size: int = 16) -> None:
    """A text with its line ends as one paragraph."""
    for place, part in enumerate(fit(text).split("\n")):
        run = _run(paragraph, "", font=font, size=size)
        if place:
            run.add_break()
        run.add_text(part)


def _write_heading(document: Any, block: Heading) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _indent(paragraph, "firstLineChars", 200)
    _lines_into(paragraph, block.text, font=HEADING if block.level == 1 else SUBHEADING)


def _write_prose(document: Any, block: Prose) -> None:
    for part in fit(block.text).split("\n"):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        _indent(paragraph, "firstLineChars", 200)
        _run(paragraph, part)


def _table(document: Any, widths: Iterable[float], rows: int) -> Any:
    """A ruled table as wide as the text, whose columns stay as wide as they are said to be."""
    wide = list(widths)
    table = document.add_table(rows=rows, cols=len(wide), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, wide, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _fill(cell: Any, text: str, *, font: str = BODY, align: Any = None, size: int = 14) -> None:
    paragraphs = fit(text).split("\n")
    for place, part in enumerate(paragraphs):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.alignment = align
        paragraph.paragraph_format.line_spacing = Pt(size + 8)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        _run(paragraph, part, font=font, size=size)


def _write_fields(document: Any, block: Fields) -> None:
    rows = paired(block.pairs)
    if not rows:
        return
    label, value = 32, (WIDTH - 64) / 2
    table = _table(document, (label, value, label, value), len(rows))
    for row, pairs in zip(table.rows, rows, strict=True):
        cells = list(row.cells)
        if len(pairs) == 1:
            cells = [cells[0], cells[1].merge(cells[3])]
        for place, pair in enumerate(pairs):
            _fill(cells[place * 2], pair.label, font=HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
            _fill(cells[place * 2 + 1], pair.value)


def paired(pairs: Iterable[Pair]) -> list[tuple[Pair, ...]]:
    """The rows of a table of fields: a wide pair alone, others by two.

    >>> [len(row) for row in paired([Pair(label="a", value=""), Pair(label="b", value="", wide=True)])]
    [1, 1]
    """
    rows: list[tuple[Pair, ...]] = []
    waiting: tuple[Pair, ...] = ()
    for pair in pairs:
        if pair.wide:
            rows += [row for row in (waiting, (pair,)) if row]
            waiting = ()
        else:
            waiting = (*waiting, pair)
            if len(waiting) == 2:
                rows.append(waiting)
                waiting = ()
    return [*rows, waiting] if waiting else rows


def breadth(text: str) -> int:
    """How wide the longest line of a text is: a Chinese sign counts two, a letter or digit one.

    >>> breadth("王某12")
    6
    """
    return max(sum(1 if sign.isascii() else 2 for sign in line) for line in text.split("\n"))


def _write_listing(document: Any, block: Listing) -> None:
    rows = block.rows or ((block.empty, *("" for _name in block.head[1:])),)
    columns = [[fit(row[place]) for row in (block.head, *rows)] for place in range(len(block.head))]
    shares = [max(7, min(30, max(map(breadth, texts)))) for texts in columns]
    table = _table(document, (WIDTH * share / sum(shares) for share in shares), len(rows) + 1)
    first = table.rows[0]._tr.get_or_add_trPr()
    again = OxmlElement("w:tblHeader")
    first.append(again)
    for cell, name in zip(table.rows[0].cells, block.head, strict=True):
        _fill(cell, name, font=HEADING, align=WD_ALIGN_PARAGRAPH.CENTER)
    for row, texts in zip(table.rows[1:], rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _fill(cell, text)


def _write_signatures(document: Any, block: Signatures) -> None:
    for name in block.names:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.paragraph_format.keep_with_next = True
        _indent(paragraph, "firstLineChars", 200)
        _run(paragraph, f"{fit(name)}：")
    if block.day:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(10)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _indent(paragraph, "rightChars", 400)
        _run(paragraph, fit(block.day))


def _write_attachments(document: Any, block: Attachments) -> None:
    for place, name in enumerate(block.names, 1):
        paragraph = document.add_paragraph()
        if place == 1:
            paragraph.paragraph_format.space_before = Pt(10)
        _indent(paragraph, "firstLineChars", 200)
        lead = f"{fit(block.label)}：" if place == 1 else "　" * (len(fit(block.label)) + 1)
        _run(paragraph, f"{lead}{place}. {fit(name)}")


WRITERS: Mapping[type[Any], Callable[[Any, Any], None]] = {
    Heading: _write_heading,
    Prose: _write_prose,
    Fields: _write_fields,
    Listing: _write_listing,
    Signatures: _write_signatures,
    Attachments: _write_attachments,
}
"""How each block is written."""
