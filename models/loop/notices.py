"""提醒: what somebody is told about an issue or an entry, by which rule, and whether he has seen it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup
from sqlalchemy import Index, and_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session

from app.cases.registry import Actor, name_of
from app.declare import READING, Action, Call, Chart, Menu, Role, Scope, Screen, Section
from app.fields.base import Context, mapped
from app.fields.choice import Choices, choice
from app.fields.link import link
from app.fields.moment import moment
from app.fields.text import Text, text
from app.forms.registers import RegisterEntry
from app.record import Record, utc_now
from models.reach import GRIDS, OFFICE, PARTNERS, give

READERS = (*OFFICE, Role.SECTION, Role.COMMUNITY_SECRETARY, *GRIDS, *PARTNERS, Role.PROPERTY_MANAGER, Role.INSPECTOR)
SEEN = ("seen",)


class NoticeRule(Choices):
    """Why somebody is told. The rule stands on every notice, so that nobody wonders where it comes from."""

    ASSIGNED = "assigned", _("Assigned to you"), "soon"
    URGED = "urged", _("Urged"), "soon"
    DUE_TODAY = "due_today", _("Due today"), "soon"
    OVERDUE = "overdue", _("Past its date"), "late"
    DELAY = "delay", _("Unfounded delay: 3 working days over, and no more time asked for"), "late"
    STALLED = "stalled", _("Stalled: nothing written down for 3 working days"), "late"
    UNSOLVED = "unsolved", _("A resident says that it is not solved"), "late"
    NO_LOG = "no_log", _("Daily log missing: each working day has one until the work is done"), "soon"
    SUPERVISED = "supervised", _("Supervised: an answer is wanted"), "late"
    ANSWER_LATE = "answer_late", _("Supervised: the answer is past its day"), "late"
    ANSWERED = "answered", _("A demand of yours was answered"), "soon"
    PERFUNCTORY = "perfunctory", _("Perfunctory: not solved at the return visit twice"), "late"


def seen(call: Call) -> str:
    """Mark notices as seen."""
    now = utc_now()
    fresh = [record for record in call.records if record.seen_at is None]
    for record in fresh:
        record.seen_at = now
    call.session.info["acting"] = {"notice"}
    call.session.flush()
    return str(ngettext("Marked %(num)d notice as seen.", "Marked %(num)d notices as seen.", len(fresh)))


@dataclass(frozen=True, kw_only=True)
class EntryName(Text):
    """An entry of a register by its register and number, "register/<key>/<number>"; shown as the way to it."""

    length: int = 60
    groupable: ClassVar[bool] = False
    searchable: ClassVar[bool] = False
    free: ClassVar[bool] = False

    def text(self, value: Any, context: Context) -> str:
        return "" if value is None else gettext("Open the entry")

    def detail(self, value: Any, context: Context) -> str | Markup:
        if value is None:
            return ""
        return Markup('<a class="lnk" href="{}">{}</a>').format(
            entry_url(value, context.url), self.text(value, context)
        )


def entry_url(name: str, url: Callable[..., str]) -> str:
    """The page of an entry by its name."""
    register, _slash, number = name.rpartition("/")
    return url(register, id=int(number))


class Notice(Record):
    """One thing that one account is told about one issue, or one entry of a register. It is told once: see `key`."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_street", "street_id", "id"),
        Index("ix_notice_account", "account_id", "seen_at", "id"),
        Index(
            "uq_notice_key",
            "account_id",
            "key",
            unique=True,
            postgresql_where=sql("deleted_at IS NULL"),
            sqlite_where=sql("deleted_at IS NULL"),
        ),
    )

    account_id: Mapped[int] = link(_("For"), "account", required=True, readonly=True, index=False)
    issue_id: Mapped[int | None] = link(_("Issue"), "issue", readonly=True, quick_add=False)
    entry: Mapped[str | None] = mapped(EntryName(label=_("Entry"), readonly=True))
    rule: Mapped[str] = choice(_("Rule"), NoticeRule, required=True, readonly=True, state=True)
    key: Mapped[str] = text(_("Key"), length=80, required=True, readonly=True, hidden=True)
    text: Mapped[str] = text(_("What is told"), length=400, required=True, readonly=True)
    seen_at: Mapped[datetime | None] = moment(_("Seen at"), readonly=True)

    __screen__ = Screen(
        label=_("Reminder"),
        plural=_("Reminders"),
        menu=Menu.TODO,
        icon="bell",
        title=("issue", "rule"),
        description=_("What you are told about issues and entries: what is due, what is late, what somebody urges."),
        list=("rule", "issue", "text", "created_at", "seen_at"),
        sort=("-created_at",),
        search=("text", "issue.title"),
        filters=("rule", "seen_at", "created_at", "issue"),
        state="rule",
        sections=(
            Section(_("Reminder"), ("issue", "entry"), ("rule",), ("text",), ("account", "seen_at"), ("organisation",)),
        ),
        charts=(
            Chart(_("Reminders by rule"), count_by="rule", kind="bar"),
            Chart(_("Reminders by month"), count_by="created_at", every="month", kind="bar"),
        ),
        actions=(
            Action(name="seen", label=_("Seen"), icon="check", run=seen, when=("seen_at", None)),
            Action(name="seen_all", label=_("Seen"), icon="check", run=seen, on="rows"),
        ),
        readonly=True,
        extensible=False,
        own=lambda entity, viewer: entity.account_id == viewer.user_id,
        grants=give(READERS, Scope.OWN, (*READING, "seen", "seen_all")),
    )


def tell(session: Session, record: Any, actors: Iterable[Actor], rule: NoticeRule, words: str, key: str) -> int:
    """Tell people something once; returns how many were told now. Whoever writes may write notices (`acting`)."""
    wanted = {actor.user_id for actor in actors if actor.user_id}
    if not wanted:
        return 0
    table = Notice.__table__
    # Past the scope: the notices of others are to be known, so that nobody is told twice.
    told = session.connection().execute(
        select(table.c.account_id).where(
            and_(table.c.account_id.in_(wanted), table.c.key == key, table.c.deleted_at.is_(None))
        )
    )
    fresh, own = sorted(wanted - {*told.scalars()}), isinstance(record, RegisterEntry)
    for account in fresh:
        session.add(
            Notice(
                account_id=account,
                issue_id=None if own else record.id,
                entry=f"{name_of(record)}/{record.id}" if own else None,
                organisation_id=record.organisation_id,
                rule=rule,
                text=words[:400],
                key=key,
            )
        )
    return len(fresh)


def assigned_words(title: str, unit: str) -> str:
    """What the person in charge is told."""
    return str(gettext("“%(title)s” was given to you (%(unit)s).", title=title, unit=unit))
