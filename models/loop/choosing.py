"""流程选用: which process a kind of issue follows, by street: the most fitting line counts, the five-step loop else."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, Index, select
from sqlalchemy.orm import Mapped

from app.cases import versions
from app.declare import READING, Chart, Grant, Menu, Role, Scope, Screen, Section
from app.extensions import db
from app.fields.choice import choice
from app.fields.text import text
from app.record import Record
from models.processes import LOOP
from models.reach import RUNNING
from models.rules import Messages


class ProcessRule(Record):
    """One line of the table: issues of this source and category follow that process. Empty means any."""

    __tablename__ = "process_rule"
    __table_args__ = (Index("ix_process_rule_street", "street_id", "id"),)

    source: Mapped[str | None] = choice(_("Source"), codes="issue_source", help=_("Empty: any."))
    category: Mapped[str | None] = choice(_("Category"), codes="issue_category", help=_("Empty: any."))
    process: Mapped[str] = text(
        _("Process"), length=40, required=True, pattern=r"[a-z][a-z0-9_]*", help=_("Its key, as on the page Processes.")
    )

    __screen__ = Screen(
        label=_("Choice of process"),
        plural=_("Choice of processes"),
        menu=Menu.SETTINGS,
        icon="git-merge",
        title=("process", "category"),
        description=_(
            "Which process new issues follow, by source and category. Both count more than one of them; "
            "without a line that fits, issues follow the five-step loop."
        ),
        add_label=_("Add a line"),
        list=("process", "source", "category", "organisation", "updated_at"),
        sort=("process",),
        search=("process",),
        filters=("process", "source", "category"),
        sections=(Section(_("Line"), ("source", "category"), ("process", "organisation")),),
        charts=(Chart(_("Lines by process"), count_by="source", kind="bar"),),
        business=False,
        extensible=False,
        validate=lambda values, context, record: known(values),
        grants=(
            Grant(Role.STREET_CENTRE, Scope.STREET, RUNNING),
            Grant(Role.PARTY_SECRETARY, Scope.STREET, READING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.STREET, READING),
        ),
    )


def known(values: dict[str, Any]) -> Messages:
    """A line names a process that there is."""
    viewer = db.session.info.get("viewer")
    street = viewer.home.street_id if viewer is not None and viewer.home else 0
    there = versions.keys(db.session.connection(), street or 0)
    if values.get("process") in there:
        return {}
    return {"process": gettext("There is no such process. Processes: %(names)s.", names=", ".join(there))}


def choose(connection: Connection, issue: Any) -> str:
    """The process that a new issue follows. One statement."""
    table = ProcessRule.__table__
    rows = connection.execute(
        select(table.c.source, table.c.category, table.c.process)
        .where(table.c.street_id == issue.street_id, table.c.deleted_at.is_(None))
        .order_by(table.c.id)
    ).all()
    fitting = [row for row in rows if row.source in (None, issue.source) and row.category in (None, issue.category)]
    if not fitting:
        return LOOP.key
    return str(max(fitting, key=lambda row: (row.category is not None) * 2 + (row.source is not None)).process)
