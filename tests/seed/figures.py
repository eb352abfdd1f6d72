"""The figures of the source documents, each with the question that recomputes it from rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, distinct, func, select, type_coerce

from app.cases.tables import ProcessCase
from models.compound import Building, Compound, CompoundKind
from models.confirmation import JudicialConfirmation
from models.deliberation import DeliberationSession
from models.issue import Issue, IssueState
from models.loop.supervision import Supervision
from models.mediation import Mediation
from models.organisation import Organisation
from models.person import Person
from models.post import Post
from models.property import FeePeriod, PropertyCompany
from models.report import IssueReport
from models.rewards import Redemption
from models.volunteer import Volunteer
from models.volunteering import Activity, VolunteerTeam
from seed import pizhou
from seed.matters import HOT
from seed.rules import TODAY, ZONE, few, moment
from seed.words import EVENT_KINDS

organisation, issue, person, post = Organisation.__table__, Issue.__table__, Person.__table__, Post.__table__
ENDED = (IssueState.CLOSED.value, IssueState.ARCHIVED.value)
PROPERTY = ("property", "fee")
GRID_ROLES = ("grid_leader", "grid_staff")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What a document states, how to ask the rows, and what a thinned place holds by default."""

    name: str
    stated: Any
    ask: Callable[[Connection], Any]
    thinned: Any = None

    @property
    def default(self) -> Any:
        """The figure of the default load."""
        return self.stated if self.thinned is None else self.thinned


def street(connection: Connection, code: str) -> int:
    """The id of a street by its code."""
    code = f"{code}000" if len(code) == 9 else code
    return int(connection.execute(select(organisation.c.id).where(organisation.c.code == code)).scalar_one())


def counted(table: Any, code: str, *where: ColumnElement[bool], what: Any = None) -> Callable[[Connection], int]:
    """How many rows of a table a street has."""

    def ask(connection: Connection) -> int:
        counting = func.count() if what is None else func.count(distinct(what))
        found = select(counting).select_from(table).where(table.c.street_id == street(connection, code), *where)
        return int(connection.execute(found).scalar_one())

    return ask


def units(code: str, *kinds: str, **where: Any) -> Callable[[Connection], int]:
    """How many organisations of these kinds a street has."""
    conditions = [organisation.c[name] == value for name, value in where.items()]
    return counted(organisation, code, organisation.c.kind.in_(kinds), *conditions)


def in_city(table: Any, *where: ColumnElement[bool]) -> Callable[[Connection], int]:
    """How many rows all streets of 邳州 have."""

    def ask(connection: Connection) -> int:
        path = connection.execute(select(organisation.c.path).where(organisation.c.code == "320382000000")).scalar_one()
        streets = select(organisation.c.id).where(organisation.c.kind == "street", organisation.c.path.startswith(path))
        found = select(func.count()).select_from(table).where(table.c.street_id.in_(streets), *where)
        return int(connection.execute(found).scalar_one())

    return ask


