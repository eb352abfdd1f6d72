"""回访: who settled a matter goes back and asks whether it is settled. Without that nothing is closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped

from app.declare import READING, WRITING, Chart, Fact, Grant, Menu, Role, Scope, Screen, Section
from app.extensions import db
from app.fields.choice import Choices, choice
from app.fields.day import day, today
from app.fields.link import link
from app.fields.note import note
from app.fields.photo import photo
from app.fields.text import text
from app.record import Record
from models.issue import Issue
from models.loop.belonging import belongs_to_issue, on_my_issue
from models.reach import GRIDS, PARTNERS, WATCHING, give
from models.rules import Messages


class VisitResult(Choices):
    """What was found."""

    SOLVED = "solved", _("Solved"), "ok"
    PARTLY = "partly", _("Partly solved"), "soon"
    UNSOLVED = "unsolved", _("Not solved"), "late"


class Satisfaction(Choices):
    """How content the person is. Nothing is taken for granted: who does not say counts for none."""

    VERY = "very", _("Very satisfied"), "ok"
    SATISFIED = "satisfied", _("Satisfied"), "ok"
    BASICALLY = "basically", _("Basically satisfied"), "ok"
    NOT = "not", _("Not satisfied"), "late"
    NONE = "none", _("Does not say")


class ReturnVisit(Record):
    """One return visit on an issue."""

    __tablename__ = "return_visit"
    __table_args__ = (
        Index("ix_return_visit_street", "street_id", "id"),
        Index("ix_return_visit_issue", "issue_id", "visited_on", "id"),
        Index("ix_return_visit_day", "street_id", "visited_on", "id"),
    )

    organisation_id: Mapped[int] = link(
        _("Organisation"), "organisation", required=True, readonly=True, quick_add=False
    )  # that of the issue
    issue_id: Mapped[int] = link(_("Issue"), "issue", required=True, quick_add=False, index=False)
    visitor_id: Mapped[int] = link(
        _("Visitor"),
        "person",
        required=True,
        quick_add=False,
        help=_("Who settled the matter visits. Somebody else only with a reason."),
    )
    stand_in: Mapped[str | None] = text(
        _("Why somebody else visits"), length=200, help=_("Needed where the visitor is not the person in charge.")
    )
    visited_on: Mapped[date] = day(_("Visited on"), required=True, past=True, default=today)
    way: Mapped[str] = choice(_("Way"), codes="visit_way", required=True)
    result: Mapped[str] = choice(_("Result"), VisitResult, required=True, state=True)
    satisfaction: Mapped[str] = choice(_("Satisfaction"), Satisfaction, required=True, default=Satisfaction.NONE)
    note: Mapped[str | None] = note(_("What the resident said"), length=2000)
    photos: Mapped[list[int] | None] = photo(_("Photos"), most=9)

    __screen__ = Screen(
        label=_("Return visit"),
        plural=_("Return visits"),
        menu=Menu.LOOP,
        icon="home-check",
        title=("issue", "visited_on"),
        description=_("Who settled a matter asks afterwards whether it is settled, and how content the person is."),
        add_label=_("Enter a return visit"),
        list=("issue", "visited_on", "result", "satisfaction", "visitor", "way"),
        sort=("-visited_on",),
        search=("issue.title", "issue.number", "note"),
        filters=(
            "result",
            "satisfaction",
            "visited_on",
            "way",
            "visitor",
            "issue",
            "organisation",
            "issue.category",
            "issue.source",
            "issue.channel",
        ),
        state="result",
        note=("visited_on",),
        sections=(
            Section(
                _("Return visit"),
                ("issue", "organisation"),
                ("visitor", "visited_on"),
                ("stand_in", "way"),
            ),
            Section(_("What was found"), ("result", "satisfaction"), ("note",), ("photos",)),
        ),
        facts=(
            Fact(label=_("Result"), field="result"),
            Fact(label=_("Satisfaction"), field="satisfaction"),
            Fact(label=_("Visitor"), field="visitor"),
            Fact(label=_("Visited on"), field="visited_on"),
        ),
        charts=(
            Chart(_("Visits by result"), count_by="result", kind="pie"),
            Chart(_("Visits by satisfaction"), count_by="satisfaction", kind="bar"),
            Chart(_("Visits by month"), count_by="visited_on", every="month", kind="bar"),
        ),
        validate=lambda values, context, record: by_the_right_one(values) if context else {},
        propose=lambda values: {"visitor": settled_by(values.get("issue"))},
        assigned=lambda entity, post: on_my_issue(entity, post),
        grants=(
            Grant(Role.PARTY_SECRETARY, Scope.STREET, WATCHING),
            Grant(Role.STREET_CENTRE, Scope.STREET, (*WRITING, "delete", "restore")),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, WRITING),
            *give(GRIDS, Scope.SUBTREE, (*READING, "add", "comment")),
            *give((Role.SECTION, *PARTNERS, Role.PROPERTY_MANAGER), Scope.ASSIGNED, (*READING, "add", "comment")),
            Grant(Role.INSPECTOR, Scope.ASSIGNED, WATCHING),
        ),
    )


belongs_to_issue(ReturnVisit)


def by_the_right_one(values: dict[str, Any]) -> Messages:
    """Who settled it visits; somebody else needs a reason."""
    if values.get("stand_in") or not values.get("issue") or not values.get("visitor"):
        return {}
    if settled_by(values["issue"]) in (None, values["visitor"]):
        return {}
    return {"stand_in": gettext("This is not the person who settled it. Say why somebody else visits.")}


def settled_by(issue: int | None) -> int | None:
    """谁调处谁回访: the person in charge of an issue that the viewer sees, who is to visit."""
    if issue is None:
        return None
    return db.session.scalar(select(Issue.owner_person_id).where(Issue.id == issue))
