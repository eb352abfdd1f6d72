"""Turns a few people of the sample into accounts, one for each role that a newcomer should try.

All have one password: that of HUIZHI_SAMPLE_PASSWORD, else a random one that is shown once and kept nowhere.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field

from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.validators import password_complexity_regex
from sqlalchemy import func, insert, select
from werkzeug.security import generate_password_hash

from app.declare import Role
from config import Config, WrongSetting
from models.account import Account
from seed import staff
from seed.book import Book
from seed.rules import TODAY, moment
from seed.scene import Scene, Spot

ADMINISTRATORS = ((Role.SYSTEM, "系统管理员"), (Role.SECURITY, "安全管理员"), (Role.AUDIT, "审计管理员"))


@dataclass(frozen=True, kw_only=True)
class Made:
    """The accounts of the sample that are new, and the password where nobody gave one."""

    usernames: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Who gets an account."""

    username: str
    person: int
    spot: Spot
    scene: Scene


def build(book: Book, scenes: dict[str, Scene], config: Config) -> Made:
    """Waiting rows of accounts, and the user rows behind them. Raises WrongSetting for too simple a password."""
    chosen = [*_of_the_first(scenes["shanggao"]), *_of_the_second(scenes["tianshuijun"])]
    taken = set(book.connection.scalars(select(User.username)))
    new = [one for one in chosen if one.username not in taken]
    if not new:
        return Made()
    password = config.sample_password or _password()
    if not password_complexity_regex.search(password):
        expected = "10 characters or more with two capitals, three small letters, two digits and another sign"
        raise WrongSetting("HUIZHI_SAMPLE_PASSWORD", "too simple", expected)
    hashed = generate_password_hash(password)
    highest = max(
        book.connection.execute(select(func.max(table.c.id))).scalar() or 0
        for table in (User.__table__, Account.__table__)
    )
    sheet = book.sheet(Account)
    users = []
    for number, one in enumerate(new, highest + 1):
        sheet.next = number
        name = one.scene.name_of(one.person)
        one.scene.book.add(
            Account,
            f"account/{one.username}",
            street=one.scene.street.id,
            unit=one.spot.id,
            username=one.username,
            name=name,
            person_id=one.person,
            active=True,
            must_change_password=False,
        )
        users.append(
            {
                "id": number,
                "first_name": name,
                "last_name": one.scene.place.name,
                "username": one.username,
                "password": hashed,
                "active": True,
                "email": f"{one.username}@example.invalid",
                "login_count": 0,
                "fail_login_count": 0,
                "created_on": moment(TODAY, 9).replace(tzinfo=None),
                "changed_on": moment(TODAY, 9).replace(tzinfo=None),
            }
        )
    book.connection.execute(insert(User.__table__), users)
    return Made(usernames=tuple(one.username for one in new), password=None if config.sample_password else password)


def _of_the_first(scene: Scene) -> list[Chosen]:
    area = scene.areas[0]
    grid, member = area.workers[len(area.grids)]  # behind the leaders of the grids
    section, people = scene.sections[0]
    company, _number, manager = scene.companies[0]
    serving = scene.servings[0]
    found = [
        Chosen(username="street", person=scene.centre[0], spot=scene.street, scene=scene),
        Chosen(username="community", person=area.secretary, spot=area.spot, scene=scene),
        Chosen(username="grid", person=member, spot=grid, scene=scene),
        Chosen(username="section", person=people[0], spot=section, scene=scene),
        Chosen(username="property", person=manager, spot=company, scene=scene),
        Chosen(username="volunteer", person=serving.person, spot=serving.home, scene=scene),
        Chosen(username="leader", person=scene.leader, spot=scene.street, scene=scene),
    ]
    staff.post(scene, "volunteer", serving.person, serving.home, Role.VOLUNTEER, "志愿者")
    for ordinal, (role, title) in enumerate(ADMINISTRATORS, 1):
        person = staff.worker(scene, "administrators", ordinal, scene.street, role.value, title)
        found.append(Chosen(username=role.value, person=person, spot=scene.street, scene=scene))
    return found


def _of_the_second(scene: Scene) -> list[Chosen]:
    return [Chosen(username="street2", person=scene.centre[0], spot=scene.street, scene=scene)]


def _password() -> str:
    """Random letters and digits in groups, with what the rules for passwords ask for."""
    letters = [secrets.choice(string.ascii_uppercase) for _ in range(3)]
    letters += [secrets.choice(string.ascii_lowercase) for _ in range(9)]
    letters += [secrets.choice(string.digits) for _ in range(4)]
    secrets.SystemRandom().shuffle(letters)
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))
