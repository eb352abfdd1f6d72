"""Turns a place's volunteers into registrations with teams, activities and rated service records."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from models.person import Origin, Residence
from models.volunteer import Volunteer, VolunteerState
from models.volunteering import Activity, ActivityState, ServiceRecord, VolunteerTeam
from seed.rules import FIRST, TODAY, day_in, moment
from seed.scene import Area, Happening, Scene, Served, Serving

SKILLS = (
    "mediation",
    "law",
    "medical",
    "first_aid",
    "elderly_care",
    "tutoring",
    "electrician",
    "hairdressing",
    "patrol",
    "environment",
    "traffic",
    "performance",
    "computer",
    "emergency",
)
# kind of activity: title, kind of service, weight
KINDS = (
    ("policy", "惠民政策宣讲", "event", 10),
    ("law", "法律咨询进小区", "legal", 10),
    ("medical", "义诊进小区", "medical", 10),
    ("cleaning", "环境清洁日", "environment", 5),
    ("patrol", "夜间平安巡防", "patrol", 4),
    ("elderly", "为老人理发和测血压", "elderly", 4),
    ("children", "假期托管课堂", "tutoring", 4),
    ("safety", "消防安全宣传", "event", 3),
    ("law_popularisation", "民法典宣讲", "legal", 3),
    ("culture", "邻里文艺演出", "culture", 2),
    ("festival", "节日包水饺送老人", "elderly", 2),
    ("training", "志愿者急救培训", "event", 1),
)
ALONE = (
    ("elderly", "陪独居老人就医"),
    ("repair", "为邻居修水龙头"),
    ("errand", "代老人缴费取药"),
    ("environment", "清理楼道堆物"),
    ("patrol", "小区巡逻"),
    ("mediation", "劝解邻里纠纷"),
    ("greening", "照看认领的绿地"),
)
TEAM_KINDS = (
    ("党", "party"),
    ("青年", "youth"),
    ("巾帼", "women"),
    ("银龄", "elders"),
    ("法", "law"),
    ("巡", "patrol"),
    ("救援", "emergency"),
    ("骑手", "riders"),
    ("托管", "students"),
    ("绿地", "environment"),
)
LATEST = date(2026, 6, 30)  # who serves much registered before this day


def build(scene: Scene) -> None:
    """All voluntary service of the place."""
    if not scene.place.service.volunteers:
        return
    teams = _teams(scene)
    activities = _activities(scene, teams)
    _volunteers(scene, teams, activities)
    leaders = [(team, scene.servings[number].volunteer) for number, team in enumerate(teams[: len(scene.servings)])]
    scene.book.set_later(VolunteerTeam, "leader_id", leaders)


def _teams(scene: Scene) -> list[int]:
    service = scene.place.service
    numbered = range(len(service.teams) + 1, len(service.teams) + service.more_teams + 1)
    names = (*service.teams, *(f"{scene.place.local_name}第{number}志愿队" for number in numbered))
    made = []
    for number, name in enumerate(names[: scene.few(len(names))]):
        luck = scene.chance(f"team/{number}")
        unit = scene.areas[number % len(scene.areas)].spot if service.more_teams else scene.street
        made.append(
            scene.add(
                VolunteerTeam,
                f"team/{number}",
                unit=unit.id,
                name=name,
                kind=next((kind for part, kind in TEAM_KINDS if part in name), "other"),
                founded_on=day_in(luck, date(2019, 1, 1), date(2024, 10, 31)),
                active=True,
                aims="由居民自愿报名，按各自时间参加服务。",
            )
        )
    return made


def _activities(scene: Scene, teams: list[int]) -> list[Happening]:
    """Those of the last twelve months, and the next three."""
    service, found = scene.place.service, []
    done = scene.few(service.activities)
    for number in range(done + (3 if scene.place.complete else 0)):
        key = f"activity/{number}" if number < done else f"activity/next/{number - done}"
        luck = scene.chance(key)
        area = scene.areas[number % len(scene.areas)]
        coming = number >= done
        day = (
            TODAY + timedelta(days=luck.randint(4, 25))
            if coming
            else day_in(luck, date(2025, 11, 22), TODAY - timedelta(5))
        )
        kind, title, service_kind, _weight = luck.choices(KINDS, [weight for *_others, weight in KINDS])[0]
        where = (
            f"{scene.place.name}蜂享驿站第{number % service.stations + 1}号" if service.stations else _where(luck, area)
        )
        starts = luck.choice((9, 14, 19))
        state = (ActivityState.OPEN, ActivityState.PLANNED)[number % 2] if coming else ActivityState.DONE
        identity = scene.add(
            Activity,
            key,
            unit=area.spot.id,
            title=f"{area.spot.name}{title}",
            kind=kind,
            state=state,
            team_id=luck.choice(teams) if teams else None,
            starts_at=moment(day, starts),
            ends_at=moment(day, starts + 2, 30),
            where=where,
            wanted=luck.randint(4, 20),
            contact_id=area.secretary,
            description=f"{title}。请提前十分钟到场，穿志愿者马甲。",
            reached=None if coming else luck.randint(15, 160),
            created_at=moment(day - timedelta(days=12) if not coming else TODAY, 10),
        )
        if not coming:
            found.append(Happening(id=identity, day=day, kind=service_kind, title=title))
    return sorted(found, key=lambda happening: (happening.day, happening.id))


def _where(luck: Random, area: Area) -> str:
    estate = luck.choice(area.estates).name if area.estates else f"{area.spot.name}文化广场"
    return luck.choice((f"{area.spot.name}党群服务中心", estate, f"{area.spot.name}广场"))


def _volunteers(scene: Scene, teams: list[int], activities: list[Happening]) -> None:
    service = scene.place.service
    for number in range(scene.few(service.volunteers)):
        luck = scene.chance(f"volunteer/{number}")
        area: Area = scene.areas[number % len(scene.areas)]
        home = area.grids[number // len(scene.areas) % len(area.grids)]
        person = scene.person(
            "volunteers",
            number,
            unit=home.id,
            residence=luck.choices((Residence.LOCAL, Residence.TENANT), (4, 1))[0],
            origin=Origin.SELF,
            political=luck.choices(("01", "03", "13"), (3, 2, 5))[0],
        )
        # Whole lists of exchanges are shared out so that a thinned list is the beginning of the full one.
        spends = (
            number + 1
        ) * service.exchanged // service.volunteers - number * service.exchanged // service.volunteers
        redeems = -(-number * service.redemptions // service.volunteers) < -(
            -(number + 1) * service.redemptions // service.volunteers
        )
        plan = _plan(scene, luck, number, spends, redeems)
        registered = day_in(luck, date(2023, 1, 5), LATEST if len(plan) > 3 else TODAY - timedelta(days=1))
        volunteer = scene.add(
            Volunteer,
            f"volunteer/{number}",
            unit=home.id,
            person_id=person,
            state=VolunteerState.PAUSED if number % 23 == 22 else VolunteerState.ACTIVE,
            team_id=teams[number % len(teams)] if number < len(teams) or luck.random() < 0.7 else None,
            skills=sorted(luck.sample(SKILLS, luck.randint(1, 3)), key=SKILLS.index),
            registered_on=registered,
            publish=luck.random() < 0.4,
            created_at=moment(registered, 10),
        )
        serving = Serving(
            volunteer=volunteer,
            person=person,
            home=home,
            area=area,
            number=number,
            registered=registered,
            spends=spends,
            redeems=redeems,
        )
        scene.servings.append(serving)
        if scene.book.is_new(Volunteer, volunteer):
            _serve(scene, luck, serving, plan, activities)


def _plan(scene: Scene, luck: Random, number: int, spends: int, redeems: bool) -> list[Decimal]:
    """The hours of each service: just so many for the longest-serving volunteer, enough for what is exchanged."""
    if number == 0:
        longest = scene.place.service.longest
        return [Decimal(4)] * (longest // 4) + [Decimal(longest % 4)] * (longest % 4 > 0)
    if spends:
        needed, plan = Decimal(spends * 100) / scene.place.service.per_hour + 2, [Decimal(0)]
        while sum(plan) < needed:
            plan.append(Decimal(luck.choice((4, 5, 6, 7, 8))) / 2)
        return plan[1:]
    if redeems:
        return [Decimal(2)] * luck.randint(6, 9)
    return [Decimal(luck.choice((2, 3, 3, 4, 5, 6))) / 2 for _ in range(luck.choice((0, 0, 1, 1, 2, 3, 5)))]


def _serve(scene: Scene, luck: Random, serving: Serving, plan: list[Decimal], activities: list[Happening]) -> None:
    """The records, oldest first; hours count when rated. The last one of a few is not rated yet."""
    first = max(FIRST, serving.registered)
    open_to = [happening for happening in activities if happening.day >= first]
    chosen = luck.sample(open_to, min(len(open_to), len(plan) * 2 // 3))
    days: list[tuple[date, Happening | None]] = [(happening.day, happening) for happening in chosen]
    days += [(day_in(luck, first, TODAY - timedelta(days=1)), None) for _ in range(len(plan) - len(chosen))]
    days.sort(key=lambda pair: pair[0])
    certain = serving.number == 0 or serving.spends or serving.redeems
    total = Decimal(0)
    for nth, (hours, (day, happening)) in enumerate(zip(plan, days, strict=True)):
        rated = min(day + timedelta(days=luck.randint(0, 4)), TODAY)
        waits = not certain and nth == len(plan) - 1 and luck.random() < 0.15
        complaint = not certain and luck.random() < 0.01
        kind, content = (happening.kind, happening.title) if happening else luck.choice(ALONE)
        rater = (
            serving.area.workers[nth % len(serving.area.workers)][1] if serving.area.workers else serving.area.secretary
        )
        record = scene.add(
            ServiceRecord,
            f"service/{serving.number}/{nth}",
            unit=serving.home.id,
            volunteer_id=serving.volunteer,
            activity_id=happening.id if happening else None,
            kind=kind,
            served_on=day,
            hours=hours,
            content=content,
            served=luck.randint(1, 30),
            rating=None if waits else 2 if complaint else luck.choice((4, 5, 5, 5)),
            rated_by_id=None if waits else rater,
            rated_on=None if waits else rated,
            complaint=complaint,
            comment="未按约定时间到场。" if complaint else None,
            created_at=moment(day, 20),
        )
        if not waits:
            total += hours
            serving.services.append(
                Served(
                    record=record,
                    day=day,
                    rated=rated,
                    rater=rater,
                    hours=hours,
                    complaint=complaint,
                    activity=happening.id if happening else None,
                )
            )
    scene.book.row(Volunteer, serving.volunteer)["hours"] = total
    serving.services.sort(key=lambda served: (served.rated, served.record))
