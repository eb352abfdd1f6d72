"""Turns the texts in the code and the Chinese given for them into the catalogue, and the catalogue into its .mo.

    python -m tools.translations merge     texts + translations/zh/parts/*.json → messages.po   (make translate)
    python -m tools.translations check     fails where a text has no Chinese or the catalogue is not up to date
    python -m tools.translations compile   messages.po → messages.mo, when it changed            (the set-up)

A part is {"Save": "保存", "%(num)d row|%(num)d rows": "%(num)d 条"}: a bar parts singular and plural. Parts are an
inbox: their pairs win over the catalogue, and `merge --clear` removes them once they are in it. Texts that other
packages show stand in parts (later in the catalogue) named from_*.json; they are kept although our code lacks them.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("app", "models", "views", "seed")
METHODS = [("static/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2"), ("templates/**", "jinja2")]
OPTIONS = {pattern: {"silent": "false"} for pattern, method in METHODS if method == "jinja2"}
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%\([a-zA-Z_0-9]+\)|\{[a-zA-Z_0-9]*\}")
FOREIGN = "from another package"
CHANGING = re.compile(r'^"(?:\w+-\w+-Date|Last-\w+|Report-[\w-]+|Language-Team|Generated-By): .*\n', re.MULTILINE)

Key = tuple[str | None, str, str | None]
"""Context, singular, plural: what a text is known by."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One text, its Chinese and the file that gave it."""

    key: Key
    chinese: str
    source: str
    foreign: bool = False


@dataclass(kw_only=True)
class Report:
    """What a merge found; `problems` fail it, `notes` do not."""

    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def texts_in(root: Path) -> dict[Key, set[str]]:
    """Every text the code shows, with the files that show it."""
    found: dict[Key, set[str]] = {}
    for folder in FOLDERS:
        if not (root / folder).is_dir():
            continue
        extracted = extract_from_dir(str(root / folder), METHODS, OPTIONS, keywords=KEYWORDS)
        for name, _line, message, _comments, context in extracted:
            singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            if singular:
                found.setdefault((context, singular, plural), set()).add(f"{folder}/{Path(name).as_posix()}")
    return found


def pairs_in(parts: Path) -> list[Pair]:
    """The pairs of every part, in the order of the file names."""
    pairs = []
    for path in sorted(parts.glob("*.json")):
        for text, chinese in json.loads(path.read_text(encoding="utf-8")).items():
            pairs.append(Pair(key=key(text), chinese=chinese, source=path.name, foreign=path.name.startswith("from_")))
    return pairs


def key(text: str) -> Key:
    """The key of a text as a part writes it: "row|rows" is a plural unless the bar stands alone."""
    singular, bar, plural = text.partition("|")
    return (None, singular, plural) if bar and singular.strip() and plural.strip() else (None, text, None)


def merge(texts: dict[Key, set[str]], pairs: Iterable[Pair], old: Catalog) -> tuple[Catalog, Report]:
    """The new catalogue, and what is wrong with it. What no text and no other package needs falls away."""
    report = Report()
    chosen = {one.key: one for one in pairs_of(old)}
    given: dict[Key, Pair] = {}
    for new in pairs:
        first = given.setdefault(new.key, new)
        if first.chinese != new.chinese:
            told = f"{first.chinese!r} in {first.source}, {new.chinese!r} in {new.source}"
            report.problems.append(f"two translations of {new.key[1]!r}: {told}")
    chosen.update(given)
    comment = "# The texts of Huizhi in Chinese, made by `make translate`."
    catalog = Catalog(locale="zh", project="Huizhi", version="1", header_comment=comment, fuzzy=False)
    for one in sorted({*texts, *(pair.key for pair in chosen.values() if pair.foreign)}, key=str):
        pair = chosen.get(one)
        chinese = pair.chinese.strip() if pair else ""
        if not chinese:
            report.problems.append(f"no Chinese for {one[1]!r} ({', '.join(sorted(texts.get(one, ['?'])))})")
        elif wrong := misplaced(one, chinese):
            report.problems.append(f"{wrong} in the Chinese of {one[1]!r}: {chinese!r}")
        comments = [FOREIGN] if one not in texts else []
        locations = [(name, 0) for name in sorted(texts.get(one, ()))]
        context, singular, plural = one
        text: str | tuple[str, str] = (singular, plural) if plural else singular
        catalog.add(
            text, (chinese,) if plural and chinese else chinese, locations, user_comments=comments, context=context
        )
    unused = [pair for pair in given.values() if pair.key not in texts and not pair.foreign]
    report.notes += [f"{pair.source} translates {pair.key[1]!r}, which nothing shows" for pair in unused]
    return catalog, report


def pairs_of(catalog: Catalog) -> list[Pair]:
    """The pairs a catalogue holds already."""
    pairs = []
    for message in catalog:
        if not message.id:
            continue
        singular, plural = (message.id, None) if isinstance(message.id, str) else (message.id[0], message.id[1])
        chinese = message.string[0] if isinstance(message.string, (tuple, list)) else message.string
        foreign = FOREIGN in message.user_comments
        one = (message.context, singular, plural)
        pairs.append(Pair(key=one, chinese=chinese or "", source="messages.po", foreign=foreign))
    return pairs


def misplaced(one: Key, chinese: str) -> str:
    """Which placeholders are lost or invented in a translation, in words; empty where all is well."""
    expected = set(PLACEHOLDER.findall(one[1])) | set(PLACEHOLDER.findall(one[2] or ""))
    found = set(PLACEHOLDER.findall(chinese))
    # Chinese may leave out the number of a singular ("one row"), never a name that nothing fills.
    lost, invented = sorted(set(PLACEHOLDER.findall(one[1])) - found), sorted(found - expected)
    return " and ".join([f"missing {text}" for text in lost] + [f"unknown {text}" for text in invented])


def text_of(catalog: Catalog) -> str:
    """The catalogue as a .po without dates and line numbers, so that only changed texts show in a review."""
    file = io.BytesIO()
    write_po(file, catalog, width=120, include_lineno=False, sort_output=True)
    return CHANGING.sub("", file.getvalue().decode("utf-8"))


def read(path: Path) -> Catalog:
    """The catalogue of a .po, an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="zh")
    with path.open("rb") as file:
        return read_po(file, locale="zh", abort_invalid=True)


def compile_catalogues(root: Path) -> None:
    """Write the .mo of every .po that is newer than it."""
    for source in sorted((root / "translations").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        with scratch.open("wb") as file:
            write_mo(file, read(source))
        os.replace(scratch, target)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Carry out one of the three commands; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.add_argument("command", choices=("merge", "check", "compile"))
    parser.add_argument("--clear", action="store_true", help="remove the parts once they are merged without problems")
    options = parser.parse_args(arguments)
    if options.command == "compile":
        compile_catalogues(root)
        return 0
    path = root / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
    parts = root / "translations" / "zh" / "parts"
    catalog, report = merge(texts_in(root), pairs_in(parts), read(path))
    if options.command == "check":
        if not path.exists() or path.read_text(encoding="utf-8") != text_of(catalog):
            report.problems.append("messages.po is not up to date: run `make translate`")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(catalog), encoding="utf-8")
        compile_catalogues(root)
    for note in report.notes:
        print(f"note: {note}")
    for problem in report.problems:
        print(f"translations: {problem}", file=sys.stderr)
    if options.clear and options.command == "merge" and not report.problems:
        for part in parts.glob("*.json"):
            part.unlink()
    print(f"{len(catalog)} texts, {len(report.problems)} problems, {len(report.notes)} notes")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
