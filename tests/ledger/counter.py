"""Turns the sample into a street with a points rule, volunteers and rewards, and runs steps of the ledger against it.

The rows of the sample itself are made up field by field, so its points do not add up; ours stand in a district of their
own and are checked alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from flask import g
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.declare import Role
from app.extensions import db
from models.account import Account
from models.ledger import service
from models.ledger.checks import Difference, differences
from models.organisation import Organisation
from models.person import Person
from models.points import PointsAccount, PointsEntry, PointsRule
from models.post import Post
from models.rewards import Redemption, Reward
from models.volunteer import Volunteer
from models.volunteering import ServiceRecord
from tests.world import PASSWORD, World

DAY = date(2024, 7, 10)
DOOR = {"door": "test"}


@dataclass
class Counter:
    """A street office's points counter: `clerk` and `second` are people who work there."""

    world: World
    street: int
    community: int
    grid: int
    clerk: int
    second: int

    def __post_init__(self) -> None:
        self.numbers = count(1)

    @contextmanager
    def open(self, *, writing: bool = True) -> Iterator[Session]:
        """A session of the house that may write, as a POST request has it; committed when all went well."""
        with self.world.app.test_request_context(headers={"Accept-Language": "en"}):
            g.writing = writing
            session = db.session()
            session.info["viewer"] = self.world.app.extensions["huizhi"].viewers.house
            try:
                yield session
                session.commit()
            finally:
                db.session.remove()

    def do(self, step: Callable[..., Any], *arguments: Any, **named: Any) -> int:
        """One step in a transaction of its own, by the clerk on the day; the id of what it gave."""
        with self.open() as session:
            found = step(session, *arguments, **{"by": self.clerk, "on": DAY, **named})
            return int(found if isinstance(found, int) else found.id)

    def add(self, model: type[Any], **values: Any) -> int:
        """A row, in the grid."""
        with self.open() as session:
            row = model(**{"organisation_id": self.grid, **values})
            session.add(row)
            session.flush()
            return int(row.id)

    def set(self, model: type[Any], number: int, **values: Any) -> None:
        """Change a row as somebody else would."""
        with self.open() as session:
            row = session.execute(select(model).where(model.id == number)).scalar_one()
            for name, value in values.items():
                setattr(row, name, value)

    def get(self, model: type[Any], number: int) -> Any:
        """A row as it stands now."""
        with self.open() as session:
            row = session.execute(select(model).where(model.id == number)).scalar_one()
            session.refresh(row)
            session.expunge(row)
            return row

    def all(self, model: type[Any], *conditions: Any) -> list[Any]:
        """Rows as they stand now, of this street."""
        with self.open() as session:
            statement = select(model).where(model.street_id == self.street, *conditions).order_by(model.id)
            rows = list(session.execute(statement).scalars())
            session.expunge_all()
            return rows

    # -- what a street has --------------------------------------------------------------------------------------------

    def rule(self, **values: Any) -> int:
        """A version of the rule: 1 point an hour, no limits unless given."""
        started = {"code": "service", "revision": 1, "name": "服务积分", "since": date(2024, 1, 1), "per_hour": 1}
        return self.add(PointsRule, **{"organisation_id": self.street, **started, "referral": Decimal(0), **values})

    def person(self, name: str = "") -> int:
        return self.add(Person, name=name or f"居民{next(self.numbers)}", residence="local", staff=False)

    def volunteer(self, person: int = 0) -> int:
        return self.add(Volunteer, person_id=person or self.person(), registered_on=DAY, state="active", publish=False)

    def reward(self, price: Any = 10, stock: int = 100, **values: Any) -> int:
        number = next(self.numbers)
        made = {"name": f"物品{number}", "code": f"r{number}", "kind": "daily", "offered": True}
        return self.add(
            Reward, **{"organisation_id": self.street, **made, "price": Decimal(price), "stock": stock, **values}
        )

    def service(self, volunteer: int, hours: Any = 1, **values: Any) -> int:
        """A service, rated by the second person unless said otherwise."""
        rated = {"served_on": DAY, "rating": 5, "rated_by_id": self.second, "rated_on": DAY, "complaint": False}
        return self.add(ServiceRecord, volunteer_id=volunteer, hours=Decimal(hours), **{**rated, **values})

    def award(self, volunteer: int, hours: Any = 1, on: date = DAY, **values: Any) -> int:
        """The EARN of a new service."""
        return self.do(service.award, self.service(volunteer, hours, **values), on=on)

    def funded(self, points: Any) -> int:
        """An account with these points, from services of at most 24 hours."""
        volunteer, left = self.volunteer(), Decimal(points)
        while left > 0:
            part = min(left, Decimal(24))
            self.award(volunteer, part)
            left -= part
        return self.account_of(volunteer)

    def account_of(self, volunteer: int) -> int:
        person = self.get(Volunteer, volunteer).person_id
        return int(self.all(PointsAccount, PointsAccount.person_id == person)[0].id)

    def redeem(self, account: int, reward: int, quantity: int = 1, request: str = "", **values: Any) -> int:
        asked = request or f"ask{next(self.numbers)}"
        return self.do(service.redeem, account, reward, quantity=quantity, request=asked, **values)

    # -- what became of it --------------------------------------------------------------------------------------------

    def sums(self, account: int) -> tuple[Any, Any]:
        """(balance, set aside)."""
        found = self.get(PointsAccount, account)
        return found.balance, found.held

    def kinds(self, account: int) -> list[str]:
        """The kinds of the account's entries, in order."""
        return [row.kind for row in self.all(PointsEntry, PointsEntry.account_id == account)]

    def last_entry(self, account: int, kind: str) -> int:
        return int(self.all(PointsEntry, PointsEntry.account_id == account, PointsEntry.kind == kind)[-1].id)

    def wrong(self) -> list[Difference]:
        """The sums of this street that do not add up."""
        ours = {
            "points_account": {row.id for row in self.all(PointsAccount)},
            "reward": {row.id for row in self.all(Reward)},
            "volunteer": {row.id for row in self.all(Volunteer)},
        }
        with self.open() as session:
            return [found for found in differences(session) if found.id in ours[found.resource]]

    def sql(self, statement: str, **values: Any) -> Any:
        """Plain SQL, past everything."""
        with self.open() as session:
            return session.execute(text(statement), values, execution_options=DOOR)

    def staff(self, username: str, role: Role, unit: int, person: int = 0) -> int:
        """Somebody with a post and an account to sign in with; the person."""
        number = person or self.add(Person, organisation_id=unit, name=username, residence="works_here", staff=True)
        self.add(Post, organisation_id=unit, person_id=number, role=role.value, starts_on=date(2024, 1, 1))
        with self.open() as session:
            user = User(first_name=username, last_name="x", username=username, email=f"{username}@example.invalid")
            user.active, user.password = True, generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
            session.add(user)
            session.flush()
            account = Account(id=user.id, organisation_id=unit, username=username, name=username, person_id=number)
            account.active, account.must_change_password = True, False
            session.add(account)
        return number


def counter_in(world: World) -> Counter:
    """A new street with a community, a grid and two people at the counter."""
    found = Counter(world, 0, 0, 0, 0, 0)
    above: int | None = None
    for kind in ("district", "street", "community", "grid"):
        with found.open() as session:
            unit = Organisation(name=f"积分{kind}", kind=kind, code=f"pt-{kind}"[:11], parent_id=above, pilot=False)
            session.add(unit)
            session.flush()
            above = unit.id
        if kind != "district":
            setattr(found, kind, above)
    found.clerk = found.add(Person, name="柜台甲", residence="works_here", staff=True)
    found.second = found.add(Person, name="柜台乙", residence="works_here", staff=True)
    return found


def redemptions(counter: Counter, account: int) -> list[Redemption]:
    """An account's redemptions."""
    return counter.all(Redemption, Redemption.account_id == account)
