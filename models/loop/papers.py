"""三单一表 at their steps: what a step does decides which document is issued, in the same transaction as the step.

A document that cannot be issued stops its step: nothing is saved, and the person is told why, with a number to ask
about. What the documents say of assignments, visits, answers and sessions is fed to them here.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.cases.registry import Taken
from app.cases.store import Unfit
from app.cases.tables import CaseEvent, ProcessCase
from app.fields.base import Invalid
from app.fields.moment import long_day
from models.deliberation import DeliberationSession, SessionAttendance
from models.loop.assignment import Assignment, ProgressLog
from models.loop.effects import WRITES
from models.loop.facts import held_sessions
from models.loop.visit import ReturnVisit
from models.meeting_record import with_heads
from models.papers import CaseDocument, PaperKind, feed, issue_paper
from models.papers.kinds import Desk, Rows
from models.papers.sheets import read_all, told
from models.report import IssueReport
from models.statements import SessionStatement, SessionVote

AT_EFFECT: Mapping[str, PaperKind] = {
    "accept": PaperKind.COLLECT,
    "assign": PaperKind.HANDLE,
    "finish_assignment": PaperKind.HANDLE,
    "close": PaperKind.FEEDBACK,
}
"""What is issued about the issue when a step has this effect; a second one of a kind is a further edition."""
ASSESSED = "assign"  # the effect at which the record of the session is issued, too
MOST_LOGS = 60  # of one issue, the latest

log = logging.getLogger("huizhi.papers")


def issue_papers(taken: Taken) -> None:
    """Issue what belongs to a step. Raises Unfit where a document cannot be issued."""
    if taken.work.context is None:
        return  # a resident's word opened the case again: nobody of the office stands behind a document
    effects = [effect for effect in taken.way.effects if effect in AT_EFFECT]
    if effects:
        taken.session.flush()  # documents say what the step wrote
    for effect in effects:
        if effect == ASSESSED:
            issue_record(taken)
        issue_one(taken, AT_EFFECT[effect], taken.record)


def issue_record(taken: Taken) -> None:
    """Issue the record of the latest session on the issue, once for each issue that was on the table.

    One that the person may not see is issued by those who held the session.
    """
    sessions = held_sessions(taken)
    if not sessions:
        return
    documents = CaseDocument.__table__
    issued = exists().where(
        documents.c.session_id == DeliberationSession.id,
        documents.c.issue_id == taken.record.id,
        documents.c.deleted_at.is_(None),
    )
    held = taken.session.execute(
        select(DeliberationSession).where(DeliberationSession.id == sessions[0], ~issued)
    ).scalar_one_or_none()
    if held is not None:
        issue_one(taken, PaperKind.RECORD, held)


def issue_at_end(call: Any, meeting: DeliberationSession) -> None:
    """Issue the record of a session that was ended just now; it stands with the first issue on its table, too.

    Ending is not undone where it cannot be issued: what was written in the yard is worth more than its paper. Then
    there is none, the reason is in the log, and the page of the session's documents tells it to who issues it there.
    One that was opened again and ended again has a further edition.
    """
    first = next(iter(meeting.issues or ()), None)
    reason = gettext("The session was opened again and ended again.")
    try:
        with call.session.begin_nested():
            issue_paper(call, PaperKind.RECORD, meeting, reason=reason, issue=first)
    except Invalid:
        log.exception("the record of session %s was not issued", meeting.id)


def record_issued(session: Session, meeting: DeliberationSession) -> CaseDocument | None:
    """The latest edition of the record of a session. One statement."""
    model = CaseDocument
    mine = (model.session_id == meeting.id, model.kind == PaperKind.RECORD.value)
    return session.scalars(select(model).where(*mine).order_by(model.id.desc()).limit(1)).first()


def issue_one(taken: Taken, kind: PaperKind, record: Any) -> None:
    """Issue one document in the name of who takes the step."""
    try:
        issue_paper(taken.work, kind, record, reason=taken.way.label.told("zh"), issue=taken.record.id)
    except Invalid as refused:
        number = secrets.token_hex(4).upper()
        log.exception("error %s: %s of issue %s was not issued", number, kind.value, taken.record.id)
        message = gettext(
            "Nothing was saved: the document “%(kind)s” could not be issued. %(why)s (error %(number)s)",
            kind=str(kind.label), why=str(refused), number=number,
        )  # fmt: skip
        raise Unfit({"": message}) from refused


# -- what the documents say ------------------------------------------------------------------------------------------


def handling(desk: Desk, issue: Any) -> Mapping[str, Any]:
    """What was asked for, and what was done day by day."""
    found = desk.session.execute(
        select(Assignment, ProgressLog)
        .outerjoin(ProgressLog, ProgressLog.assignment_id == Assignment.id)
        .where(Assignment.issue_id == issue.id)
        .order_by(Assignment.id.desc(), ProgressLog.day.desc(), ProgressLog.id.desc())
        .limit(MOST_LOGS)
    ).all()
    if not found:
        return {}
    logs = [entry for _assignment, entry in reversed(found) if entry is not None]
    lines = [f"{desk.told('progress_log', entry, 'day')}　{desk.told('progress_log', entry, 'text')}" for entry in logs]
    return {
        "instruction": desk.told("assignment", found[0][0], "instruction"),
        "measures": "\n".join(lines),
    }


def feeding_back(desk: Desk, issue: Any) -> Mapping[str, Any]:
    """When the answer was given, and what the last return visit found."""
    visit = desk.session.execute(
        select(ReturnVisit)
        .where(ReturnVisit.issue_id == issue.id)
        .order_by(ReturnVisit.visited_on.desc(), ReturnVisit.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    values = answered(desk, issue)
    if visit is not None:
        fields = {
            "visitor": "visitor",
            "visited_on": "visited_on",
            "visit_way": "way",
            "visit_result": "result",
            "satisfaction": "satisfaction",
            "visit_note": "note",
        }
        values |= {key: desk.told("return_visit", visit, field) for key, field in fields.items()}
    return values


def answered(desk: Desk, issue: Any) -> dict[str, Any]:
    """The day of the answer: that of the reports, else that of the step; one statement."""
    replies = (
        select(func.max(CaseEvent.at))
        .join(ProcessCase, ProcessCase.id == CaseEvent.case_id)
        .where(
            ProcessCase.resource == "issue",
            ProcessCase.record_id == issue.id,
            CaseEvent.transition == "reply",
        )
        .scalar_subquery()
    )
    reports = select(func.max(IssueReport.answered_at)).where(IssueReport.issue_id == issue.id).scalar_subquery()
    by_code, by_step = desk.session.execute(select(reports, replies)).one()
    moment: datetime | None = by_code or by_step
    if moment is None:
        return {}
    told_on = {"answered_on": long_day(moment.astimezone(desk.context.timezone).date(), desk.context.locale)}
    return {**told_on, "answer_way": gettext("Under the reporter's code")} if by_code else told_on


def meeting(desk: Desk, session: Any) -> Mapping[str, str | Rows]:
    """Who came and what he said, of who did not come, why; and how they voted."""
    people = read_all(desk, SessionAttendance, "session_id", session)
    said: dict[int | None, list[str]] = {}
    unnamed: list[tuple[str, ...]] = []
    for row in read_all(desk, SessionStatement, "session_id", session):
        text = desk.told("session_statement", row, "text")
        if row.speaker_id is None:
            unnamed.append((desk.told("session_statement", row, "name"), "", "", "", text))
        else:
            said.setdefault(row.speaker_id, []).append(text)
    rows = zip(people, told(desk, people, "name", "side", "unit", "present"), strict=True)
    lines = [(with_heads(name, row.heads), *line) for row, (name, *line) in rows]
    ends = [
        "\n".join(said.get(row.id, [])) or desk.told(row.__tablename__, row, "statement" if row.present else "absence")
        for row in people
    ]
    votes = [
        gettext(
            "%(subject)s: %(method)s, %(yes)s in favour, %(no)s against, %(abstained)s abstained.",
            subject=desk.told("session_vote", row, "subject"), method=desk.told("session_vote", row, "method"),
            yes=row.in_favour, no=row.against, abstained=row.abstained,
        )
        for row in read_all(desk, SessionVote, "session_id", session)
    ]  # fmt: skip
    return {
        "attendance": [*((*line, end) for line, end in zip(lines, ends, strict=True)), *unnamed],
        "votes": "\n".join(votes),
    }


feed(PaperKind.HANDLE, handling)
feed(PaperKind.FEEDBACK, feeding_back)
feed(PaperKind.RECORD, meeting)
WRITES.append("case_document")
