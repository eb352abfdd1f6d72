"""Loads the sample data in bulk and in one transaction; run again, it adds what is missing and nothing else.

    load(connection, config=config)              the default sample: two places whole, the others thinned
    load(connection, config=config, full=True)   every row that the documents speak of
    load(connection, config=config, scale=10**6) and then issues up to this number, for benchmarks

Rows are written past the session's listeners, so what those would do is done here: street, path, version, search text,
blind indexes, links, counters and epochs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import click
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext as _
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session, scoped_session

from app.access.epoch import RIGHTS, raise_epoch
from app.cases.tables import ProcessCase
from app.query.search_index import indexed, search_tidy
from config import Config
from models.account import Account
from models.compound import Building, Compound
from models.confirmation import JudicialConfirmation
from models.deliberation import DeliberationSession, SessionAttendance, SessionDecision
from models.issue import Issue
from models.loop.assignment import Assignment, ProgressLog
from models.loop.supervision import Supervision
from models.loop.visit import ReturnVisit
from models.mediation import Mediation, MediationParty
from models.organisation import Organisation
from models.party import PartyMeeting, PartyMember
from models.person import Person
from models.points import PointsAccount, PointsEntry, PointsRule
from models.post import Post
from models.property import Disclosure, FeePeriod, PropertyCompany, PropertyRating
from models.report import IssueReport
from models.rewards import Redemption, Reward
from models.statements import SessionStatement, SessionVote
from models.volunteer import Volunteer
from models.volunteering import Activity, ServiceRecord, VolunteerTeam
from seed import (
    accounts,
    builders,
    cases,
    ganshiqiao,
    huangdao,
    longsangsi,
    numbers,
    pizhou,
    shanggao,
    tianshuijun,
    xiaoli,
)
from seed import scale as scales
from seed.book import Book, advance
from seed.codes import load_codes
from seed.place import Place
from seed.rules import few
from seed.scene import Scene

ORDER: tuple[type[Any], ...] = (
    Organisation,
    PropertyCompany,
    Compound,
    Building,
    Person,
    Post,
    Account,
    PartyMember,
    PartyMeeting,
    VolunteerTeam,
    Volunteer,
    Activity,
    ServiceRecord,
    FeePeriod,
    Disclosure,
    PropertyRating,
    Issue,
    IssueReport,
    DeliberationSession,
    SessionAttendance,
    SessionStatement,
    SessionVote,
    SessionDecision,
    Assignment,
    ProgressLog,
    ReturnVisit,
    Supervision,
    Mediation,
    MediationParty,
    JudicialConfirmation,
    PointsRule,
    PointsAccount,
    Reward,
    PointsEntry,
    Redemption,
)
"""Tables in the order of writing: what is pointed at stands first."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load added: rows by table, accounts by name, and the password where it had to be made up."""

    rows: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    accounts: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)
    skipped: bool = False

    @property
    def total(self) -> int:
        """How many rows were added."""
        return sum(self.rows.values())

    def lines(self) -> tuple[str, ...]:
        """What to tell the person who asked. Show it once: it holds a password that is kept nowhere."""
        if self.skipped:
            return (_("There are organisations already; the sample data was not loaded."),)
        found = [_("Added %(count)s rows of sample data.", count=f"{self.total:,}")]
        if self.accounts:
            found.append(_("Sample accounts: %(names)s", names=", ".join(self.accounts)))
            found.append(
                _("Their password (shown this once): %(password)s", password=self.password)
                if self.password
                else _("Their password is that of HUIZHI_SAMPLE_PASSWORD.")
            )
        return tuple(found)


def places(full: bool) -> tuple[Place, ...]:
    """The places of a load; of the towns of 邳州 the default takes the first few, too."""
    towns = pizhou.PLACES if full else pizhou.PLACES[: few(len(pizhou.PLACES))]
    others = (huangdao, longsangsi, ganshiqiao, xiaoli)
    return (*shanggao.PLACES, *tianshuijun.PLACES, *towns, *(place for module in others for place in module.PLACES))


def load(
    connection_or_session: Connection | Session | scoped_session[Session],
    *,
    config: Config,
    full: bool = False,
    scale: int = 0,
    if_empty: bool = False,
    progress: bool = True,
) -> Loaded:
    """Load the sample. In a transaction that is open already, the caller commits; else this does.

    The keys of `config` must be installed (`app.fields.secret.install`): citizen numbers and phones are encrypted.
    Raises WrongSetting when the sample password is too simple.
    """
    if not isinstance(connection_or_session, Connection):
        return _load(connection_or_session.connection(), config, full, scale, if_empty, progress)
    if connection_or_session.in_transaction():
        return _load(connection_or_session, config, full, scale, if_empty, progress)
    with connection_or_session.begin():
        return _load(connection_or_session, config, full, scale, if_empty, progress)


def _load(connection: Connection, config: Config, full: bool, scale: int, if_empty: bool, progress: bool) -> Loaded:
    organisations = Organisation.__table__
    if if_empty and connection.execute(select(organisations.c.id).limit(1)).first() is not None:
        return Loaded(skipped=True)
    load_codes(connection)
    book = Book(connection)
    wanted = places(full)
    with bar(len(wanted), _("Preparing the places"), progress) as tick:
        scenes: dict[str, Scene] = {}
        for place in wanted:
            scenes[place.key] = builders.build(book, place, full)
            tick(1)
    made = accounts.build(book, scenes, config)
    numbers.number_all(book, {scene.street.id: scene.place.code for scene in scenes.values()})
    with bar(book.waiting, _("Writing the sample data"), progress) as tick:
        added = book.write(ORDER, tick)
    cases.fill(connection, book.cases)
    if scale:
        with bar(scale, _("Writing issues"), progress) as tick:
            more = scales.fill(book, scale, tick)
        if more:
            added["issue"] = added.get("issue", 0) + more
    tables = [model.__table__ for model in ORDER if model.__table__.name in added]
    advance(connection, [*tables, ProcessCase.__table__, *([User.__table__] if made.usernames else [])])
    for table in tables:
        if indexed(table):
            for statement in search_tidy(table, connection.dialect.name):
                connection.exec_driver_sql(statement)
    if added:
        raise_epoch(connection, RIGHTS)
    return Loaded(rows=MappingProxyType(added), accounts=made.usernames, password=made.password)


@contextmanager
def bar(length: int, label: str, shown: bool) -> Iterator[Any]:
    """A progress bar to call with the steps done; silent where nobody looks."""
    if not shown or not length:
        yield lambda steps: None
        return
    with click.progressbar(length=length, label=label) as running:
        yield running.update
