"""The figures that an office is judged by, each in the words of the list that shows its rows.

`app/process/indicators.py` says the same as pure functions; docs/indicators.md says it for people.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.query.ratios import Indicator
from models.issue import WAYS_OUT
from models.loop.facts import RECUR_DAYS
from models.loop.visit import Satisfaction, VisitResult

CONTENT = ",".join((Satisfaction.VERY.value, Satisfaction.SATISFIED.value, Satisfaction.BASICALLY.value))
LETTER, HOTLINE = "letter", "hotline"
OWN = (("category", "category"), ("source", "source"), ("channel", "channel"))
OF_ISSUE = (("category", "issue.category"), ("source", "issue.source"), ("channel", "issue.channel"))
OF_REPORT = (("category", "issue.category"), ("source", "issue.source"), ("channel", "channel"))
STANDING = ("state__ne", ",".join(WAYS_OUT))  # merged ones count with the issue that they were merged into

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        key="closing",
        label=_("Closing rate"),
        note=_("closed, of those accepted in the period"),
        above=_("Closed"),
        below=_("Accepted"),
        of="issue",
        day="accepted_on",
        counts=(STANDING,),
        holds=(("closed_on__empty", "0"),),
        narrows=OWN,
    ),
    Indicator(
        key="on_time",
        label=_("In-time rate"),
        note=_("late and not done counts as not in time"),
        above=_("Done in time"),
        below=_("Fell due"),
        of="assignment",
        day="due_on",
        counts=(("timeliness__empty", "0"),),
        holds=(("timeliness", "kept"),),
        narrows=OF_ISSUE,
    ),
    Indicator(
        key="response",
        label=_("Response rate"),
        note=_("answered in time after it was given out"),
        above=_("Answered in time"),
        below=_("Given out"),
        of="issue",
        day="dispatched_at",
        holds=(("contact_in_time", "1"),),
        narrows=OWN,
    ),
    Indicator(
        key="solving",
        label=_("Solution rate"),
        note=_("partly solved does not count"),
        above=_("Solved"),
        below=_("Return visits"),
        of="return_visit",
        day="visited_on",
        holds=(("result", VisitResult.SOLVED.value),),
        narrows=OF_ISSUE,
    ),
    Indicator(
        key="satisfaction",
        label=_("Satisfaction rate"),
        note=_("who does not say is no praise"),
        above=_("Satisfied or basically"),
        below=_("Valid ratings"),
        of="return_visit",
        day="visited_on",
        counts=(("satisfaction__ne", Satisfaction.NONE.value),),
        holds=(("satisfaction", CONTENT),),
        narrows=OF_ISSUE,
    ),
    Indicator(
        key="visiting",
        label=_("Return visit rate"),
        note=_("of closed ones where somebody waits for an answer"),
        above=_("Visited"),
        below=_("Due for a visit"),
        of="issue",
        day="closed_on",
        counts=(("visit_due", "1"),),
        holds=(("visited", "1"),),
        narrows=OWN,
    ),
    Indicator(
        key="recurrence",
        label=_("Recurrence rate"),
        note=_("the lower the better"),
        above=_("Back within 90 days"),
        below=_("Closed 90 days ago"),
        of="issue",
        day="settled_on",
        counts=(STANDING,),
        holds=(("recurred_after__lte", str(RECUR_DAYS)),),
        narrows=OWN,
        matures=RECUR_DAYS,
        less=True,
    ),
    Indicator(
        key="turnout",
        label=_("Attendance rate"),
        note=_("without observers"),
        above=_("Present"),
        below=_("Expected"),
        of="session_attendance",
        day="session.held_on",
        counts=(("observer", "0"), ("session.state", "held")),
        holds=(("present", "1"),),
    ),
    Indicator(
        key="rating",
        label=_("Residents' own rating"),
        note=_("of answers that residents rated with their code"),
        above=_("Satisfied or basically"),
        below=_("Rated"),
        of="issue_report",
        day="answered_at",
        counts=(("rating__empty", "0"),),
        holds=(("rating", CONTENT),),
        narrows=OF_REPORT,
    ),
    Indicator(
        key="collection",
        label=_("Property fee collection"),
        note=_("by amount"),
        above=_("Received"),
        below=_("Receivable"),
        of="fee_period",
        day="starts_on",
        sums=("received", "receivable"),
    ),
)
"""In the order of the tiles."""

ARRIVALS: tuple[Indicator, ...] = (
    Indicator(
        key=LETTER,
        label=_("Letters and petitions"),
        note=_("received in the period"),
        above="",
        below=_("Received"),
        of="issue",
        day="reported_at",
        counts=(("channel", LETTER),),
        narrows=(("category", "category"), ("source", "source")),
    ),
    Indicator(
        key=HOTLINE,
        label=_("Hotline 12345"),
        note=_("received in the period"),
        above="",
        below=_("Received"),
        of="issue",
        day="reported_at",
        counts=(("channel", HOTLINE),),
        narrows=(("category", "category"), ("source", "source")),
    ),
)
"""Counted against the year before; no shares."""