def held_today(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Posts that are held on the sample's present day."""
    return and_(post.c.starts_on <= TODAY, (post.c.ends_on.is_(None)) | (post.c.ends_on >= TODAY), *where)


def people_in_grids(code: str) -> Callable[[Connection], int]:
    """People who hold a post in a grid."""
    grids = select(organisation.c.id).where(organisation.c.kind.in_(("grid", "special_grid")))
    return counted(
        post, code, held_today(post.c.role.in_(GRID_ROLES), post.c.organisation_id.in_(grids)), what=post.c.person_id
    )


def tenths(part: int, whole: int) -> Decimal:
    """A share in per cent, half up to one place."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def share(
    code: str, part: ColumnElement[bool], whole: ColumnElement[bool] | None = None
) -> Callable[[Connection], Decimal]:
    """The share of a street's issues that meet a condition."""
    among = () if whole is None else (whole,)

    def ask(connection: Connection) -> Decimal:
        return tenths(counted(issue, code, part, *among)(connection), counted(issue, code, *among)(connection))

    return ask


def year_on_year(code: str, channel: str) -> Callable[[Connection], Decimal]:
    """By how much issues of a channel changed from last year's same days."""

    def ask(connection: Connection) -> Decimal:
        counts = []
        for year in (TODAY.year - 1, TODAY.year):
            first, last = moment(date(year, 1, 1), 0), moment(date(year, TODAY.month, TODAY.day), 23, 59)
            counts.append(
                counted(issue, code, issue.c.channel == channel, issue.c.reported_at.between(first, last))(connection)
            )
        return tenths(counts[1] - counts[0], counts[0])

    return ask


def well_paid(connection: Connection) -> tuple[int, int]:
    """Compounds of 上高街道 that collected at least 90 % in their last period: all, and those in pilot communities."""
    fees, compound = FeePeriod.__table__, Compound.__table__
    last = select(func.max(fees.c.starts_on)).scalar_subquery()
    received, due = type_coerce(fees.c.received, BigInteger), type_coerce(fees.c.receivable, BigInteger)
    rows = connection.execute(
        select(organisation.c.pilot)
        .select_from(
            fees.join(compound, compound.c.id == fees.c.compound_id).join(
                organisation, organisation.c.id == compound.c.organisation_id
            )
        )
        .where(
            fees.c.street_id == street(connection, "370902004"), fees.c.starts_on == last, received * 100 >= due * 90
        )
    ).all()
    return len(rows), sum(row.pilot for row in rows)


def summed(column: Any, code: str, *kinds: str) -> Callable[[Connection], int]:
    """The sum of an attribute over the units of these kinds."""

    def ask(connection: Connection) -> int:
        found = select(func.sum(column)).where(
            organisation.c.street_id == street(connection, code), organisation.c.kind.in_(kinds)
        )
        return int(connection.execute(found).scalar_one())

    return ask


def devices(connection: Connection) -> int:
    """The terminals that stand in the remarks of grids and of the office."""
    rows = connection.scalars(
        select(organisation.c.remarks).where(
            organisation.c.street_id == street(connection, "620502007"), organisation.c.remarks.contains("综治E通")
        )
    )
    return len({number for remarks in rows for number in remarks.replace("综治E通 ", "").split("、")})


def longest(connection: Connection) -> Decimal:
    """The hours of the longest-serving volunteer of 运河街道."""
    table = Volunteer.__table__
    rows = connection.scalars(select(table.c.hours).where(table.c.street_id == street(connection, "320382002")))
    return max(rows)


def exchanged(connection: Connection) -> Decimal:
    """What the volunteers of 黄岛街道 exchanged, in yuan."""
    table = Redemption.__table__
    rows = connection.scalars(
        select(table.c.price).where(table.c.street_id == street(connection, "370211001"), table.c.state == "done")
    )
    return sum(rows, Decimal(0))


def titled(code: str, text: str) -> Callable[[Connection], int]:
    """People with a post of this title."""
    return counted(post, code, held_today(post.c.title.contains(text)), what=post.c.person_id)


def stages_of_hot_topics(connection: Connection) -> int:
    """At how many pairs of stage and hot topic issues of 上高街道 stand, those on hold apart."""
    cases = ProcessCase.__table__
    where = cases.c.suspended_at.is_not(None)
    rows = connection.execute(
        select(cases.c.stage, where, issue.c.category)
        .join(issue, (issue.c.id == cases.c.record_id) & (cases.c.resource == "issue"))
        .where(issue.c.street_id == street(connection, SHANGGAO), issue.c.category.in_(HOT))
        .distinct()
    ).all()
    return len({("suspended" if held else stage, category) for stage, held, category in rows})


def kinds_of_events(connection: Connection) -> int:
    """Of how many of the seven kinds the grid events of 天水郡街道 are; 0 where one is of none."""
    kinds = {category: kind for kind, among in EVENT_KINDS.items() for category in among}
    rows = connection.scalars(
        select(issue.c.category).where(issue.c.street_id == street(connection, TIANSHUIJUN)).distinct()
    )
    found = {kinds.get(category) for category in rows}
    return 0 if None in found else len(found)


def answered_in_time(connection: Connection) -> Decimal:
    """The share of complaints of 黄岛街道 whose reporter was answered until the day they were due."""
    reports = IssueReport.__table__
    rows = connection.execute(
        select(reports.c.answered_at, issue.c.due_on)
        .join(issue, issue.c.id == reports.c.issue_id)
        .where(issue.c.street_id == street(connection, HUANGDAO), issue.c.source == "residents")
    ).all()
    return tenths(sum(at is not None and at.astimezone(ZONE).date() <= due for at, due in rows), len(rows))


SHANGGAO, TIANSHUIJUN, YUNHE, HUANGDAO, LONGSANGSI = "370902004", "620502007", "320382002", "370211001", "370126104"
compound, building, session = Compound.__table__, Building.__table__, DeliberationSession.__table__
closed, about_property = issue.c.state.in_(ENDED), issue.c.category.in_(PROPERTY)
TOWNS = few(25)

FIGURES = (
    Figure(name="上高: villages", stated=20, ask=units(SHANGGAO, "village")),
    Figure(name="上高: communities", stated=7, ask=units(SHANGGAO, "community")),
    Figure(
        name="上高: venues",
        stated=27,
        ask=counted(session, SHANGGAO, session.c.venue_kind == "grid_station", what=session.c.venue),
    ),
    Figure(name="上高: grids", stated=176, ask=units(SHANGGAO, "grid")),
    Figure(name="上高: leaders and staff", stated=347, ask=people_in_grids(SHANGGAO)),
    Figure(
        name="上高: grids with a leader",
        stated=176,
        ask=counted(post, SHANGGAO, held_today(post.c.role == "grid_leader"), what=post.c.organisation_id),
    ),
    Figure(name="上高: compounds", stated=123, ask=counted(compound, SHANGGAO)),
    Figure(name="上高: property companies", stated=47, ask=counted(PropertyCompany.__table__, SHANGGAO)),
    Figure(name="上高: companies in the tree", stated=47, ask=units(SHANGGAO, "company")),
    Figure(name="上高: building heads", stated=1058, ask=counted(building, SHANGGAO, what=building.c.head_id)),
    Figure(name="上高: pilot communities", stated=4, ask=units(SHANGGAO, "community", "village", pilot=True)),
    Figure(name="上高: compounds with 90 % of fees", stated=(8, 8), ask=well_paid),
    Figure(name="上高: disputes settled", stated=685, ask=counted(issue, SHANGGAO, closed)),
    Figure(
        name="上高: judicial confirmations",
        stated=14,
        ask=counted(issue, SHANGGAO, closed, issue.c.outcome.contains("司法确认")),
    ),
    Figure(
        name="上高: mediations that a court confirmed",
        stated=14,
        ask=counted(JudicialConfirmation.__table__, SHANGGAO, JudicialConfirmation.__table__.c.state == "confirmed"),
    ),
    Figure(
        name="上高: confirmed mediations of issues",
        stated=14,
        ask=counted(Mediation.__table__, SHANGGAO, what=Mediation.__table__.c.issue_id),
    ),
    Figure(
        name="上高: work orders about property",
        stated=Decimal("30.0"),
        ask=share(SHANGGAO, about_property, issue.c.channel == "hotline"),
    ),
    Figure(name="上高: issues about property", stated=Decimal("30.0"), ask=share(SHANGGAO, about_property)),
    Figure(name="上高: petitions", stated=Decimal("-28.0"), ask=year_on_year(SHANGGAO, "letter")),
    Figure(name="上高: hotline", stated=Decimal("-17.0"), ask=year_on_year(SHANGGAO, "hotline")),
    Figure(name="上高: hot topics at each stage", stated=13 * 4, ask=stages_of_hot_topics),
    Figure(name="上高: sections", stated=7, ask=units(SHANGGAO, "section")),
    Figure(
        name="上高: activities a year",
        stated=500,
        ask=counted(Activity.__table__, SHANGGAO, Activity.__table__.c.state == "done"),
    ),
    Figure(name="天水郡: communities", stated=9, ask=units(TIANSHUIJUN, "community")),
    Figure(name="天水郡: grids", stated=181, ask=units(TIANSHUIJUN, "grid")),
    Figure(name="天水郡: grid staff", stated=85, ask=people_in_grids(TIANSHUIJUN)),
    Figure(
        name="天水郡: grids with staff",
        stated=181,
        ask=counted(post, TIANSHUIJUN, held_today(post.c.role == "grid_staff"), what=post.c.organisation_id),
    ),
    Figure(name="天水郡: devices", stated=184, ask=devices),
    Figure(
        name="天水郡: households of grids", stated=31_623, ask=summed(organisation.c.households, TIANSHUIJUN, "grid")
    ),
    Figure(
        name="天水郡: households of communities",
        stated=31_623,
        ask=summed(organisation.c.households, TIANSHUIJUN, "community"),
    ),
    Figure(name="天水郡: households", stated=31_623, ask=summed(organisation.c.households, TIANSHUIJUN, "street")),
    Figure(name="天水郡: people of grids", stated=88_415, ask=summed(organisation.c.population, TIANSHUIJUN, "grid")),
    Figure(
        name="天水郡: people of communities",
        stated=88_415,
        ask=summed(organisation.c.population, TIANSHUIJUN, "community"),
    ),
    Figure(name="天水郡: people", stated=88_415, ask=summed(organisation.c.population, TIANSHUIJUN, "street")),
    Figure(
        name="天水郡: new compounds", stated=41, ask=counted(compound, TIANSHUIJUN, compound.c.kind != CompoundKind.OLD)
    ),
    Figure(
        name="天水郡: old compounds", stated=17, ask=counted(compound, TIANSHUIJUN, compound.c.kind == CompoundKind.OLD)
    ),
    Figure(name="天水郡: events", stated=563, ask=counted(issue, TIANSHUIJUN)),
    Figure(name="天水郡: closed", stated=544, ask=counted(issue, TIANSHUIJUN, closed)),
    Figure(name="天水郡: kinds of events", stated=7, ask=kinds_of_events),
    Figure(name="天水郡: share closed", stated=Decimal("96.6"), ask=share(TIANSHUIJUN, closed)),
    Figure(
        name="邳州: studios",
        stated=25,
        thinned=TOWNS,
        ask=in_city(organisation, organisation.c.name.contains("工作室")),
    ),
    Figure(name="邳州: compounds", stated=491, thinned=sum(map(few, pizhou.ESTATES[:TOWNS])), ask=in_city(compound)),
    Figure(
        name="邳州: social organisations",
        stated=3260,
        thinned=sum(map(few, pizhou.SOCIETIES[:TOWNS])),
        ask=in_city(organisation, organisation.c.kind == "social_organisation"),
    ),
    Figure(
        name="东湖: rider stations",
        stated=29,
        thinned=few(29),
        ask=counted(
            Activity.__table__, "DHJD", Activity.__table__.c.where.contains("蜂享驿站"), what=Activity.__table__.c.where
        ),
    ),
    Figure(name="运河: volunteers", stated=14_650, thinned=1_465, ask=counted(Volunteer.__table__, YUNHE)),
    Figure(name="运河: longest service", stated=Decimal(218), ask=longest),
    Figure(
        name="黄岛: supervised items, all closed",
        stated=47,
        ask=counted(issue, HUANGDAO, issue.c.supervised.is_(True), closed),
    ),
    Figure(
        name="黄岛: demands, all struck off",
        stated=47,
        ask=counted(Supervision.__table__, HUANGDAO, Supervision.__table__.c.state == "closed"),
    ),
    Figure(
        name="黄岛: supervised items",
        stated=47,
        ask=counted(issue, HUANGDAO, issue.c.supervised.is_(True)),
    ),
    Figure(name="黄岛: volunteers", stated=1_034, thinned=104, ask=counted(Volunteer.__table__, HUANGDAO)),
    Figure(name="黄岛: specialists", stated=92, ask=titled(HUANGDAO, "专业网格员")),
    Figure(name="黄岛: departments of specialists", stated=10, ask=units(HUANGDAO, "department")),
    Figure(name="黄岛: social workers", stated=20, thinned=few(20), ask=titled(HUANGDAO, "社工")),
    Figure(name="黄岛: certified", stated=4, thinned=2, ask=titled(HUANGDAO, "持证")),
    Figure(
        name="黄岛: yuan exchanged", stated=Decimal(380_000), thinned=Decimal(104 * 380_000 // 1_034), ask=exchanged
    ),
    Figure(name="黄岛: reports", stated=11_748, thinned=1_175, ask=counted(issue, HUANGDAO, issue.c.source == "grid")),
    Figure(
        name="黄岛: population updates",
        stated=8_564,
        thinned=857,
        ask=counted(person, HUANGDAO, person.c.origin == "door"),
    ),
    Figure(name="黄岛: problems solved", stated=13_360, thinned=1_175 + 161 + 9, ask=counted(issue, HUANGDAO, closed)),
    Figure(
        name="黄岛: complaints", stated=1_603, thinned=161, ask=counted(issue, HUANGDAO, issue.c.source == "residents")
    ),
    Figure(
        name="黄岛: complaints answered in time",
        stated=Decimal("100.0"),
        ask=share(HUANGDAO, issue.c.closed_on <= issue.c.due_on, issue.c.source == "residents"),
    ),
    Figure(name="黄岛: complainants answered in time", stated=Decimal("100.0"), ask=answered_in_time),
    Figure(name="黄岛: teams", stated=80, thinned=few(80), ask=counted(VolunteerTeam.__table__, HUANGDAO)),
    Figure(name="龙桑寺: villages", stated=94, thinned=few(94), ask=units(LONGSANGSI, "village")),
    Figure(name="龙桑寺: basic grids", stated=94, thinned=few(94), ask=units(LONGSANGSI, "grid")),
    Figure(name="龙桑寺: special grids", stated=6, ask=units(LONGSANGSI, "special_grid")),
    Figure(name="龙桑寺: staff", stated=100, thinned=few(100), ask=people_in_grids(LONGSANGSI)),
    Figure(name="龙桑寺: of whom in reserve", stated=30, thinned=3, ask=titled(LONGSANGSI, "后备")),
    Figure(name="龙桑寺: deliberations", stated=23, thinned=few(23), ask=counted(session, LONGSANGSI)),
    Figure(name="龙桑寺: awards", stated=10, ask=counted(person, LONGSANGSI, person.c.remarks.contains("奖励"))),
    Figure(name="杆石桥: volunteer teams", stated=6, ask=counted(VolunteerTeam.__table__, "370103003")),
    Figure(name="孝里: villages", stated=39, thinned=few(39), ask=units("370113008", "village")),
)
