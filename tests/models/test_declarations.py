"""What every declared model must say, and the conditions and computed values that the declarations bring."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder import Model
from flask_babel import Babel
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, configure_mappers

from app.access.tree import ancestors
from app.declare import ACTIONS, ADMINISTRATORS, Right, Role, Scope
from app.fields.choice import Choice
from app.fields.choices import MultiChoice
from app.fields.link import Link
from app.fields.links import MultiLink
from app.metadata.describe import describe_all
from app.metadata.resource import Resource, Resources
from app.process.ledger import Kind
from app.record import Record, utc_now
from models import MODELS
from models.account import Account
from models.compound import Building, Compound, CompoundKind
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision, absent
from models.issue import Issue, IssueState
from models.organisation import Organisation, OrganisationKind
from models.party import PartyMember
from models.person import Person, Residence
from models.points import EntryKind, PointsAccount, PointsEntry
from models.post import Post
from models.property import Disclosure, FeePeriod, PropertyCompany, PropertyRating, RatingState
from models.reach import today_here
from models.rewards import Reward
from models.rules import in_order, turnout
from models.volunteer import Volunteer
from seed.codes import entries

ROOT = Path(__file__).parents[2]
NAMES = [
    "issue",
    "notice",
    "assignment",
    "progress_log",
    "return_visit",
    "supervision",
    "day_off",
    "process_rule",
    "issue_report",
    "deliberation_session",
    "session_decision",
    "session_attendance",
    "mediation",
    "mediation_party",
    "judicial_confirmation",
    "case_document",
    "document_template",
    "session_statement",
    "session_vote",
    "organisation",
    "person",
    "party_member",
    "party_meeting",
    "volunteer",
    "volunteer_team",
    "activity",
    "service_record",
    "compound",
    "building",
    "property_company",
    "fee_period",
    "disclosure",
    "property_rating",
    "points_account",
    "points_entry",
    "reward",
    "redemption",
    "points_rule",
    "account",
    "post",
    "points_correction",
    "code_entry",
]
LISTS = {entry.list for entry in entries()}
RESERVED = {"q", "page", "sort", "columns", "view", "scope"}

configure_mappers()
RESOURCES: Resources = describe_all(MODELS)
each = pytest.mark.parametrize("resource", RESOURCES.values(), ids=list(RESOURCES))


def named(resource: Resource) -> Iterator[str]:
    """All names of fields that a screen mentions."""
    screen = resource.screen
    yield from (*screen.list, *screen.search, *screen.filters, *screen.note, *resource.title)
    yield from (name.removeprefix("-") for name in screen.sort)
    yield from (name for section in screen.sections for name in section.names)
    yield from (fact.field for fact in screen.facts if fact.field)
    for chart in screen.charts:
        yield from (name for name in (chart.count_by, chart.sum_of, chart.by, *chart.ratio) if name)
        yield from (name for name, _value in chart.where)
    for condition in screen.conditions:
        yield from (condition.field, condition.when.field)
    for grant in screen.grants:
        yield from (name for name, _right in grant.fields)
    if screen.state:
        yield screen.state


def test_the_subjects_are_complete_and_named_like_their_addresses() -> None:
    assert sorted(RESOURCES) == sorted(NAMES)


@each
def test_a_screen_names_only_fields_that_exist(resource: Resource) -> None:
    for name in named(resource):
        RESOURCES.path(resource, name)


@each
def test_a_screen_says_what_it_is_for(resource: Resource) -> None:
    screen = resource.screen
    assert str(screen.description)
    assert bool(str(screen.add_label)) is not screen.readonly
    assert 5 <= len(screen.list) <= 8
    assert 2 <= len(screen.charts) <= 4 or not screen.business
    assert len(screen.facts) in (0, 4)
    assert screen.icon in (ROOT / "app/static/icons.txt").read_text().split()


@each
def test_every_field_stands_in_one_section_of_the_form(resource: Resource) -> None:
    shown = [name for section in resource.sections for name in section.names]
    assert len(shown) == len(set(shown))
    kept_by_the_house = {f"{act}_{what}" for act in ("created", "updated", "deleted") for what in ("at", "by")}
    missing = {name for name, found in resource.fields.items() if not found.hidden} - {*shown} - kept_by_the_house
    assert missing == set()
    assert RESERVED.isdisjoint(resource.fields)


@each
def test_rows_of_a_section_hold_one_or_two_fields(resource: Resource) -> None:
    assert all(1 <= len(row) <= 2 for section in resource.sections for row in section.rows)


@each
def test_tabs_and_counts_point_at_links_that_lead_here(resource: Resource) -> None:
    pointing = [(related.resource, related.by) for related in resource.screen.related]
    pointing += [(fact.count.split(".")[0], fact.count.split(".")[1]) for fact in resource.screen.facts if fact.count]
    for name, by in pointing:
        found = RESOURCES[name].field(by)
        assert isinstance(found, Link) and found.target == resource.name
    for related in resource.screen.related:
        for column in related.columns:
            RESOURCES.path(RESOURCES[related.resource], column)


@each
def test_figures_are_drawn_of_fields_that_can_be_counted_and_summed(resource: Resource) -> None:
    for chart in resource.charts:
        for name in (chart.sum_of, *chart.ratio):
            assert not name or RESOURCES.path(resource, name).field.summable, chart
        grouped = RESOURCES.path(resource, chart.group).field
        assert grouped.groupable and (grouped.dated or not chart.every), chart
        assert not grouped.dated or chart.every, chart


@each
def test_what_is_sorted_can_be_sorted(resource: Resource) -> None:
    for name in resource.screen.sort:
        assert RESOURCES.path(resource, name.removeprefix("-")).field.sortable


@each
def test_a_choice_has_an_enum_or_a_code_list(resource: Resource) -> None:
    for found in resource.fields.values():
        if isinstance(found, (Choice, MultiChoice)):
            assert (found.enum is None) is bool(found.codes), found.key
            assert found.enum is not None or found.codes in LISTS, found.key


@each
def test_a_secret_field_says_why_it_is_kept(resource: Resource) -> None:
    assert [name for name, found in resource.fields.items() if found.secret and not str(found.personal)] == []


@each
def test_links_lead_to_resources_that_the_same_roles_may_name(resource: Resource) -> None:
    readers = {grant.role for grant in resource.screen.grants if {"list", "show"} & {*grant.can}}
    for name, found in resource.fields.items():
        if isinstance(found, (Link, MultiLink)):
            namers = {grant.role for grant in RESOURCES[found.target].screen.grants}
            hidden = {
                grant.role
                for grant in resource.screen.grants
                if (name, Right.HIDDEN) in grant.fields or (name, Right.MASKED) in grant.fields
            }
            assert readers - hidden <= namers, f"{resource.name}.{name} -> {found.target}"


@each
def test_a_grant_asks_for_known_actions_and_conditions_that_are_declared(resource: Resource) -> None:
    screen = resource.screen
    for grant in screen.grants:
        assert {*grant.can} <= {*ACTIONS, "name", *(action.name for action in screen.actions)}
        assert grant.scope is not Scope.ASSIGNED or screen.assigned is not None
        assert grant.scope is not Scope.OWN or screen.own is not None
        assert not screen.readonly or not {"add", "edit", "delete"} & {*grant.can}


def test_administrators_reach_no_business_data() -> None:
    granted = {
        (grant.role, resource.name, action)
        for resource in RESOURCES.values()
        for grant in resource.screen.grants
        for action in grant.can
        if grant.role in ADMINISTRATORS
    }
    reading = {(role, name) for role, name, action in granted if action != "name"}
    assert reading == {(Role.SYSTEM, name) for name in ("account", "organisation", "code_entry", "day_off")} | {
        (Role.SECURITY, "post")
    }
    naming = {(role, name) for role, name, action in granted if action == "name"}
    assert {name for _role, name in naming} == {"account", "organisation", "person"}
    assert all(RESOURCES[name].screen.business is False for _role, name in reading)


def test_every_business_role_reads_something() -> None:
    readers = {grant.role for resource in RESOURCES.values() for grant in resource.screen.grants if "list" in grant.can}
    assert readers == {*Role} - {Role.AUDIT}


@pytest.mark.parametrize("model", [model for model in MODELS if issubclass(model, Record)])
def test_a_street_finds_its_rows_by_an_index_and_deleted_rows_leave_unique_ones(model: Any) -> None:
    heads = {tuple(column.name for column in index.columns)[:2] for index in model.__table__.indexes}
    assert ("street_id", "id") in heads
    for index in model.__table__.indexes:
        columns = {column.name for column in index.columns}
        if index.unique and not columns & {"client_uuid", "public_token", "token", "hold_key"}:
            assert "deleted_at IS NULL" in str(index.dialect_options["sqlite"]["where"]), index.name
            assert "deleted_at IS NULL" in str(index.dialect_options["postgresql"]["where"]), index.name


def test_the_entries_of_the_ledger_have_the_codes_of_the_process() -> None:
    assert [kind.value for kind in EntryKind] == [kind.value for kind in Kind]
    assert not issubclass(PointsEntry, Record)


def test_every_text_has_its_chinese() -> None:
    texts = {
        ast.literal_eval(node.args[0])
        for path in (ROOT / "models").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext")
    }
    parts = (ROOT / "translations/zh/parts").glob("*.json")
    chinese = {text: words for part in parts for text, words in json.loads(part.read_text()).items()}
    assert texts - {*chinese} == set()
    assert {text for text in texts if not re.search(r"[㎡\u4e00-\u9fff]", chinese[text])} == set()
    for text in texts:
        assert re.findall(r"%\(\w+\)s", text) == re.findall(r"%\(\w+\)s", chinese[text])


# -- with a database ----------------------------------------------------------------------------------------------


@pytest.fixture
def session() -> Iterator[Session]:
    """A session without scope on an empty SQLite database, within an application that knows the time zone."""
    app = Flask(__name__)
    Babel(app, default_timezone="Asia/Shanghai")
    engine = create_engine("sqlite://")
    Model.metadata.create_all(engine)
    with app.app_context(), Session(engine) as opened:
        yield opened
    engine.dispose()


def organisation(
    session: Session, kind: OrganisationKind, code: str, parent: Organisation | None = None
) -> Organisation:
    made = Organisation(name=f"{kind} {code}", kind=kind, code=code, parent_id=parent.id if parent else None)
    session.add(made)
    session.flush()
    return made


def keep(session: Session, model: Any, owner: Organisation, **values: Any) -> Any:
    made = model(organisation_id=owner.id, street_id=owner.street_id, **values)
    session.add(made)
    session.flush()
    return made


def post_of(owner: Organisation, role: Role, person: int | None = None) -> Any:
    return SimpleNamespace(
        organisation_id=owner.id, street_id=owner.street_id, path=owner.path, person_id=person, role=role, user_id=1
    )


def assigned(session: Session, model: Any, post: Any) -> list[int]:
    return list(session.scalars(select(model.id).where(model.__screen__.assigned(model, post)).order_by(model.id)))


@pytest.fixture
def street(session: Session) -> Organisation:
    return organisation(session, OrganisationKind.STREET, "990102004000")


@pytest.fixture
def community(session: Session, street: Organisation) -> Organisation:
    return organisation(session, OrganisationKind.COMMUNITY, "990102004001", street)


def issue(session: Session, owner: Organisation, **values: Any) -> Issue:
    serial = session.query(Issue).count() + 1
    given = {"title": "Lift out of order", "source": "grid", "category": "lift", "reported_at": utc_now()}
    made: Issue = keep(session, Issue, owner, **{**given, "number": f"X-2026-{serial:04d}", **values})
    return made


def test_an_organisation_gets_its_path_its_street_and_itself_as_owner(
    session: Session, community: Organisation
) -> None:
    grid = organisation(session, OrganisationKind.GRID, "01", community)
    street_id = community.street_id
    assert street_id is not None
    assert (grid.street_id, grid.organisation_id) == (street_id, grid.id)
    assert ancestors(grid.path) == (street_id, community.id)


def test_two_living_organisations_do_not_share_a_statistical_code(session: Session, street: Organisation) -> None:
    first = organisation(session, OrganisationKind.COMMUNITY, "990102004001", street)
    first.deleted_at = utc_now()
    session.flush()
    second = organisation(session, OrganisationKind.COMMUNITY, "990102004001", street)
    with pytest.raises(IntegrityError):
        organisation(session, OrganisationKind.VILLAGE, "990102004001", second)


def test_local_codes_are_unique_under_their_parent_only(session: Session, street: Organisation) -> None:
    one, two = (organisation(session, OrganisationKind.COMMUNITY, f"99010200400{last}", street) for last in (1, 2))
    organisation(session, OrganisationKind.GRID, "01", one)
    organisation(session, OrganisationKind.GRID, "01", two)
    with pytest.raises(IntegrityError):
        organisation(session, OrganisationKind.GRID, "01", two)


def test_an_administrator_names_staff_but_no_resident(
    session: Session, street: Organisation, community: Organisation
) -> None:
    people = [
        keep(session, Person, community, name=name, residence=Residence.LOCAL, staff=staff)
        for name, staff in (("Resident", False), ("New colleague", True), ("Secretary", False))
    ]
    keep(session, Post, community, person_id=people[2].id, role=Role.COMMUNITY_SECRETARY, starts_on=today_here())
    elsewhere = organisation(session, OrganisationKind.STREET, "990103005000")
    keep(session, Person, elsewhere, name="Stranger", residence=Residence.LOCAL, staff=True)
    assert assigned(session, Person, post_of(street, Role.SECURITY)) == [people[1].id, people[2].id]


def test_an_administrator_changes_neither_his_own_account_nor_another_administrators(
    session: Session, street: Organisation
) -> None:
    roles = (Role.SYSTEM, Role.AUDIT, Role.STREET_CENTRE)
    people = [keep(session, Person, street, name=str(role.value), residence=Residence.WORKS_HERE) for role in roles]
    posts = []
    for number, (person, role) in enumerate(zip(people, roles, strict=True), start=1):
        posts.append(keep(session, Post, street, person_id=person.id, role=role, starts_on=today_here()))
        keep(session, Account, street, id=number, username=f"user{number}", name=person.name, person_id=person.id)
    assert assigned(session, Account, post_of(street, Role.SYSTEM, people[0].id)) == [3]
    assert assigned(session, Post, post_of(street, Role.SECURITY, people[1].id)) == [posts[2].id]


def test_a_property_manager_reaches_the_compounds_of_the_own_company(
    session: Session, street: Organisation, community: Organisation
) -> None:
    units = [organisation(session, OrganisationKind.COMPANY, f"WY{number}", street) for number in (1, 2)]
    mine, other = (
        keep(session, PropertyCompany, street, name=f"Company {unit.code}", company_organisation_id=unit.id)
        for unit in units
    )
    compounds = [
        keep(
            session,
            Compound,
            community,
            name=f"Compound {number}",
            kind=CompoundKind.OLD,
            property_company_id=company.id,
        )
        for number, company in enumerate((mine, other))
    ]
    day = today_here()
    buildings = [keep(session, Building, community, compound_id=compound.id, name="1") for compound in compounds]
    notices = [
        keep(session, Disclosure, community, compound_id=compound.id, kind="fees", published_on=day)
        for compound in compounds
    ]
    ratings = [
        keep(session, PropertyRating, street, property_company_id=mine.id, period_from=day, period_to=day, state=state)
        for state in (RatingState.DRAFT, RatingState.OBJECTION)
    ]
    manager = post_of(units[0], Role.PROPERTY_MANAGER)
    assert assigned(session, Compound, manager) == [compounds[0].id]
    assert assigned(session, Building, manager) == [buildings[0].id]
    assert assigned(session, Disclosure, manager) == [notices[0].id]
    assert assigned(session, PropertyCompany, manager) == [mine.id]
    assert assigned(session, PropertyRating, manager) == [ratings[1].id]
    compounds[0].deleted_at = utc_now()
    session.flush()
    assert assigned(session, Building, manager) == []


def test_an_inspector_sees_late_and_supervised_issues_and_decisions(session: Session, community: Organisation) -> None:
    yesterday, day = today_here() - timedelta(days=1), today_here()
    late = issue(session, community, due_on=yesterday)
    issue(session, community, due_on=day)
    issue(session, community, due_on=yesterday, state=IssueState.CLOSED)
    issue(session, community)
    supervised = issue(session, community, supervised=True, state=IssueState.ARCHIVED)
    inspector = post_of(community, Role.INSPECTOR)
    assert assigned(session, Issue, inspector) == [late.id, supervised.id]
    overdue = RESOURCES["issue"].field("overdue")
    assert list(session.scalars(select(Issue.id).where(overdue.expression(Issue)))) == [late.id]
    assert [overdue.read(found) for found in session.scalars(select(Issue).order_by(Issue.id))] == [True, *[False] * 4]

    person = keep(session, Person, community, name="Owner", residence=Residence.LOCAL)
    held = keep(session, DeliberationSession, community, title="Parking", format="yard", held_on=utc_now())
    decisions = [
        keep(
            session,
            SessionDecision,
            community,
            session_id=held.id,
            text="Paint",
            owner_person_id=person.id,
            due_on=due,
            done=done,
        )
        for due, done in ((yesterday, False), (yesterday, True), (day, False))
    ]
    assert assigned(session, SessionDecision, inspector) == [decisions[0].id]
    assert [RESOURCES["session_decision"].field("overdue").read(found) for found in decisions] == [True, False, False]


def test_others_see_the_issues_and_sessions_that_they_are_concerned_with(
    session: Session, street: Organisation, community: Organisation
) -> None:
    section = organisation(session, OrganisationKind.SECTION, "KS1", street)
    person = keep(session, Person, street, name="Officer", residence=Residence.WORKS_HERE)
    by_unit = issue(session, community, owner_organisation_id=section.id)
    by_person = issue(session, community, owner_person_id=person.id)
    issue(session, community)
    assert assigned(session, Issue, post_of(section, Role.SECTION)) == [by_unit.id]
    assert assigned(session, Issue, post_of(street, Role.POLICE, person.id)) == [by_person.id]

    sessions = [
        keep(session, DeliberationSession, community, title=f"Session {number}", format="yard", held_on=utc_now())
        for number in range(3)
    ]
    keep(
        session,
        SessionAttendance,
        community,
        session_id=sessions[0].id,
        name="Officer",
        side="section",
        unit_id=section.id,
    )
    keep(
        session,
        SessionDecision,
        community,
        session_id=sessions[1].id,
        text="Fence",
        owner_organisation_id=section.id,
        owner_person_id=person.id,
        due_on=today_here(),
    )
    guest = post_of(section, Role.SECTION)
    assert assigned(session, DeliberationSession, guest) == [sessions[0].id, sessions[1].id]
    assert len(assigned(session, SessionAttendance, guest)) == 1
    assert len(assigned(session, SessionDecision, guest)) == 1


@pytest.mark.parametrize("model", [Person, Volunteer, PointsAccount, PartyMember])
def test_people_own_what_names_them_and_nobody_owns_the_rest(
    session: Session, community: Organisation, model: Any
) -> None:
    somebody = keep(session, Person, community, name="Somebody", residence=Residence.LOCAL)
    joined = {"joined_on": today_here()} if model is PartyMember else {}
    opened = {"opened_on": today_here()} if model is PointsAccount else {}
    registered = {"registered_on": today_here()} if model is Volunteer else {}
    row = (
        somebody
        if model is Person
        else keep(session, model, community, person_id=somebody.id, **joined, **opened, **registered)
    )
    own = post_of(community, Role.VOLUNTEER, somebody.id)
    assert list(session.scalars(select(model.id).where(model.__screen__.own(model, own)))) == [row.id]
    nobody = post_of(community, Role.VOLUNTEER, None)
    assert list(session.scalars(select(model.id).where(model.__screen__.own(model, nobody)))) == []


@pytest.mark.parametrize(
    ("receivable", "received", "rate"),
    [
        ("100.00", "90.00", "90.0"),
        ("3.00", "1.00", "33.3"),
        ("3.00", "2.00", "66.7"),
        ("2000.00", "0.99", "0.0"),
        ("2000.00", "1.00", "0.1"),
        ("0.00", "5.00", None),
    ],
)
def test_a_collection_rate_is_the_same_in_sql_and_on_the_record(
    session: Session, community: Organisation, receivable: str, received: str, rate: str | None
) -> None:
    compound = keep(session, Compound, community, name="Hua", kind=CompoundKind.OLD)
    period = keep(
        session,
        FeePeriod,
        community,
        compound_id=compound.id,
        starts_on=today_here(),
        ends_on=today_here(),
        receivable=Decimal(receivable),
        received=Decimal(received),
    )
    found = RESOURCES["fee_period"].field("rate")
    expected = None if rate is None else Decimal(rate)
    assert found.read(period) == expected
    assert session.scalar(select(found.expression(FeePeriod))) == expected
    enough = session.scalar(select(FeePeriod.id).where(found.expression(FeePeriod) >= Decimal("66.7")))
    assert (enough is not None) is (expected is not None and expected >= Decimal("66.7"))


def test_a_notice_is_out_of_date_the_day_after_the_next_was_due(session: Session, community: Organisation) -> None:
    compound = keep(session, Compound, community, name="Hua", kind=CompoundKind.OLD)
    day = today_here()
    notices = [
        keep(session, Disclosure, community, compound_id=compound.id, kind="fees", published_on=day, next_on=due)
        for due in (day - timedelta(days=1), day, None)
    ]
    stale = RESOURCES["disclosure"].field("stale")
    assert [stale.read(notice) for notice in notices] == [True, False, False]
    assert list(session.scalars(select(Disclosure.id).where(stale.expression(Disclosure)))) == [notices[0].id]


def test_more_rewards_than_there_are_cannot_be_taken(session: Session, street: Organisation) -> None:
    reward = keep(
        session, Reward, street, name="Soap", code="soap", kind="daily", price=Decimal("2.50"), stock=3, taken=1
    )
    left = RESOURCES["reward"].field("left")
    assert left.read(reward) == 2
    assert session.scalar(select(left.expression(Reward))) == 2
    validate = Reward.__screen__.validate
    assert validate is not None
    assert [*validate({"stock": 0}, None, reward)] == ["stock"]
    assert validate({"stock": 1}, None, reward) == {}
    reward.taken = 4
    with pytest.raises(IntegrityError):
        session.flush()


def test_values_that_cannot_both_be_right_are_refused_in_words() -> None:
    day = utc_now().date()
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        assert in_order({"a": day, "b": day}, "a", "b") == {}
        assert [*in_order({"a": day, "b": day - timedelta(days=1)}, "a", "b")] == ["b"]
        assert [*turnout({"expected": 3, "present": 4})] == ["present"]
        assert turnout({"expected": None, "present": 4}) == {}
        assert [*absent({"present": False, "observer": False, "absence": ""})] == ["absence"]
        assert absent({"present": False, "observer": True}) == absent({"present": True}) == {}
