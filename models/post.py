"""任职: a person's role in an organisation between two days; all rights in the software come from these."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Index, and_, select
from sqlalchemy.orm import Mapped

from app.declare import ADMINISTRATORS, READING, Chart, Fact, Grant, Menu, Role, Scope, Screen, Section
from app.fields.choice import choice
from app.fields.day import day, today
from app.fields.link import link
from app.fields.text import text
from app.record import Record
from models.reach import GRIDS, WATCHING, give, living
from models.rules import in_order


class Post(Record):
    """Who does what, where, from when until when. The organisation is the one that the post is in."""

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_street", "street_id", "id"),
        Index("ix_post_role", "street_id", "role", "id"),
        Index("ix_post_person_days", "person_id", "starts_on", "ends_on"),
    )

    person_id: Mapped[int] = link(_("Person"), "person", required=True, quick_add=False)
    role: Mapped[str] = choice(
        _("Role"), Role, required=True, help=_("Decides what the person may see and do, and where.")
    )
    title: Mapped[str | None] = text(
        _("Job title"), length=60, help=_("As on the name plate, where it differs from the role.")
    )
    starts_on: Mapped[date] = day(_("First day"), required=True, default=today)
    ends_on: Mapped[date | None] = day(_("Last day"), help=_("The last day. Empty while the post is held."))

    __screen__ = Screen(
        label=_("Post"),
        plural=_("Posts"),
        menu=Menu.SETTINGS,
        icon="id-badge-2",
        title=("person", "role"),
        description=_(
            "Who holds which role in which unit. A post gives its rights on its first day and takes them on its last."
        ),
        add_label=_("Give a post"),
        list=("person", "role", "title", "organisation", "starts_on", "ends_on"),
        sort=("-starts_on",),
        search=("person.name", "title"),
        filters=("role", "organisation", "starts_on", "ends_on"),
        note=("organisation",),
        sections=(
            Section(_("Post"), ("person", "organisation"), ("role", "title")),
            Section(
                _("Term"),
                ("starts_on", "ends_on"),
                note=_("To take rights away, set the last day; the post stays on record."),
            ),
        ),
        facts=(
            Fact(label=_("Role"), field="role"),
            Fact(label=_("Organisation"), field="organisation"),
            Fact(label=_("First day"), field="starts_on"),
            Fact(label=_("Last day"), field="ends_on"),
        ),
        charts=(
            Chart(_("Posts by role"), count_by="role", kind="bar", most=17),
            Chart(_("Posts by organisation"), count_by="organisation", kind="bar"),
            Chart(_("Posts by starting month"), count_by="starts_on", every="month", kind="line"),
        ),
        business=False,
        extensible=False,
        validate=lambda values, context, record: in_order(values, "starts_on", "ends_on"),
        assigned=lambda entity, post: beneath(entity, post),
        grants=(
            Grant(Role.SECURITY, Scope.STREET, ("list", "show", "export")),
            Grant(Role.SECURITY, Scope.ASSIGNED, ("add", "edit", "delete", "restore")),
            *give((Role.PARTY_SECRETARY, Role.STREET_CENTRE), Scope.STREET, WATCHING),
            Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, WATCHING),
            *give((*GRIDS, Role.SECTION), Scope.SUBTREE, READING),
        ),
    )


def beneath(entity: Any, post: Any) -> ColumnElement[bool]:
    """The posts, or accounts, that an administrator may change: not his own, and not those of other administrators."""
    posts = Post.__table__.alias("administrator_post")
    administrators = select(posts.c.person_id).where(
        living(posts), posts.c.role.in_([role.value for role in ADMINISTRATORS])
    )
    return and_(
        entity.street_id == post.street_id,
        entity.person_id != post.person_id,
        entity.person_id.not_in(administrators),
    )
