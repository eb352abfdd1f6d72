"""Turns what was measured into the tables of docs/performance.md: the figures, and our ratios beside what they
should be.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.adapters import YARDSTICK
from benchmarks.peers.measure import Cell, Subject

HEADS = {
    "list": "list p1",
    "deep": "page {deep}",
    "filter": "filter+sort",
    "search": "search",
    "edit": "edit form",
    "create": "create",
    "export": "CSV",
}
TARGETS = {"list": 0.35, "deep": 0.15, "filter": 0.35, "search": 0.3, "edit": 0.5, "create": 1.5, "export": 0.3}


def short(value: float | None) -> str:
    """A figure without more digits than it deserves."""
    return "–" if value is None else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def shown(cell: Cell | None, kind: str) -> str:
    """p50 / p95 / requests a second."""
    if cell is None or (not cell.times and not cell.error):
        return "–"
    if cell.error:
        return cell.error
    if kind == "export":
        return f"{(cell.p50 or 0) / 1e3:.1f} s"
    speed = "" if cell.rps is None else f" / {cell.rps:.{1 if cell.rps < 10 else 0}f}"
    return f"{short(cell.p50)} / {short(cell.p95)}{speed}"


def figures(subjects: Sequence[Subject], kinds: Sequence[str], title: str) -> str:
    """One row for each tool."""
    deep = max(subject.deep for subject in subjects)
    lines = [
        f"### {title}",
        "",
        "Cells: p50 ms / p95 ms (one client) / requests a second (four clients, where measured).",
        "",
        "| tool | "
        + " | ".join(HEADS[kind].format(deep=deep) for kind in kinds)
        + " | CPU ms list | SQL list/edit/create | KiB list (form) | cold s | MiB a worker (peak) |",
        "|---" * (len(kinds) + 6) + "|",
    ]
    for subject in subjects:
        cells = subject.cells
        sizes = [f"{cells[kind].size / 1024:.0f}" if kind in cells else "–" for kind in ("list", "edit")]
        sql = "/".join(
            "–" if (found := subject.sql.get(kind)) is None else str(len(found)) for kind in ("list", "edit", "create")
        )
        lines.append(
            f"| {subject.adapter.name} | "
            + " | ".join(shown(cells.get(kind), kind) for kind in kinds)
            + f" | {short(cells['list'].cpu50) if 'list' in cells else '–'} | {sql} | {sizes[0]} ({sizes[1]})"
            + f" | {min(subject.cold, default=0):.2f} | {subject.rss:.0f} ({subject.peak:.0f}) |"
        )
    return "\n".join(lines) + "\n"


def ratio(subject: Subject, base: Subject, kind: str, *, processor: bool = False) -> float | None:
    """How long one tool takes for a page, over how long another takes; or how much processor time."""
    mine, theirs = subject.cells.get(kind), base.cells.get(kind)
    if mine is None or theirs is None or mine.error or theirs.error:
        return None
    first, second = (mine.cpu50, theirs.cpu50) if processor else (mine.p50, theirs.p50)
    return first / second if first and second else None


def ratios(ours: Sequence[Subject], others: Sequence[Subject], kinds: Sequence[str], size: int) -> str:
    """Ours over each of the others: medians of the time, and in brackets of the server's processor time.

    The latter hardly minds what else the machine does; on PostgreSQL it leaves out the database.
    """
    lines = [
        "| ours / theirs | " + " | ".join(HEADS[kind].format(deep=ours[0].deep) for kind in kinds) + " |",
        "|---" * (len(kinds) + 1) + "|",
    ]
    for own in ours:
        for other in others:
            both = [(ratio(own, other, kind), ratio(own, other, kind, processor=True)) for kind in kinds]
            told = ("–" if time is None else f"{time:.2f} ({processor or 0:.2f})" for time, processor in both)
            lines.append(f"| {own.adapter.name} / {other.adapter.name} | " + " | ".join(told) + " |")
    if any(other.adapter.name == YARDSTICK for other in others):
        wanted = {**TARGETS, "search": 0.1 if size >= 1_000_000 else TARGETS["search"]}
        lines.append(f"| at most, over {YARDSTICK} | " + " | ".join(f"{wanted[kind]:.2f}" for kind in kinds) + " |")
    return "\n".join(lines) + "\n"
