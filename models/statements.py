"""发言与表决: what was said at a session and by whom, and how those present voted. Written by the meeting page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import JSON, Index, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.declare import READING, Chart, Grant, Role, Scope, Screen, Section
from app.fields.choice import Choices, choice
from app.fields.link import link
from app.fields.moment import moment
from app.fields.note import note
from app.fields.number import number
from app.fields.text import text
from app.record import Record
from models.deliberation import sessions_of
from models.reach import CONTACT, GRIDS, OFFICE, PARTNERS, WATCHING, give

SEEN = (
    *give(OFFICE, Scope.STREET, WATCHING),
    Grant(Role.COMMUNITY_SECRETARY, Scope.SUBTREE, WATCHING),
    *give(GRIDS, Scope.SUBTREE, WATCHING),
    *give((Role.SECTION, *PARTNERS), Scope.ASSIGNED, READING),
)


class VoteMethod(Choices):
    """How a vote was taken."""

    HANDS = "hands", _("Show of hands")
    PERSON = "person", _("One by one")


class SessionStatement(Record):
    """What one speaker said on one item of the agenda."""

    __tablename__ = "session_statement"
    __table_args__ = (Index("ix_session_statement_street", "street_id", "id"),)

    session_id: Mapped[int] = link(
        _("Deliberation"), "deliberation_session", required=True, parent=True, quick_add=False
    )
    speaker_id: Mapped[int | None] = link(_("Participant"), "session_attendance", quick_add=False)
    name: Mapped[str | None] = text(_("Speaker"), length=60, initials=True, personal=CONTACT)
    topic: Mapped[str | None] = text(_("Item of the agenda"), length=200)
    text: Mapped[str] = note(_("What was said"), length=4000, required=True)
    said_at: Mapped[datetime | None] = moment(_("Said at"))
    position: Mapped[int | None] = number(_("Position"), minimum=0)
    agenda_key: Mapped[UUID | None] = mapped_column(Uuid)  # the item of the agenda, as the device calls it

    __screen__ = Screen(
        label=_("Statement"),
        plural=_("Statements"),
        menu=None,
        icon="message-circle",
        title="name",
        description=_("What was said at deliberations, by speaker and item of the agenda."),
        list=("name", "session", "topic", "text", "said_at"),
        sort=("session", "position"),
        search=("name", "topic", "text"),
        filters=("session", "said_at"),
        note=("session",),
        sections=(
            Section(
                _("Statement"),
                ("session", "organisation"),
                ("name", "speaker"),
                ("topic",),
                ("text",),
                ("said_at", "position"),
            ),
        ),
        charts=(
            Chart(_("Statements by month"), count_by="said_at", every="month", kind="bar"),
            Chart(_("Statements by community"), count_by="organisation", kind="bar"),
        ),
        readonly=True,
        extensible=False,
        assigned=lambda entity, post: entity.session_id.in_(sessions_of(post)),
        grants=SEEN,
    )


class SessionVote(Record):
    """A question that was put to those present, and how they voted."""

    __tablename__ = "session_vote"
    __table_args__ = (Index("ix_session_vote_street", "street_id", "id"),)

    session_id: Mapped[int] = link(
        _("Deliberation"), "deliberation_session", required=True, parent=True, quick_add=False
    )
    subject: Mapped[str] = text(_("Put to the vote"), length=200, required=True)
    method: Mapped[str] = choice(_("Way of voting"), VoteMethod, required=True, default=VoteMethod.HANDS)
    in_favour: Mapped[int] = number(_("In favour"), minimum=0, required=True)
    against: Mapped[int] = number(_("Against"), minimum=0, required=True)
    abstained: Mapped[int] = number(_("Abstained"), minimum=0, required=True)
    position: Mapped[int | None] = number(_("Position"), minimum=0)
    ballots: Mapped[dict[str, str] | None] = mapped_column(
        JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    )  # participant, as the device calls him -> yes, no, abstain

    __screen__ = Screen(
        label=_("Vote"),
        plural=_("Votes"),
        menu=None,
        icon="checklist",
        title="subject",
        description=_("What deliberations voted on, and with which result."),
        list=("subject", "session", "method", "in_favour", "against", "abstained"),
        sort=("session", "position"),
        search=("subject",),
        filters=("session", "method"),
        note=("session",),
        sections=(
            Section(
                _("Vote"),
                ("subject",),
                ("session", "organisation"),
                ("method", "in_favour"),
                ("against", "abstained"),
                ("position",),
            ),
        ),
        charts=(
            Chart(_("Votes by way of voting"), count_by="method", kind="pie"),
            Chart(_("Votes by community"), count_by="organisation", kind="bar"),
        ),
        readonly=True,
        extensible=False,
        assigned=lambda entity, post: entity.session_id.in_(sessions_of(post)),
        grants=SEEN,
    )
