"""The rows of the sample are such as the screens would have written: valid, linked inside their street, in order."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, String, Table, cast, func, select
from stdnum.cn import ric

from app.declare import Role
from app.fields.choice import Choice
from app.fields.choices import MultiChoice
from app.fields.citizen_number import birthday, known_region, sex
from app.fields.day import Day
from app.fields.link import Link
from app.fields.links import MultiLink, link_entry
from app.fields.number import Number
from app.fields.phone import normal
from app.fields.secret import Secret, blind_name
from app.fields.text import Text
from app.metadata.describe import describe, describe_all
from app.query.search import document_of
from app.record import Record
from models import MODELS
from models.account import Account
from models.compound import Building
from models.deliberation import DeliberationSession, SessionAttendance
from models.issue import Issue
from models.organisation import Organisation
from models.party import PartyMember
from models.person import Person
from models.post import Post
from models.property import Disclosure
from seed import people
from seed.codes import entries
from seed.loader import ORDER
from seed.rules import TODAY, present

RESOURCES = describe_all(MODELS)
TABLES = {resource.name: resource.model.__table__ for resource in RESOURCES.values()}
LINKS = [
    (resource.name, found.source.name, found.target)  # type: ignore[union-attr]
    for resource in RESOURCES.values()
    for found in resource.fields.values()
    if isinstance(found, Link) and found.target in TABLES
]
LISTS: dict[str, set[str]] = defaultdict(set)
for code in entries():
    LISTS[code.list].add(code.code)


def named(model: type[Any]) -> str:
    return str(model.__tablename__)


def rows_of(connection: Connection, model: type[Any]) -> list[Any]:
    return list(connection.execute(select(model.__table__)))


@pytest.mark.parametrize("model", ORDER, ids=named)
def test_every_subject_has_rows(connection: Connection, model: type[Any]) -> None:
    assert connection.execute(select(func.count()).select_from(model.__table__)).scalar_one() > 0


@pytest.mark.parametrize(("resource", "column", "target"), LINKS, ids=lambda part: str(part))
def test_links_lead_to_a_row_of_the_same_street(
    connection: Connection, resource: str, column: str, target: str
) -> None:
    here, there = TABLES[resource].alias("here"), TABLES[target].alias("there")
    if resource == "organisation" and column == "parent_id":
        wrong = here.c.street_id.is_distinct_from(there.c.street_id) & (there.c.kind != "district")
    else:
        wrong = here.c.street_id.is_distinct_from(there.c.street_id)
    joined = here.outerjoin(there, here.c[column] == there.c.id)
    found = select(func.count()).select_from(joined).where(here.c[column].is_not(None), there.c.id.is_(None) | wrong)
    assert connection.execute(found).scalar_one() == 0


def test_links_to_several_rows_stand_in_the_link_table_too(connection: Connection) -> None:
    issues = {row.id: row.street_id for row in rows_of(connection, Issue)}
    said = set()
    for row in rows_of(connection, DeliberationSession):
        for number in row.issues or ():
            assert issues[number] == row.street_id
            said.add(("deliberation_session", row.id, "issues", "issue", number))
    kept = connection.execute(select(link_entry)).all()
    assert said
    assert said == {(row.resource, row.record_id, row.field, row.target, row.target_id) for row in kept}


@pytest.mark.parametrize("model", ORDER, ids=named)
def test_values_are_what_the_fields_take(connection: Connection, model: type[Any]) -> None:
    resource = describe(model)
    rows = rows_of(connection, model)
    for found in resource.fields.values():
        if found.source is None or found.source.name not in model.__table__.columns:
            continue
        values = [getattr(row, found.source.name) for row in rows]
        assert not (found.required and None in values), found.key
        for value in values:
            if value is not None:
                assert fits(found, value), (found.key, value)


def fits(found: Any, value: Any) -> bool:
    if isinstance(found, MultiChoice):
        return bool(value) and all(fits(found.one, item) for item in value)
    if isinstance(found, Choice):
        return value in (LISTS[found.codes] if found.codes else {item.value for item in found.enum})
    if isinstance(found, MultiLink):
        return bool(value)
    if isinstance(found, Number):
        least, most = found.minimum, found.maximum
        exact = Decimal(value) == round(Decimal(value), found.decimals)
        return exact and (least is None or value >= least) and (most is None or value <= most)
    if isinstance(found, Day):
        return not found.past or value <= present()
    if isinstance(found, Text):
        return 0 < len(value) <= found.length and (not found.pattern or bool(re.fullmatch(found.pattern, value)))
    return True


@pytest.mark.parametrize("model", [model for model in ORDER if model.__screen__.validate], ids=named)
def test_rows_pass_the_checks_of_their_forms(connection: Connection, model: type[Any]) -> None:
    resource = describe(model)
    for row in rows_of(connection, model):
        record = SimpleNamespace(**row._mapping)
        fields = {
            key: found for key, found in resource.fields.items() if found.source and hasattr(record, found.source.name)
        }
        values = {key: found.read(record) for key, found in fields.items()}
        assert not resource.screen.validate(values, None, record), row.id  # type: ignore[misc]


def test_citizen_numbers_are_right_and_belong_to_nobody(connection: Connection) -> None:
    rows = [row for row in rows_of(connection, Person) if row.citizen_number]
    assert len(rows) > 4_000
    for row in rows:
        number = row.citizen_number
        assert ric.calc_check_digit(number) == number[17]
        assert number.startswith(people.REGIONS)
        assert not known_region(number)
        assert (birthday(number), sex(number)) == (row.birthday, row.sex)
    assert len({row.citizen_number for row in rows}) == len(rows)


def test_no_region_of_the_sample_is_assigned() -> None:
    assert not [code for code in range(100) if known_region(f"{people.REGIONS}{code:02d}")]


@pytest.mark.parametrize("model", ORDER, ids=named)
def test_secret_values_are_encrypted_with_their_blind_index_beside_them(
    connection: Connection, model: type[Any]
) -> None:
    table: Table = model.__table__
    for found in describe(model).fields.values():
        if not isinstance(found, Secret) or found.source is None:
            continue
        name = found.source.name
        stored = cast(table.c[name], String)
        for value, cipher, blind in connection.execute(select(table.c[name], stored, table.c[blind_name(name)])):
            assert (value is None) == (blind is None)
            if value is not None:
                assert blind == found.blind(value)
                assert value not in cipher


@pytest.mark.parametrize(
    "column", ["person.phone", "property_company.phone", "compound.duty_phone", "issue.reporter_phone"]
)
def test_phones_are_made_up_and_in_the_form_of_the_field(connection: Connection, column: str) -> None:
    table, name = column.split(".")
    phones = [phone for phone in connection.scalars(select(TABLES[table].c[name])) if phone]
    assert phones
    assert all(phone.startswith(people.PHONES) and normal(phone) == phone for phone in phones)


def test_paths_name_all_ancestors(connection: Connection) -> None:
    rows = {row.id: row for row in rows_of(connection, Organisation)}
    for row in rows.values():
        above = rows[row.parent_id].path if row.parent_id else "/"
        assert row.path == f"{above}{row.id}/"
        streets = [int(part) for part in row.path.strip("/").split("/") if rows[int(part)].kind == "street"]
        assert streets == ([row.street_id] if row.street_id else [])
        assert row.organisation_id == row.id
        assert (row.kind == "district") == (row.parent_id is None)


def test_posts_have_days(connection: Connection) -> None:
    rows = rows_of(connection, Post)
    assert all(row.starts_on <= TODAY for row in rows)
    ended = [row for row in rows if row.ends_on]
    assert ended
    assert all(row.starts_on < row.ends_on < TODAY for row in ended)
    assert {row.role for row in rows} == {role.value for role in Role}


def test_a_grid_has_one_leader(connection: Connection) -> None:
    leaders = [
        row.organisation_id for row in rows_of(connection, Post) if row.role == "grid_leader" and not row.ends_on
    ]
    assert len(leaders) == len(set(leaders))


def test_some_people_hold_posts_in_two_organisations(connection: Connection) -> None:
    held = defaultdict(set)
    for row in rows_of(connection, Post):
        if row.ends_on is None:
            held[row.person_id].add(row.organisation_id)
    assert sum(len(organisations) > 1 for organisations in held.values()) > 80


def test_the_counts_of_a_session_are_those_of_its_participants(connection: Connection) -> None:
    came: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows_of(connection, SessionAttendance):
        counts = came[row.session_id]
        counts[2 if row.observer else 0] += 1
        counts[1] += row.present and not row.observer
    for row in rows_of(connection, DeliberationSession):
        if row.state == "held":
            assert (row.expected, row.present, row.observers) == tuple(came[row.id])
        else:
            assert row.id not in came
            assert row.held_on.date() > TODAY


def test_closed_issues_have_an_owner_an_outcome_and_their_days(connection: Connection) -> None:
    for row in rows_of(connection, Issue):
        if row.state in ("closed", "archived"):
            assert row.owner_organisation_id
            assert row.outcome
            assert row.reported_at.date() <= row.accepted_on <= row.closed_on <= TODAY
        else:
            assert row.closed_on is None
        assert row.state not in ("merged", "rejected", "redirected", "suspended") or row.state_reason


def test_numbers_are_given_in_the_order_of_the_days(connection: Connection) -> None:
    table = Issue.__table__
    last: dict[str, str] = {}
    for number, _at in connection.execute(
        select(table.c.number, table.c.reported_at).order_by(table.c.reported_at, table.c.id)
    ):
        assert re.fullmatch(r"(\d{9}|[A-Z]+)-\d{4}-\d{4,}", number)
        series, nth = number.rsplit("-", 1)
        assert int(nth) == int(last.get(series, 0)) + 1
        last[series] = nth


def test_every_state_and_most_categories_are_met(connection: Connection) -> None:
    rows = rows_of(connection, Issue)
    states = {
        "collect",
        "assess",
        "call",
        "resolve",
        "feedback",
        "closed",
        "rejected",
        "merged",
        "redirected",
        "suspended",
    }
    assert states <= {row.state for row in rows}
    assert len({row.category for row in rows}) > 20
    titles = [row.title for row in rows]
    assert len(set(titles)) > 0.75 * len(titles)
    assert not [title for title in titles if "{" in title]


def test_charts_of_24_months_have_issues_in_each(connection: Connection) -> None:
    months = {f"{row.reported_at:%Y-%m}" for row in rows_of(connection, Issue)}
    assert len(months) == 25  # the first and the last in part


def test_some_things_are_missing_on_purpose(connection: Connection) -> None:
    """So that the lists of what is missing have something to show."""
    compounds = rows_of(connection, RESOURCES["compound"].model)
    assert any(row.branch_id is None for row in compounds)
    assert any(row.management == "none" for row in compounds)
    assert any(row.head_id is None for row in rows_of(connection, Building))
    assert any(row.next_on < TODAY for row in rows_of(connection, Disclosure))
    assert any(row.due_on and row.due_on < present() and row.state == "resolve" for row in rows_of(connection, Issue))


def test_members_look_after_ten_households_at_most(connection: Connection) -> None:
    rows = rows_of(connection, PartyMember)
    political = {row.id: row.political for row in rows_of(connection, Person)}
    assert all(row.households <= 10 and political[row.person_id] == "01" for row in rows)


@pytest.mark.parametrize("model", [model for model in ORDER if issubclass(model, Record)], ids=named)
def test_search_documents_are_those_that_the_session_would_write(connection: Connection, model: type[Any]) -> None:
    resource = describe(model)
    for row in rows_of(connection, model)[:300]:
        assert row.search_text == document_of(resource, dict(row._mapping))


def test_accounts_have_the_id_of_their_user(connection: Connection) -> None:
    rows = rows_of(connection, Account)
    assert {row.username for row in rows} >= {
        "street",
        "community",
        "grid",
        "section",
        "property",
        "volunteer",
        "street2",
    }
    assert all(row.created_at.date() <= TODAY for row in rows)
