"""流程选用: which process a kind of issue follows, by street: the most fitting line counts, the five-step loop else."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, Index, select
from sqlalchemy.orm import Mapped

from app.cases import versions
from app.declare import READING, Chart, Grant, Menu, Role, Scope, Screen, Section
from app.fields.choice import choice
from app.record import Record
from models.processes import LOOP, SHIPPED
from models.reach import RUNNING


class ProcessRule(Record):
    """One line of the table: issues of this source and category follow that process. Empty means any."""

    __tablename__ = "process_rule"
    __table_args__ = (Index("ix_process_rule_street", "street_id", "id"),)

    source: Mapped[str | None] = choice(_("Source"), codes="issue_source", help=_("Empty: any."))
    category: Mapped[str | None] = choice(_("Category"), codes="issue_category", help=_("Empty: any."))
    flow: Mapped[str] = choice(
        _("Process"),
        codes="process",
        required=True,
        help=_("The street's own processes stand at the end of the list."),
    )

    __screen__ = Screen(
        label=_("Choice of process"),
        plural=_("Choice of processes"),
        menu=Menu.SETTINGS,
        icon="git-merge",
        title=("flow", "category"),
        description=_(
            "Which process new issues follow, by source and category. Both count more than one of them; "
            "without a line that fits, issues follow the five-step loop."
        ),
        add_label=_("Add a line"),
        list=("flow", "source", "category", "organisation", "updated_at"),
        sort=("flow",),
        filters=("flow", "source", "category"),
        sections=(Section(_("Line"), ("source", "category"), ("flow", "organisation")),),
        charts=(Chart(_("Lines by process"), count_by="flow", kind="bar"),),
        business=False,
        extensible=False,
        grants=(
            Grant(Role.STREET_CENTRE, Scope.STREET, RUNNING),
            Grant(Role.PARTY_SECRETARY, Scope.STREET, READING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.STREET, READING),
        ),
    )


def choose(connection: Connection, issue: Any) -> str:
    """The process that a new issue follows. One statement."""
    table = ProcessRule.__table__
    rows = connection.execute(
        select(table.c.source, table.c.category, table.c.flow)
        .where(table.c.street_id == issue.street_id, table.c.deleted_at.is_(None))
        .order_by(table.c.id)
    ).all()
    fitting = [row for row in rows if row.source in (None, issue.source) and row.category in (None, issue.category)]
    if any(row.flow not in SHIPPED for row in fitting):  # one that the street took back leads nowhere
        there = versions.keys(connection, issue.street_id)
        fitting = [row for row in fitting if row.flow in there]
    if not fitting:
        return LOOP.key
    return str(max(fitting, key=lambda row: (row.category is not None) * 2 + (row.source is not None)).flow)
