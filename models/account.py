"""账号: who may sign in, beside Flask-AppBuilder's own user row, which holds the password."""

from __future__ import annotations

from datetime import datetime

from flask_appbuilder.security.sqla.models import User
from flask_babel import lazy_gettext as _
from sqlalchemy import ForeignKey, Index, event
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.declare import Action, Chart, Fact, Grant, Menu, Role, Scope, Screen, Section
from app.fields.link import Id, link
from app.fields.moment import moment
from app.fields.number import number
from app.fields.text import text
from app.fields.yes_no import yes_no
from app.record import Record
from models.password import follow, make_user, reset_password, unlock
from models.post import beneath
from models.reach import EVERYBODY, NAMING, give


class Account(Record):
    """A way to sign in. Its id is that of the user row; its rights are those of the person's posts."""

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_street", "street_id", "id"),
        Index("ix_account_last_seen", "street_id", "last_seen_at", "id"),
        Index(
            "uq_account_person",
            "person_id",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, ForeignKey(User.id), primary_key=True, autoincrement=False)
    username: Mapped[str] = text(
        _("User name"),
        length=64,
        required=True,
        unique=True,
        pattern=r"[a-z0-9][a-z0-9._-]{1,63}",
        pattern_help=_(
            "Use 2 to 64 small letters, digits, dots, hyphens and underscores; begin with a letter or digit."
        ),
    )
    name: Mapped[str] = text(
        _("Full name"), length=60, required=True, initials=True, help=_("Shown beside what this person writes.")
    )
    person_id: Mapped[int] = link(
        _("Person"), "person", required=True, quick_add=False, help=_("One account for each person.")
    )
    active: Mapped[bool] = yes_no(
        _("May sign in"), default=True, help=_("Untick to lock the account without losing its history.")
    )
    must_change_password: Mapped[bool] = yes_no(
        _("Must choose a new password"), default=True, help=_("At the next sign-in.")
    )
    locked_until: Mapped[datetime | None] = moment(
        _("Locked until"), readonly=True, help=_("After too many wrong passwords.")
    )
    last_seen_at: Mapped[datetime | None] = moment(_("Last seen"), readonly=True)
    failed: Mapped[int] = number(_("Wrong passwords in a row"), required=True, readonly=True, hidden=True, default=0)

    __screen__ = Screen(
        label=_("Account"),
        plural=_("Accounts"),
        menu=Menu.SETTINGS,
        icon="user-cog",
        title="name",
        description=_(
            "Who may sign in. What they may see and do comes from their posts, which the security administrator keeps."
        ),
        add_label=_("Open an account"),
        list=("name", "username", "person", "organisation", "active", "last_seen_at", "locked_until"),
        sort=("name",),
        search=("name", "username"),
        filters=("organisation", "active", "must_change_password", "last_seen_at", "locked_until"),
        note=("organisation",),
        sections=(
            Section(_("Person"), ("person", "organisation"), ("name", "username")),
            Section(_("Sign-in"), ("active", "must_change_password"), ("locked_until", "last_seen_at")),
        ),
        facts=(
            Fact(label=_("User name"), field="username"),
            Fact(label=_("May sign in"), field="active"),
            Fact(label=_("Last seen"), field="last_seen_at"),
            Fact(label=_("Locked until"), field="locked_until"),
        ),
        charts=(
            Chart(_("Accounts by organisation"), count_by="organisation", kind="bar"),
            Chart(_("Accounts that may sign in"), count_by="active", kind="pie"),
        ),
        actions=(
            Action(
                name="reset_password",
                label=_("Set a new password"),
                icon="key",
                run=reset_password,
                confirm=_("Set a random password and end all sessions of this account?"),
            ),
            Action(name="unlock", label=_("Unlock"), icon="lock-open", run=unlock),
        ),
        business=False,
        extensible=False,
        assigned=beneath,
        grants=(
            Grant(Role.SYSTEM, Scope.STREET, ("list", "show", "add")),
            Grant(Role.SYSTEM, Scope.ASSIGNED, ("edit", "reset_password", "unlock")),
            *give((Role.SYSTEM, Role.SECURITY, Role.AUDIT, *EVERYBODY), Scope.STREET, NAMING),
        ),
    )


event.listen(Account, "before_insert", make_user)
event.listen(Account, "before_update", follow)
