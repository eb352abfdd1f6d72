"""Loading again adds nothing, loading more adds the rest, and what the screens write afterwards finds its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.validators import password_complexity_regex
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash

from app.access.epoch import RIGHTS, epochs
from app.declare import Role
from app.fields.serial import take
from config import WrongSetting
from models.account import Account
from models.compound import Compound
from models.issue import Issue
from models.organisation import Organisation
from models.person import Person
from models.post import Post
from models.property import PropertyCompany
from models.volunteer import Volunteer
from seed import quickly
from seed.loader import ORDER, load
from seed.rules import TODAY
from tests.seed.conftest import Sample, keys, made
from tests.seed.figures import FIGURES, street
from tests.world import postgres_database

USERNAMES = (
    "street",
    "community",
    "grid",
    "section",
    "property",
    "volunteer",
    "leader",
    "system",
    "security",
    "audit",
    "street2",
)


def counts(connection: Connection) -> dict[str, int]:
    tables = [User.__table__, *(model.__table__ for model in ORDER)]
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def test_loading_again_adds_nothing(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        before = counts(connection)
        again = load(connection, config=sample.config, progress=False)
        assert (again.rows, again.accounts, again.password) == ({}, (), None)
        assert counts(connection) == before


def test_what_people_changed_stays(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        table = Organisation.__table__
        mine = update(table).where(table.c.name == "学苑社区").values(name="学苑新社区", version=2)
        assert connection.execute(mine).rowcount == 1
        connection.commit()
        load(connection, config=sample.config, progress=False)
        assert connection.execute(select(func.count()).where(table.c.name == "学苑新社区")).scalar() == 1
        assert connection.execute(select(func.count()).where(table.c.name == "学苑社区")).scalar() == 0


def test_what_was_purged_comes_back(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        before = counts(connection)
        table = Volunteer.__table__
        free = select(func.max(table.c.id)).where(table.c.hours == 0).scalar_subquery()
        connection.execute(delete(table).where(table.c.id == free))
        connection.commit()
        assert load(connection, config=sample.config, progress=False).rows == {"volunteer": 1}
        assert counts(connection) == before


def test_if_empty_leaves_a_database_with_organisations_alone(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        loaded = load(connection, config=sample.config, if_empty=True, progress=False)
        assert loaded.skipped
        assert loaded.total == 0


def test_a_session_is_taken_too_and_left_to_its_owner(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection, Session(connection.engine) as session:
        assert load(session, config=sample.config, progress=False).total == 0
        assert session.in_transaction()


def test_rights_are_read_anew_after_a_load(connection: Connection) -> None:
    assert connection.execute(select(epochs.c.value).where(epochs.c.name == RIGHTS)).scalar_one() >= 1


def test_the_accounts_are_those_of_the_readme(sample: Sample, connection: Connection) -> None:
    assert sorted(sample.loaded.accounts) == sorted(USERNAMES)
    users = {row.username: row for row in connection.execute(select(User.__table__))}
    for row in connection.execute(select(Account.__table__)):
        assert row.id == users[row.username].id
        assert row.active
        assert users[row.username].active
        assert check_password_hash(users[row.username].password, sample.loaded.password or "")
        assert users[row.username].email.endswith(".invalid")


def test_a_made_up_password_is_shown_once_and_strong(sample: Sample) -> None:
    password = sample.loaded.password or ""
    assert password_complexity_regex.search(password)
    assert password not in repr(sample.loaded)
    assert sum(password in line for line in sample.loaded.lines()) == 1


@pytest.mark.parametrize(
    ("username", "role", "kind"),
    [
        ("street", Role.STREET_CENTRE, "street"),
        ("community", Role.COMMUNITY_SECRETARY, "community"),
        ("grid", Role.GRID_STAFF, "grid"),
        ("section", Role.SECTION, "section"),
        ("property", Role.PROPERTY_MANAGER, "company"),
        ("volunteer", Role.VOLUNTEER, "grid"),
        ("leader", Role.PARTY_SECRETARY, "street"),
        ("system", Role.SYSTEM, "street"),
        ("security", Role.SECURITY, "street"),
        ("audit", Role.AUDIT, "street"),
        ("street2", Role.STREET_CENTRE, "street"),
    ],
)
def test_each_account_has_its_role(connection: Connection, username: str, role: Role, kind: str) -> None:
    account, post, unit = Account.__table__, Post.__table__, Organisation.__table__
    joined = account.join(post, post.c.person_id == account.c.person_id).join(unit, unit.c.id == post.c.organisation_id)
    held = select(post.c.role, unit.c.kind).select_from(joined).where(account.c.username == username)
    rows = connection.execute(held.where(post.c.starts_on <= TODAY, post.c.ends_on.is_(None)))
    assert (role.value, kind) in {(row.role, row.kind) for row in rows}


def test_the_accounts_of_one_community_belong_together(connection: Connection) -> None:
    unit, account = Organisation.__table__, Account.__table__
    joined = account.join(unit, unit.c.id == account.c.organisation_id)
    rows = {
        row.username: row
        for row in connection.execute(select(account.c.username, unit.c.path, unit.c.id).select_from(joined))
    }
    assert rows["grid"].path.startswith(rows["community"].path)
    assert rows["volunteer"].path.startswith(rows["community"].path)
    company, compound = PropertyCompany.__table__, Compound.__table__
    run = select(func.count()).select_from(compound.join(company, company.c.id == compound.c.property_company_id))
    assert connection.execute(run.where(company.c.company_organisation_id == rows["property"].id)).scalar_one() >= 2


def test_a_given_password_is_used_and_not_shown(sample: Sample, copy: Callable[[], Connection]) -> None:
    users, accounts = User.__table__, Account.__table__
    with copy() as connection:
        connection.execute(delete(accounts).where(accounts.c.username == "grid"))
        connection.execute(delete(users).where(users.c.username == "grid"))
        connection.commit()
        config = replace(sample.config, sample_password="Sample-Office-2026")
        loaded = load(connection, config=config, progress=False)
        assert (loaded.accounts, loaded.password) == (("grid",), None)
        hashed = connection.execute(select(users.c.password).where(users.c.username == "grid")).scalar_one()
        assert check_password_hash(hashed, "Sample-Office-2026")
        assert "Sample-Office-2026" not in " ".join(loaded.lines())


def test_too_simple_a_password_stops_the_load(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        connection.execute(delete(Account.__table__))
        connection.execute(delete(User.__table__))
        connection.commit()
        with pytest.raises(WrongSetting, match="HUIZHI_SAMPLE_PASSWORD is too simple"):
            load(connection, config=replace(sample.config, sample_password="alllowercase"), progress=False)
        assert connection.execute(select(func.count()).select_from(Account.__table__)).scalar() == 0


def test_the_next_number_follows_the_last_one(copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        number, office = Issue.__table__.c.number, street(connection, "370902004")
        taken = set(connection.scalars(select(number).where(Issue.__table__.c.street_id == office)))
        following = take(connection, "issue.number", office, TODAY.year)
        assert f"370902004-{TODAY.year}-{following:04d}" not in taken
        assert f"370902004-{TODAY.year}-{following - 1:04d}" in taken


def test_scale_fills_the_issues_up(sample: Sample, copy: Callable[[], Connection]) -> None:
    with copy() as connection:
        table = Issue.__table__
        before = connection.execute(select(func.count()).select_from(table)).scalar_one()
        wanted = before + 2_500
        assert load(connection, config=sample.config, scale=wanted, progress=False).rows == {"issue": 2_500}
        assert load(connection, config=sample.config, scale=wanted, progress=False).rows == {}
        newest = list(connection.execute(select(table).order_by(table.c.id.desc()).limit(2_500)))
        mine = street(connection, "370902004")
        assert sum(row.street_id == mine for row in newest) == 1_500
        assert len({row.street_id for row in newest}) > 5
        assert all(row.search_text and row.number.lower() in row.search_text for row in newest)
        assert {row.state for row in newest} >= {"closed", "archived", "resolve"}
        units = {row.id: row.street_id for row in connection.execute(select(Organisation.__table__))}
        assert all(units[row.organisation_id] == row.street_id for row in newest)


def test_many_rows_leave_the_indexes_as_they_were(
    sample: Sample, copy: Callable[[], Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quickly, "FEWEST", 100)
    asked = text("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'issue' ORDER BY type, name")
    with copy() as connection:
        before = connection.execute(asked).all()
        wanted = connection.execute(select(func.count()).select_from(Issue.__table__)).scalar_one() + 500
        load(connection, config=sample.config, scale=wanted, progress=False)
        assert connection.execute(asked).all() == before
        newest = connection.execute(select(Issue.__table__).order_by(Issue.__table__.c.id.desc()).limit(1)).one()
        piece = newest.number[-4:]
        found = text("SELECT rowid FROM issue_search WHERE issue_search MATCH :piece")
        assert newest.id in set(connection.scalars(found, {"piece": f'"{piece}"'}))
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_the_default_load_is_quick(sample: Sample) -> None:
    assert sample.seconds < 20


@pytest.mark.postgres
def test_postgresql_holds_the_same_and_goes_on_counting(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        postgres_database() as url,
        made(tmp_path, url) as found,
        keys(found.config),
        found.engine.connect() as connection,
    ):
        with sample.engine.connect() as other:
            assert counts(connection) == counts(other)
        for figure in FIGURES:
            assert figure.ask(connection) == figure.default, figure.name
        monkeypatch.setattr(quickly, "FEWEST", 100)
        indexes = select(text("indexdef")).select_from(text("pg_indexes")).where(text("tablename = 'issue'"))
        before = sorted(connection.scalars(indexes))
        again = load(connection, config=found.config, scale=4_000, progress=False)
        assert sorted(connection.scalars(indexes)) == before
        assert set(again.rows) == {"issue"}
        person = connection.execute(select(Person.__table__).limit(1)).mappings().one()
        kept = ("street_id", "organisation_id", "name", "residence", "staff", "created_at", "updated_at", "version")
        highest = connection.execute(select(func.max(Person.__table__.c.id))).scalar_one()
        new = insert(Person.__table__).values({name: person[name] for name in kept}).returning(Person.__table__.c.id)
        assert connection.execute(new).scalar_one() == highest + 1
        issue = connection.execute(select(Issue.__table__).limit(1)).mappings().one()
        values = {name: issue[name] for name in issue if name not in ("id", "number", "client_uuid", "public_token")}
        highest = connection.execute(select(func.max(Issue.__table__.c.id))).scalar_one()
        assert (
            connection.execute(insert(Issue.__table__).values(values).returning(Issue.__table__.c.id)).scalar_one()
            == highest + 1
        )


@pytest.mark.long
def test_loading_everything_twice_adds_nothing(full_sample: Sample) -> None:
    with keys(full_sample.config), full_sample.engine.connect() as connection:
        assert load(connection, config=full_sample.config, full=True, progress=False).rows == {}
