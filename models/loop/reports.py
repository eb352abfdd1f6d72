"""Lets the reports of residents follow the case: everybody is answered, and "not solved" opens the case again."""

from __future__ import annotations

from flask import current_app
from flask_babel import force_locale, get_timezone, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.scope import viewer_of
from app.cases import acting, store
from app.cases.registry import Desk, Taken
from app.process.case import REASON
from app.record import utc_now
from models.issue import Issue
from models.loop import effects
from models.loop.notices import NoticeRule, tell
from models.report import IssueReport, on_unsolved

DOOR = {"door": "loop: everybody who reported a matter is answered, whoever takes the step"}
HOPS = 5  # issues that were merged one into the other
AGAIN = "reopen"


def answer_reports(taken: Taken) -> None:
    """Give the answer to every report of the issue, and of those merged into it."""
    words = taken.record.outcome if not taken.after.over else taken.event.reason or taken.record.outcome
    if not words:
        return
    now = utc_now()
    for report in reports_of(taken.session, taken.record.id):
        report.answer, report.answered_at = words, now


def reports_of(session: Session, number: int) -> list[IssueReport]:
    """The reports of an issue and of all that were merged into it."""
    numbers = {number}
    for _turn in range(HOPS):
        merged = select(Issue.id).where(Issue.duplicate_of_id.in_(numbers), Issue.state == "merged")
        more = set(session.execute(merged, execution_options=DOOR).scalars()) - numbers
        if not more:
            break
        numbers |= more
    statement = select(IssueReport).where(IssueReport.issue_id.in_(numbers), IssueReport.deleted_at.is_(None))
    return list(session.execute(statement, execution_options=DOOR).scalars())


@on_unsolved
def open_again(session: Session, report: IssueReport, words: str) -> None:
    """A closed case is opened again; of one that is still open, those who lead it on are told."""
    resources = session.info.get("resources") or current_app.extensions["huizhi"].resources
    issue = standing_for(session, report.issue_id)
    held = store.case_of(session, "issue", issue.id) if issue is not None else None
    if issue is None or held is None:
        return
    desk = Desk(session=session, viewer=viewer_of(session), resources=resources, timezone=get_timezone(), now=utc_now())
    resource, case = resources["issue"], held.case
    with force_locale("zh"):  # the staff read it
        reason = gettext(
            "The resident says that it is not solved: %(words)s", words=words or gettext("no further words")
        )
    seen = store.look(desk, resource, issue, case)
    ways = {way.key: way for way in case.process.leaving(case.stage)}
    again = ways.get(AGAIN)
    if again is not None and store.facts(seen, (again,)).issuperset((*again.facts, *again.when)):
        store.step(desk, resource, issue, AGAIN, {REASON: reason}, case.number)
        return
    main = [way for way in ways.values() if way.tone == "primary"]
    actors = acting.who(seen, dict.fromkeys(name for way in main for name in way.actors))
    with store.writing(session, "unsolved", "notice"):
        tell(session, issue, actors, NoticeRule.UNSOLVED, reason, f"unsolved/{report.id}/{case.number}")


def standing_for(session: Session, number: int) -> Issue | None:
    """The issue that a report counts for: the one at the end of merges."""
    for _turn in range(HOPS):
        found = session.execute(
            select(Issue).where(Issue.id == number, Issue.deleted_at.is_(None)), execution_options=DOOR
        ).scalar_one_or_none()
        if found is None or found.state != "merged" or found.duplicate_of_id is None:
            return found
        number = found.duplicate_of_id
    return None


effects.on_answer.append(answer_reports)
effects.WRITES.append("issue_report")
