"""A mistake in a declaration, as a value: where it is, what is wrong, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding of a check. `str(problem)` is what `flask check` prints."""

    id: str  # screen.E001; an E stops the start, a W does not
    where: str  # models.volunteer.Volunteer.__screen__.list
    what: str
    hint: str = ""
    file: str = ""

    @property
    def error(self) -> bool:
        """Whether it stops the start."""
        return ".E" in self.id

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        place = f"{self.file}: " if self.file else ""
        return f"{place}{self.where}: {self.what}{hint}  ({self.id})"


class Mistaken(Exception):
    """Declarations that cannot be served; holds every problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint with the nearest right name, or all of them when none is near."""
    names = list(names)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Valid names are: {', '.join(sorted(names))}."
