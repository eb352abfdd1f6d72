"""Turns one wish about the sections of a form into other sections; pure functions on their JSON.

A row holds one or two fields. Moving a field keeps the shape of the rows wherever it can: who moves one field finds the
others where they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.forms.edit import NotThere, Spec

Sections = list[dict[str, Any]]
Given = Sequence[Mapping[str, Any]]


def copied(sections: Given) -> Sections:
    """The same again, with rows of its own."""
    return [{**section, "rows": [list(row) for row in section["rows"]]} for section in sections]


def names(section: Mapping[str, Any]) -> list[str]:
    """The fields of a section in reading order."""
    return [name for row in section["rows"] for name in row]


def place_of(sections: Given, key: str) -> tuple[int, int, int]:
    """Where a field stands: section, row, place in the row. Raises NotThere."""
    for number, section in enumerate(sections):
        for line, row in enumerate(section["rows"]):
            if key in row:
                return number, line, row.index(key)
    raise NotThere(key)


def at(sections: Given, number: int) -> int:
    """The number of a section that is there. Raises NotThere."""
    if not 0 <= number < len(sections):
        raise NotThere(number)
    return number


def arranged(spec: Mapping[str, Any], sections: Given) -> Spec:
    """The form with its fields arranged like that; lists and exports offer own fields in the same order."""
    order = {name: place for place, name in enumerate(name for section in sections for name in names(section))}
    own = sorted(spec.get("fields", ()), key=lambda item: order.get(item.get("key"), len(order)))
    return {**spec, **({"fields": own} if own else {}), "sections": [dict(section) for section in sections]}


def add_section(sections: Given, label: Mapping[str, str], behind: int | None = None) -> tuple[Sections, int]:
    """With an empty section behind another one, else at the end; and its number."""
    after = copied(sections)
    number = len(after) if behind is None else at(after, behind) + 1
    after.insert(number, {"label": dict(label), "rows": []})
    return after, number


def change_section(sections: Given, number: int, options: Mapping[str, Any]) -> Sections:
    """With other words or another condition of a section; None takes one away."""
    after = copied(sections)
    changed = {**after[at(after, number)], **options}
    after[number] = {name: value for name, value in changed.items() if value is not None}
    return after


def move_section(sections: Given, number: int, to: int) -> Sections:
    """With a section at another place among the sections."""
    after = copied(sections)
    moved = after.pop(at(after, number))
    after.insert(max(0, min(len(after), to)), moved)
    return after


def delete_section(sections: Given, number: int) -> Sections:
    """Without a section: its fields begin the next one, or end the one before where it was the last."""
    after = copied(sections)
    if len(after) < 2:
        raise NotThere(number)
    gone = after.pop(at(after, number))
    if number < len(after):
        after[number]["rows"] = [*gone["rows"], *after[number]["rows"]]
    else:
        after[-1]["rows"] += gone["rows"]
    return after


def is_wide(section: Mapping[str, Any]) -> bool:
    """Whether every field of a section has a row to itself."""
    return all(len(row) == 1 for row in section["rows"])


def in_columns(sections: Given, number: int, columns: int) -> Sections:
    """With a section in one column, or in two."""
    after = copied(sections)
    keys = names(after[at(after, number)])
    after[number]["rows"] = [keys[place : place + columns] for place in range(0, len(keys), columns)]
    return after


def without(sections: Given, key: str) -> Sections:
    """Without a field; a row that is empty then goes, its section stays."""
    after = copied(sections)
    for section in after:
        section["rows"] = [rest for row in section["rows"] if (rest := [name for name in row if name != key])]
    return after


def put(sections: Given, key: str, number: int, row: int | None = None, place: int | None = None) -> Sections:
    """With a field in a section: in a row at a place, or in a row of its own before that row, or at the end.

    Rows are counted as they are shown, with the field still where it was. A row that is full gives what no longer
    fits to a row below it.
    """
    after = copied(sections)
    rows = after[at(after, number)]["rows"]
    target = rows[row] if row is not None and row < len(rows) and place is not None else None
    following = rows[row] if row is not None and place is None and row < len(rows) else None
    for section in after:
        for line in section["rows"]:
            if key in line:
                held = line.index(key)
                line.remove(key)
                if line is target and place is not None and held < place:
                    place -= 1
    if target is not None:
        target.insert(min(place or 0, len(target)), key)
    elif following is not None:
        rows.insert(next(index for index, line in enumerate(rows) if line is following), [key])
    else:
        rows.append([key])
    for section in after:
        section["rows"] = [part for line in section["rows"] for part in (line[:2], line[2:]) if part]
    return after


def move(sections: Given, key: str, by: int) -> Sections:
    """With a field one place further in reading order, or back; past the edge of its section into the one beside it."""
    number, line, place = place_of(sections, key)
    after = copied(sections)
    spots = [(row, column) for row, held in enumerate(after[number]["rows"]) for column in range(len(held))]
    to = spots.index((line, place)) + by
    if 0 <= to < len(spots):
        rows, (row, column) = after[number]["rows"], spots[to]
        rows[line][place], rows[row][column] = rows[row][column], rows[line][place]
        return after
    beside = number + (1 if by > 0 else -1)
    if not 0 <= beside < len(after):
        return after
    return put(after, key, beside, 0 if by > 0 else None)


def widen(sections: Given, key: str) -> Sections:
    """With a row of its own for a field that shares one; else beside the next field that stands alone, or the last."""
    number, line, place = place_of(sections, key)
    after = copied(sections)
    rows = after[number]["rows"]
    if len(rows[line]) == 2:
        other = rows[line][1 - place]
        rows[line : line + 1] = [[key], [other]] if place == 0 else [[other], [key]]
    elif line + 1 < len(rows) and len(rows[line + 1]) == 1:
        rows[line : line + 2] = [[key, *rows[line + 1]]]
    elif line > 0 and len(rows[line - 1]) == 1:
        rows[line - 1 : line + 1] = [[*rows[line - 1], key]]
    return after


def insert(sections: Given, key: str, behind: str, number: int | None = None) -> Sections:
    """With a new field: behind another one, else at the end of a section, of the last one where none is named."""
    after = copied(sections)
    if number is None and any(behind in row for section in after for row in section["rows"]):
        number, line, _place = place_of(after, behind)
        rows = after[number]["rows"]
        if len(rows[line]) == 1 and not is_wide(after[number]):
            rows[line].append(key)
        else:
            rows.insert(line + 1, [key])
        return after
    section = after[len(after) - 1 if number is None else at(after, number)]
    rows = section["rows"]
    if rows and len(rows[-1]) == 1 and (len(rows) == 1 or not is_wide(section)):
        rows[-1].append(key)
    else:
        rows.append([key])
    return after


def entangled(sections: Given) -> tuple[int, str] | None:
    """The first section that one of its own fields would have to show, and that field; None where there is none."""
    for number, section in enumerate(sections):
        name = section.get("when", {}).get("field", "")
        if name and name in names(section):
            return number, name
    return None
