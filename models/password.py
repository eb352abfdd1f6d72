"""Keeps Flask-AppBuilder's user row beside an account, and what an administrator may do with a password.

FAB's row holds the password; the account is what people see. Nobody reads a password: a new one is random, shown once,
and has to be changed at the next sign-in.
"""

from __future__ import annotations

import secrets
import string
from typing import Any

from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext
from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.orm import attributes
from werkzeug.security import generate_password_hash

from app.access.audit import note_action
from app.access.lockout import NAME, failures, key
from app.access.sessions import end_sessions
from app.declare import Call

users = User.__table__
SIGNS = "-_.!?"


def random_password() -> str:
    """Fourteen characters that keep every rule: small letters, capitals, digits, a sign."""
    letters = (
        string.ascii_lowercase.replace("l", "") + string.ascii_uppercase.replace("I", "").replace("O", "") + "23456789"
    )
    needed = [
        secrets.choice(pool) for pool in ("abcdefghkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", SIGNS)
    ] * 2
    found = needed + [secrets.choice(letters) for _ in range(6)]
    secrets.SystemRandom().shuffle(found)
    return "".join(found)


def make_user(mapper: Any, connection: Connection, account: Any) -> None:
    """A new account needs FAB's row: with a password that nobody knows, until one is set."""
    if account.id is not None:
        return
    values = {
        "first_name": account.name,
        "last_name": "",
        "username": account.username,
        "email": f"{account.username}@accounts.invalid",
        "active": bool(account.active),
        "password": generate_password_hash(secrets.token_urlsafe(32)),
    }
    account.id = connection.execute(insert(users).values(**values).returning(users.c.id)).scalar_one()


def follow(mapper: Any, connection: Connection, account: Any) -> None:
    """FAB's row has the account's name; a closed account loses its sessions at once."""
    connection.execute(
        update(users)
        .where(users.c.id == account.id)
        .values(username=account.username, active=bool(account.active) and account.deleted_at is None)
    )
    shut = not account.active or account.deleted_at is not None
    if (
        attributes.get_history(account, "active").has_changes()
        or attributes.get_history(account, "deleted_at").has_changes()
    ):
        end_sessions(connection, account.id, closed=shut)


def reset_password(call: Call) -> str:
    """Set a random password on one account and show it once."""
    (account,) = call.records
    password = random_password()
    connection = call.session.connection()
    connection.execute(update(users).where(users.c.id == account.id).values(password=generate_password_hash(password)))
    end_sessions(connection, account.id)
    account.must_change_password = True
    account.locked_until = None
    connection.execute(delete(failures).where(failures.c.key == key(NAME, account.username)))
    note_action(call.session, "reset_password", "account", record=account)
    return gettext(
        "New password of %(name)s: %(password)s — write it down now, it is not shown again.",
        name=account.username,
        password=password,
    )


def unlock(call: Call) -> str:
    """Let an account try again at once after too many wrong passwords."""
    (account,) = call.records
    call.session.connection().execute(delete(failures).where(failures.c.key == key(NAME, account.username)))
    account.locked_until, account.failed = None, 0
    note_action(call.session, "unlock", "account", record=account)
    return gettext("%(name)s may try again.", name=account.username)
