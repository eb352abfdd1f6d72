"""What each kind of document holds. A clerk's template may use each entry as a placeholder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.fields.moment import long_day
from models.deliberation import SessionAttendance, SessionDecision
from models.mediation import Mediation, MediationParty
from models.papers.kinds import Desk, Entry, Group, Lines, PaperKind, Rows, Sheet


def read_all(desk: Desk, model: type[Any], link: str, record: Any) -> list[Any]:
    """The rows that belong to a record, in the order they were written, as far as the writer may see them."""
    statement = select(model).where(getattr(model, link) == record.id).order_by(model.id).limit(200)
    return list(desk.session.execute(statement).scalars())


def told(desk: Desk, rows: list[Any], *fields: str) -> Rows:
    """These fields of rows, as the writer may see them."""
    return [tuple(desk.told(row.__tablename__, row, field) for field in fields) for row in rows]


def attendance(desk: Desk, session: Any) -> Rows:
    """Who came, for whom, and what he said."""
    rows = read_all(desk, SessionAttendance, "session_id", session)
    return told(desk, rows, "name", "side", "unit", "present", "statement")


def decisions(desk: Desk, session: Any) -> Rows:
    """What was decided, who does it, by when."""
    rows = read_all(desk, SessionDecision, "session_id", session)
    return told(desk, rows, "text", "owner_person", "owner_organisation", "due_on")


def parties(desk: Desk, mediation: Any) -> Rows:
    """The parties of a mediation."""
    rows = read_all(desk, MediationParty, "mediation_id", mediation)
    return told(desk, rows, "side", "name", "sex", "citizen_number", "phone", "address")


def mediation_of(desk: Desk, request: Any) -> Any:
    """The mediation that a request is about; None when the writer may not see it."""
    return desk.session.execute(select(Mediation).where(Mediation.id == request.mediation_id)).scalar_one_or_none()


def of_mediation(field: str) -> Any:
    """Reads a field of the mediation behind a request."""

    def read(desk: Desk, request: Any) -> str:
        mediation = mediation_of(desk, request)
        return desk.told("mediation", mediation, field) if mediation is not None else ""

    return read


def parties_of_request(desk: Desk, request: Any) -> Rows:
    """The parties behind a request."""
    mediation = mediation_of(desk, request)
    return parties(desk, mediation) if mediation is not None else ()


def photos(desk: Desk, issue: Any) -> str:
    """How many photos are kept with an issue."""
    declared: Any = desk.resources["issue"].field("photos")
    found = declared.read(issue)
    return declared.count(len(found)) if found else ""


def deadline(desk: Desk, request: Any) -> str:
    """The last day for a request, whole."""
    return long_day(request.deadline, desk.context.locale) if request.deadline else ""


def asking(desk: Desk, request: Any, values: Mapping[str, str]) -> str:
    """The sentence in which the parties ask."""
    return gettext(
        "The applicants settled the dispute “%(title)s” before the people's mediation committee; "
        "the agreement %(number)s is in effect from %(day)s. "
        "Under article 33 of the People's Mediation Law they jointly ask the court to confirm it. "
        "They state that it is their own will, harms nobody else and breaks no law.",
        title=values["title"],
        number=values["agreement_number"],
        day=values["effective_on"],
    )


PARTY_HEAD = (_("Stands as"), _("Name"), _("Sex"), _("Citizen number"), _("Phone"), _("Address"))
PARTY_SAMPLE = (
    ("申请人", "王某", "女", "3709**********0021", "139****0001", "东岳小区3号楼"),
    ("被申请人", "李某", "男", "3709**********0034", "139****0002", "东岳小区3号楼"),
)
NUMBER = Entry(key="number", label=_("Issue number"), sample="370902004-2026-0012")
MATTER = Entry(key="title", label=_("Matter"), wide=True, sample="东岳小区3号楼楼道堆物")

COLLECT = Sheet(
    kind=PaperKind.COLLECT,
    resource="issue",
    mark="SJ",
    groups=(
        Group(
            label=_("Matter"),
            entries=(
                NUMBER,
                Entry(key="reported_at", label=_("Reported at"), sample="2026年7月6日 09:20"),
                MATTER,
                Entry(key="source", label=_("Source"), sample="群众诉求"),
                Entry(key="channel", label=_("Channel"), sample="热线"),
                Entry(key="category", label=_("Category"), sample="楼道堆物"),
                Entry(key="photo_count", label=_("Photos"), read=photos, sample="2 张"),
                Entry(
                    key="description", label=_("Description"), wide=True, sample="三单元楼道长期堆放杂物，影响通行。"
                ),
            ),
        ),
        Group(
            label=_("Place"),
            entries=(
                Entry(key="organisation", label=_("Grid or community"), sample="王府社区第一网格"),
                Entry(key="compound", label=_("Compound"), sample="东岳小区"),
                Entry(key="spot", label=_("Where exactly"), wide=True, sample="3号楼三单元"),
            ),
        ),
        Group(
            label=_("Reporter"),
            entries=(
                Entry(key="reporter_name", label=_("Reporter"), sample="王某"),
                Entry(key="reporter_phone", label=_("Reporter's phone"), sample="139****0001"),
                Entry(key="anonymous", label=_("Anonymous"), sample="否"),
                Entry(key="accepted_on", label=_("Accepted on"), sample="2026年7月6日"),
            ),
        ),
    ),
    signatures=(_("Registered by"), _("Checked by")),
)

HANDLE = Sheet(
    kind=PaperKind.HANDLE,
    resource="issue",
    mark="CL",
    groups=(
        Group(
            label=_("Matter"),
            entries=(
                NUMBER,
                Entry(key="category", label=_("Category"), sample="楼道堆物"),
                MATTER,
                Entry(
                    key="description", label=_("Description"), wide=True, sample="三单元楼道长期堆放杂物，影响通行。"
                ),
                Entry(key="organisation", label=_("Grid or community"), sample="王府社区第一网格"),
                Entry(key="accepted_on", label=_("Accepted on"), sample="2026年7月6日"),
            ),
        ),
        Group(
            label=_("Assignment"),
            entries=(
                Entry(key="level", label=_("Level that settles it"), sample="社区解决"),
                Entry(key="due_on", label=_("Due on"), sample="2026年7月15日"),
                Entry(key="owner_organisation", label=_("Handled by"), sample="东岳物业"),
                Entry(key="owner_person", label=_("Person in charge"), sample="赵强"),
                Entry(
                    key="instruction",
                    label=_("What is asked for"),
                    read=lambda desk, issue: "",
                    wide=True,
                    sample="三日内清理，并张贴公示。",
                ),
            ),
        ),
        Group(
            label=_("Handling"),
            entries=(
                Entry(
                    key="measures",
                    label=_("Measures and progress"),
                    read=lambda desk, issue: "",
                    wide=True,
                    sample="7月8日入户劝导；7月9日清理完毕。",
                ),
                Entry(key="outcome", label=_("Outcome"), wide=True, sample="已清理，居民满意。"),
                Entry(key="state", label=_("State"), sample="正在化解"),
                Entry(key="closed_on", label=_("Closed on"), sample="2026年7月12日"),
            ),
        ),
    ),
    signatures=(_("Handed over by"), _("Taken on by"), _("Head of the unit in charge")),
)

FEEDBACK = Sheet(
    kind=PaperKind.FEEDBACK,
    resource="issue",
    mark="FK",
    groups=(
        Group(
            label=_("Matter"),
            entries=(
                NUMBER,
                Entry(key="closed_on", label=_("Closed on"), sample="2026年7月12日"),
                MATTER,
                Entry(key="reporter_name", label=_("Reporter"), sample="王某"),
                Entry(key="reporter_phone", label=_("Reporter's phone"), sample="139****0001"),
                Entry(key="owner_organisation", label=_("Handled by"), sample="东岳物业"),
                Entry(key="owner_person", label=_("Person in charge"), sample="赵强"),
            ),
        ),
        Group(
            label=_("Answer"),
            entries=(
                Entry(key="outcome", label=_("Outcome"), wide=True, sample="已清理，居民满意。"),
                Entry(key="answered_on", label=_("Answered on"), read=lambda desk, issue: "", sample="2026年7月12日"),
                Entry(key="answer_way", label=_("Way of the answer"), read=lambda desk, issue: "", sample="上门"),
            ),
        ),
        Group(
            label=_("Return visit"),
            entries=(
                Entry(key="visitor", label=_("Visited by"), read=lambda desk, issue: "", sample="王芳"),
                Entry(key="visited_on", label=_("Visited on"), read=lambda desk, issue: "", sample="2026年7月14日"),
                Entry(key="visit_way", label=_("Way of the visit"), read=lambda desk, issue: "", sample="上门"),
                Entry(key="visit_result", label=_("Result"), read=lambda desk, issue: "", sample="已解决"),
                Entry(key="satisfaction", label=_("Satisfaction"), read=lambda desk, issue: "", sample="满意"),
                Entry(
                    key="visit_note",
                    label=_("What the resident says"),
                    read=lambda desk, issue: "",
                    wide=True,
                    sample="楼道干净了。",
                ),
            ),
        ),
    ),
    signatures=(_("Resident"), _("Visited by")),
)

RECORD = Sheet(
    kind=PaperKind.RECORD,
    resource="deliberation_session",
    mark="HS",
    groups=(
        Group(
            label=_("Session"),
            entries=(
                Entry(key="title", label=_("Topic"), wide=True, sample="商议：楼道堆物怎么清"),
                Entry(key="issues", label=_("Issues"), wide=True, sample="东岳小区3号楼楼道堆物"),
                Entry(key="held_on", label=_("Held on"), sample="2026年7月7日 19:00"),
                Entry(key="format", label=_("Session format"), sample="小板凳议事会"),
                Entry(key="venue", label=_("Venue"), sample="东岳小区小广场"),
                Entry(key="chair", label=_("Chair"), sample="王芳"),
                Entry(key="expected", label=_("People expected"), sample="8"),
                Entry(key="present", label=_("People present"), sample="7"),
                Entry(key="observers", label=_("Observers"), sample="1"),
                Entry(key="organisation", label=_("Organisation"), sample="王府社区"),
                Entry(key="agenda", label=_("Agenda"), wide=True, sample="一、通报情况；二、各方发言；三、商定办法。"),
            ),
        ),
        Group(
            label=_("Attendance and statements"),
            lines=(
                Lines(
                    key="attendance",
                    label=_("Attendance and statements"),
                    head=(_("Full name"), _("Speaks for"), _("Represented unit"), _("Present"), _("What was said")),
                    read=attendance,
                    sample=(("王芳", "社区党组织", "王府社区", "是", "请大家一起清。"),),
                ),
            ),
        ),
        Group(
            label=_("Resolution"),
            entries=(
                Entry(key="resolution", label=_("Resolution"), wide=True, sample="三日内清理，定期检查。"),
                Entry(key="votes", label=_("Votes"), read=lambda desk, session: "", wide=True, sample="赞成7票。"),
            ),
            lines=(
                Lines(
                    key="decisions",
                    label=_("Decisions"),
                    head=(_("What is to be done"), _("Person in charge"), _("Unit in charge"), _("Due on")),
                    read=decisions,
                    sample=(("清理楼道", "赵强", "东岳物业", "2026年7月15日"),),
                ),
            ),
        ),
    ),
    signatures=(_("Chair"), _("Recorded by"), _("All present")),
)

AGREEMENT = Sheet(
    kind=PaperKind.AGREEMENT,
    resource="mediation",
    mark="XY",
    groups=(
        Group(
            label=_("Mediation"),
            entries=(
                Entry(key="title", label=_("Dispute"), wide=True, sample="王某与李某漏水纠纷"),
                Entry(key="number", label=_("Mediation number"), sample="TJ-370902004-2026-0003"),
                Entry(key="held_on", label=_("Mediated on"), sample="2026年7月8日"),
                Entry(key="place", label=_("Place"), sample="王府社区调解室"),
                Entry(key="committee", label=_("Mediation committee"), sample="王府社区人民调解委员会"),
            ),
        ),
        Group(
            label=_("Parties"),
            lines=(Lines(key="parties", label=_("Parties"), head=PARTY_HEAD, read=parties, sample=PARTY_SAMPLE),),
        ),
        Group(
            label=_("Facts, points in dispute, responsibility"),
            entries=(
                Entry(
                    key="facts",
                    label=_("Facts and points in dispute"),
                    wide=True,
                    sample="李某家水管破裂，漏至王某家。",
                ),
            ),
        ),
        Group(
            label=_("What was agreed"),
            entries=(
                Entry(
                    key="items",
                    label=_("What was agreed"),
                    wide=True,
                    sample="一、李某赔偿王某修缮费800元。\n二、双方别无争议。",
                ),
                Entry(key="manner", label=_("Manner of performance"), wide=True, sample="转账"),
                Entry(key="perform_by", label=_("To be performed by"), sample="2026年7月20日"),
                Entry(key="effective_on", label=_("In effect from"), sample="2026年7月8日"),
                Entry(key="mediator", label=_("Mediator"), sample="孙敏"),
            ),
        ),
    ),
    signatures=(
        _("Applicant (signature, seal or fingerprint)"),
        _("Other party (signature, seal or fingerprint)"),
        _("Mediator"),
        _("Mediation committee (seal)"),
    ),
)

REQUEST = Sheet(
    kind=PaperKind.REQUEST,
    resource="judicial_confirmation",
    mark="SQ",
    groups=(
        Group(
            label=_("Applicants"),
            lines=(
                Lines(key="parties", label=_("Parties"), head=PARTY_HEAD, read=parties_of_request, sample=PARTY_SAMPLE),
            ),
        ),
        Group(
            label=_("Agreement"),
            entries=(
                Entry(
                    key="title", label=_("Dispute"), read=of_mediation("title"), wide=True, sample="王某与李某漏水纠纷"
                ),
                Entry(
                    key="agreement_number",
                    label=_("Mediation number"),
                    read=of_mediation("number"),
                    sample="TJ-370902004-2026-0003",
                ),
                Entry(
                    key="effective_on",
                    label=_("In effect from"),
                    read=of_mediation("effective_on"),
                    sample="2026年7月8日",
                ),
                Entry(key="last_day", label=_("Last day to request"), read=deadline, sample="2026年8月7日"),
                Entry(key="court", label=_("Court"), sample="区人民法院"),
                Entry(
                    key="items",
                    label=_("What was agreed"),
                    read=of_mediation("items"),
                    wide=True,
                    sample="一、李某赔偿王某修缮费800元。",
                ),
                Entry(
                    key="manner",
                    label=_("Manner of performance"),
                    read=of_mediation("manner"),
                    wide=True,
                    sample="转账",
                ),
            ),
        ),
    ),
    opening=asking,
    signatures=(_("Applicant (signature)"), _("Other applicant (signature)")),
)

SHEETS: Mapping[PaperKind, Sheet] = {
    sheet.kind: sheet for sheet in (COLLECT, RECORD, HANDLE, FEEDBACK, AGREEMENT, REQUEST)
}
"""Every kind of document."""
