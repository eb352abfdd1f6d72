"""Turns the sample into a desk at which issues are handled: registers them, takes steps as anybody, and looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from sqlalchemy import select

from app.access.audit import AuditEntry
from app.cases import store
from app.cases.tables import CaseEvent, ProcessCase
from app.declare import Role
from app.process.case import Case
from app.process.refusal import Refused
from app.record import utc_now
from app.screens.work import Work
from models.account import Account
from models.deliberation import DeliberationSession, SessionAttendance
from models.issue import Issue
from models.loop.assignment import Assignment, ProgressLog
from models.loop.visit import ReturnVisit
from tests.world import World, work_of

ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The present day of the street."""
    return datetime.now(ZONE).date()


@dataclass
class Desk:
    """A street office at work."""

    world: World

    @property
    def unit(self) -> dict[str, int]:
        """The units of the place where the issues lie."""
        return self.world.place("a1").units

    @contextmanager
    def house(self) -> Iterator[Work]:
        """Work of the house that may write; committed when all went well."""
        with self.world.app.test_request_context(headers={"Accept-Language": "en"}):
            g.writing = True
            work = work_of(self.world.app, self.world.app.extensions["huizhi"].viewers.house, locale="en")
            yield work
            work.session.commit()

    @contextmanager
    def person(self, username: str | Role) -> Iterator[Work]:
        """Work of an account in a POST request."""
        name = username.value if isinstance(username, Role) else username
        with self.world.app.test_request_context(headers={"Accept-Language": "en"}):
            g.writing = True
            viewers = self.world.app.extensions["huizhi"].viewers
            work = work_of(self.world.app, viewers.house, locale="en")
            number = work.session.scalar(select(Account.id).where(Account.username == name))
            yield work_of(self.world.app, viewers.load(work.session, number, work.context.today), locale="en")

    def add(self, model: type[Any], **values: Any) -> int:
        """A row, in the grid."""
        with self.house() as work:
            row = model(**{"organisation_id": self.unit["grid"], **values})
            work.session.add(row)
            work.session.flush()
            return int(row.id)

    def issue(self, **values: Any) -> int:
        """A new issue that can be accepted."""
        usual = {"title": "3号楼电梯停运", "source": "residents", "category": "lift", "reported_at": utc_now()}
        return self.add(Issue, **{**usual, "anonymous": True, "supervised": False, **values})

    def take(self, who: str | Role, number: int, transition: str, seen: int | None = None, **values: Any) -> Case:
        """A step by somebody."""
        with self.person(who) as work:
            resource = work.resources["issue"]
            record = work.record(resource, number)
            if record is None:
                raise LookupError(f"{who} does not see issue {number}")
            if seen is None:
                seen = store.case_of(work.session, "issue", number).case.number  # type: ignore[union-attr]
            return store.take(work, resource, record, transition, values, seen).case

    def refused(self, who: str | Role, number: int, transition: str, **values: Any) -> set[str]:
        """The codes for which a step was refused; facts and fields by their name."""
        try:
            self.take(who, number, transition, **values)
        except Refused as refused:
            return {
                dict(reason.values).get("fact", dict(reason.values).get("field", reason.code))  # type: ignore[misc]
                for reason in refused.reasons
            }
        return set()

    def case(self, number: int) -> Case:
        """Where an issue stands."""
        with self.house() as work:
            held = store.case_of(work.session, "issue", number)
        assert held is not None
        return held.case

    def get(self, number: int) -> Issue:
        """An issue as it stands."""
        found: Issue = self.world.read("issue", number)
        return found

    def of(self, model: type[Any], number: int) -> list[Any]:
        """The rows of a model that hang on an issue."""
        with self.house() as work:
            found = list(work.session.scalars(select(model).where(model.issue_id == number).order_by(model.id)))
            work.session.expunge_all()
        return found

    def person_of(self, username: str | Role) -> int:
        """The person behind an account."""
        name = username.value if isinstance(username, Role) else username
        with self.house() as work:
            return int(work.session.scalar(select(Account.person_id).where(Account.username == name)) or 0)

    # -- what a step waits for ----------------------------------------------------------------------------------------

    def hold_session(self, number: int, *, missing: str = "", absence: str | None = None) -> int:
        """A session on an issue with both parties; one of them may be missing."""
        session = self.add(
            DeliberationSession, title="商议电梯", state="held", format="yard", held_on=utc_now(), issues=[number]
        )
        for side in ("community_party", "parties"):
            came = side != missing
            self.add(
                SessionAttendance, session_id=session, name="某某", side=side, present=came, observer=False,
                absence=None if came else absence,
            )  # fmt: skip
        return session

    def dispatch(self, number: int, seen: int | None = None, **values: Any) -> Case:
        """Give an issue to the section, as the centre does."""
        due = today() + timedelta(days=5)
        given = {
            "level": "street", "owner_organisation": self.unit["section"],
            "owner_person": self.person_of(Role.SECTION), "due_on": due, **values,
        }  # fmt: skip
        return self.take(Role.STREET_CENTRE, number, "dispatch", seen, **given)

    def to_call(self, **values: Any) -> int:
        """An issue that was given to the section."""
        number = self.issue(**values)
        self.take(Role.GRID_STAFF, number, "accept")
        self.hold_session(number)
        self.dispatch(number)
        return number

    def to_resolve(self, **values: Any) -> int:
        """An issue that the section has taken on."""
        number = self.to_call(**values)
        self.take(Role.SECTION, number, "take_on")
        return number

    def log(self, number: int, photos: list[int] | None = None) -> int:
        """A daily log, with photos where given."""
        assignment = self.of(Assignment, number)[-1].id
        return self.add(ProgressLog, assignment_id=assignment, day=today(), text="已联系维保", photos=photos)

    def visit(self, number: int, result: str, **values: Any) -> int:
        """A return visit by the person in charge."""
        by = {"visitor_id": self.person_of(Role.SECTION), "visited_on": today(), "way": "door"}
        return self.add(ReturnVisit, **{"issue_id": number, "result": result, "satisfaction": "none", **by, **values})

    def to_visit(self, **values: Any) -> int:
        """An issue that is resolved and answered."""
        number = self.to_resolve(**values)
        self.log(number, [1])
        self.take(Role.SECTION, number, "resolve", outcome="电梯已修好并试运行")
        self.take(Role.SECTION, number, "reply")
        return number

    # -- the tables themselves ----------------------------------------------------------------------------------------

    def events(self, number: int) -> list[str]:
        """The transitions in the history of an issue."""
        with self.house() as work:
            statement = (
                select(CaseEvent.transition)
                .join(ProcessCase, ProcessCase.id == CaseEvent.case_id)
                .where(ProcessCase.resource == "issue", ProcessCase.record_id == number)
                .order_by(CaseEvent.number)
            )
            return list(work.session.scalars(statement))

    def traced(self, number: int, action: str) -> int:
        """How many entries of the trace say that a step was taken."""
        with self.house() as work:
            statement = select(AuditEntry).where(
                AuditEntry.resource == "issue", AuditEntry.record_id == number, AuditEntry.action == action
            )
            return len(list(work.session.scalars(statement)))
