"""Who can go on, as the page of a case names them: those whom the engine would let, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.cases import acting, store
from app.declare import Role
from models.account import Account
from tests.cases.desk import Desk, today


def able(desk: Desk, number: int, way: str) -> set[str]:
    """The accounts that the page of a case would name for a transition, found by the house."""
    with desk.house() as work:
        resource = work.resources["issue"]
        case = case_of(work, number)
        look = store.look(work, resource, work.record(resource, number), case)
        users = [actor.user_id for actor in acting.able(look, case.process.ways[way]) if actor.active]
        return set(work.session.scalars(select(Account.username).where(Account.id.in_(users))))


def settled_by(desk: Desk, who: Role) -> int:
    """A matter that the community secretary or the centre settled, answered and visited."""
    number = desk.issue()
    desk.take(Role.GRID_STAFF, number, "accept")
    person = desk.person_of(who)
    due = today() + timedelta(days=5)
    desk.take(Role.STREET_CENTRE, number, "settle_here", owner_person=person, reason="社区能办", due_on=due)
    desk.log(number, [1])
    desk.take(who, number, "resolve", outcome="已清走三辆车")
    desk.take(who, number, "reply")
    desk.visit(number, "solved", visitor_id=person)
    return number


@pytest.mark.parametrize(
    ("owner", "other"),
    [(Role.COMMUNITY_SECRETARY, Role.STREET_CENTRE), (Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY)],
)
def test_the_owner_is_not_named_for_the_step_that_he_is_barred_from(desk: Desk, owner: Role, other: Role) -> None:
    number = settled_by(desk, owner)
    assert "barred" in desk.refused(owner, number, "close")
    assert able(desk, number, "close") == {other.value}
    text = desk.world.browser(Role.GRID_STAFF).get(f"/issue/show/{number}").text
    told = text.split("由 ")[1].split("</p>")[0]
    with desk.house() as work:
        names = {row.username: row.name for row in work.session.execute(select(Account.username, Account.name))}
    assert names[other.value] in told and names[owner.value] not in told


def test_whoever_the_page_names_gets_through_and_nobody_else(desk: Desk) -> None:
    number = settled_by(desk, Role.COMMUNITY_SECRETARY)
    through = set()
    for role in Role:
        with desk.person(role) as work:
            resource = work.resources["issue"]
            record = work.record(resource, number)
            if record is not None:
                offered = store.offers(work, resource, record, case_of(work, number))
                ways = {way.key: reasons for way, reasons in offered}
                through |= {role.value} if not ways["close"] else set()
    assert able(desk, number, "close") == through == {Role.STREET_CENTRE.value}


def case_of(work: Any, number: int) -> Any:
    """The case of an issue."""
    held = store.case_of(work.session, "issue", number)
    assert held is not None
    return held.case


def test_who_cannot_sign_in_is_named_as_such(desk: Desk) -> None:
    number = desk.to_call()
    with desk.house() as work:
        account = work.session.scalars(select(Account).where(Account.username == Role.SECTION.value)).one()
        account.active, name = False, account.name
    text = desk.world.browser(Role.GRID_STAFF).get(f"/issue/show/{number}").text
    assert f"{name}（还没有账号）" in text.split("由 ")[1].split("</p>")[0]
