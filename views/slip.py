"""查询编号: the code of who called or came to the counter, to tell or to print for him.

Who entered the report sees it at once; whoever else may unmask the reporter asks for it, and that is recorded, since
with a code one may rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, request
from flask_appbuilder import BaseView, expose
from flask_babel import force_locale, gettext

from app.access.audit import note_action
from app.fields.day import short_day
from app.metadata.resource import Resource
from app.screens.qr import drawn
from app.screens.values import Item, Page
from app.screens.web import allow, not_found, ours, resource_named, show
from app.screens.work import Work, address
from models.report import IssueReport, spelt_code
from models.slips import told_by_staff
from models.station import station_of

LONGEST = 60  # letters of what was reported


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One report: its code where it is shown, else where it is asked for."""

    number: int
    about: str
    day: str
    said: str = ""
    url: str = ""
    code: Any = None


class SlipView(BaseView):
    """`/slip/<issue>`."""

    route_base = "/slip"
    default_view = "slips"
    base_permissions: list[str] = []

    @expose("/<int:number>", methods=["GET", "POST"])
    def slips(self, number: int) -> Any:
        """The codes of an issue; POST shows the one of `report`, and notes who asked."""
        work, issues = resource_named("issue")
        allow(work, "show", issues)
        issue, reports = work.record(issues, number), work.resources["issue_report"]
        if issue is None or not work.decide("show", issues, issue):
            return not_found()
        allow(work, "show", reports)
        found = [row for row in told_by_staff(work.session, number) if may_see(work, reports, row)]
        asked = asked_for(work, found) if request.method == "POST" else None
        station = station_of(work.session, issue.organisation_id, work.context.today)
        title = work.titles("issue", [number]).get(number, "")
        page = Page(
            title=gettext("Reporter's code"),
            sum=title,
            crumbs=(Item(label=title, url=after(number)),),
        )
        return show(
            "slip.html",
            page,
            current="issue",
            slips=[slip(work, row, open=row.created_by_id == work.viewer.user_id or row is asked) for row in found],
            words=words(),
            phone=station.phone if station is not None else "",
            url=f"/slip/{number}",
            after=after(number),
        )


def may_see(work: Work, reports: Resource, report: IssueReport) -> bool:
    """Whether the viewer may see who reported it: who entered it, and who may unmask it."""
    return report.created_by_id == work.viewer.user_id or bool(work.decide("unmask", reports, report))


def asked_for(work: Work, found: list[IssueReport]) -> IssueReport:
    """The report whose code is asked for; that is recorded. 404 for one that is not there for the viewer."""
    report = next((row for row in found if str(row.id) == request.form.get("report")), None)
    if report is None:
        abort(404)
    note_action(work.session, "code", "issue_report", record=report)
    work.session.commit()
    return report


def slip(work: Work, report: IssueReport, *, open: bool) -> Slip:
    """A report as the page shows it."""
    day = short_day(report.reported_at.astimezone(work.timezone).date(), "zh")
    about = " ".join(report.text.split())[:LONGEST]
    if not open or not report.token:
        return Slip(number=report.id, about=about, day=day)
    url = f"{request.url_root}f/"
    return Slip(
        number=report.id,
        about=about,
        day=day,
        said=spelt_code(report.token),
        url=url,
        code=drawn(f"{url}{report.token}"),
    )


def words() -> dict[str, str]:
    """What every slip says; a resident takes it home, whoever prints it."""
    with force_locale("zh"):
        return {
            "call": gettext("Your code"),
            "how": gettext("Scan it, or type the code at this address:"),
            "what": gettext("See how far it has come, read the answer, rate it, say when it is not solved."),
            "keep": gettext("Keep it to yourself: whoever has the code sees what you reported."),
            "phone": gettext("Phone"),
        }


def after(number: int) -> str:
    """Where the page leads on to."""
    wanted = request.values.get("_next", "")
    return wanted if ours(wanted) else address("issue", id=number)
