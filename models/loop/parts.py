"""Who has which part in the case of an issue, found from the issue itself."""

from __future__ import annotations

from collections.abc import Sequence

from app.cases.acting import accounts, people, posted
from app.cases.registry import Actor, Look, Part
from models.loop.last_visit import last_visitor


def owner(look: Look) -> bool:
    """Anybody of the unit in charge: who holds a post there, or is the person named, wherever that one has a post."""
    unit = look.record.owner_organisation_id
    return unit is not None and (
        owner_person(look) or any(holding.organisation_id == unit for holding in look.viewer.holdings)
    )


def owners(look: Look) -> Sequence[Actor]:
    """The person named first, then everybody else of the unit in charge."""
    unit = look.record.owner_organisation_id
    return [] if unit is None else [*owner_people(look), *posted(look, (unit,))]


def owner_person(look: Look) -> bool:
    """The person in charge."""
    person = look.record.owner_person_id
    return person is not None and person == look.viewer.person_id


def owner_people(look: Look) -> Sequence[Actor]:
    """The person in charge, as a list."""
    return people(look, (look.record.owner_person_id,))


def visitor(look: Look) -> bool:
    """Who made the last return visit."""
    person = last_visitor(look)
    return person is not None and person == look.viewer.person_id


def visitors(look: Look) -> Sequence[Actor]:
    """Who made the last return visit; before it, who settled the matter and is to make it."""
    return people(look, (last_visitor(look) or look.record.owner_person_id,))


def reporter(look: Look) -> bool:
    """Who entered the issue."""
    return bool(look.viewer.user_id) and look.record.created_by_id == look.viewer.user_id


def reporters(look: Look) -> Sequence[Actor]:
    """Who entered the issue, as a list."""
    return accounts(look, (look.record.created_by_id,))


PARTS = {
    "owner": Part(holds=owner, people=owners),
    "owner_person": Part(holds=owner_person, people=owner_people),
    "visitor": Part(holds=visitor, people=visitors),
    "reporter": Part(holds=reporter, people=reporters),
}
