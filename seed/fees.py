"""Turns the compounds of a place into fee periods, public notices and the ratings of their companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.property import Disclosure, FeePeriod, Listing, PropertyRating, RatingState
from seed.rules import TODAY, moment
from seed.scene import Estate, Scene

PERIODS = (
    (date(2025, 1, 1), date(2025, 6, 30)),
    (date(2025, 7, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), date(2026, 6, 30)),
)
NOTICES = (("services", 365), ("fees", 182), ("staff", 182), ("accounts", 91), ("maintenance", 182))
QUARTERS = (
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
)
GOOD = Decimal(90)  # per cent
FEN = Decimal("0.01")
PER_AREA = (Decimal("0.75"), Decimal("1.10"), Decimal("1.35"), Decimal("1.60"))  # yuan a square metre and month


def build(scene: Scene) -> None:
    """What companies collect and publish, and how they are rated."""
    homes = scene.place.homes
    managed = [estate for estate in scene.estates if estate.company >= 0]
    for number, estate in enumerate(managed):
        if homes.fees:
            _fees(scene, number, estate)
        if homes.notices:
            _notices(scene, number, estate)
    if homes.ratings:
        _ratings(scene)


def _fees(scene: Scene, number: int, estate: Estate) -> None:
    luck = scene.chance(f"fees/{number}")
    receivable = (estate.households * 96 * luck.choice(PER_AREA) * 6).quantize(FEN)
    rate = luck.uniform(82, 88) if estate.pays_well else luck.uniform(58, 84)
    for nth, (first, last) in enumerate(PERIODS):
        if estate.pays_well and nth == len(PERIODS) - 1:
            rate = luck.uniform(90.2, 96.8)
        percent = min(Decimal(f"{rate:.2f}"), Decimal("89.4")) if rate < GOOD else Decimal(f"{rate:.2f}")
        paid = int(estate.households * percent / 100)
        scene.add(
            FeePeriod,
            f"fees/{number}/{first}",
            unit=estate.spot.id,
            compound_id=estate.id,
            starts_on=first,
            ends_on=last,
            receivable=receivable,
            received=(receivable * percent / 100).quantize(FEN, ROUND_HALF_UP),
            households_due=estate.households,
            households_paid=paid,
            remarks=luck.choice(("部分住户因停车问题未交", "顶层漏水住户暂缓交费", "空置房较多", None, None)),
            created_at=moment(last + timedelta(days=8), 10),
        )
        rate = min(rate + luck.uniform(-1.5, 3.5), 89.0)


def _notices(scene: Scene, number: int, estate: Estate) -> None:
    for kind, days in NOTICES:
        luck = scene.chance(f"notice/{number}/{kind}")
        # Most were renewed in time; about one in eleven is out of date.
        late = luck.random() < 0.09
        published = TODAY - timedelta(days=days + luck.randint(3, 60) if late else luck.randint(1, days - 25))
        scene.add(
            Disclosure,
            f"notice/{number}/{kind}",
            unit=estate.spot.id,
            compound_id=estate.id,
            kind=kind,
            published_on=published,
            next_on=published + timedelta(days=days),
            where=luck.choice(("小区东门公示栏", "各单元门厅", "物业服务中心门口", "小区南门电子屏")),
            created_at=moment(published, 10),
        )


def _ratings(scene: Scene) -> None:
    for first, last in QUARTERS:
        scores = [(_score(scene, number, first), number) for number in range(len(scene.companies))]
        ranked = [number for _score_of, number in sorted(scores, reverse=True)]
        praised = max(1, len(ranked) // 9)
        for score, number in scores:
            listing = _listing(ranked.index(number), praised, len(ranked))
            newest = (first, last) == QUARTERS[-1]
            until = last + timedelta(days=56 if newest else 25)
            scene.add(
                PropertyRating,
                f"rating/{first}/{number}",
                unit=scene.street.id,
                property_company_id=scene.companies[number][1],
                period_from=first,
                period_to=last,
                score=score,
                listing=listing,
                state=RatingState.OBJECTION if newest else RatingState.PUBLISHED,
                objection_until=until,
                published_on=None if newest else until + timedelta(days=1),
                grounds=_grounds(scene, number, first, score),
                created_at=moment(last + timedelta(days=14), 15),
            )


def _parts(scene: Scene, number: int, first: date) -> Sequence[int]:
    """Points for service, issues settled, notices and party work: of 40, 30, 15 and 15."""
    luck = scene.chance(f"rating/{number}/{first}")
    return luck.randint(24, 39), luck.randint(16, 30), luck.randint(8, 15), luck.randint(7, 15)


def _score(scene: Scene, number: int, first: date) -> Decimal:
    return Decimal(sum(_parts(scene, number, first)))


def _listing(rank: int, praised: int, count: int) -> Listing:
    if rank < praised:
        return Listing.RED
    return Listing.YELLOW if rank >= count - praised else Listing.NEUTRAL


def _grounds(scene: Scene, number: int, first: date, score: Decimal) -> str:
    service, settled, notices, party = _parts(scene, number, first)
    parts = (
        f"服务质量{service}分（满分40），诉求办结{settled}分（30），五公开{notices}分（15），党建共建{party}分（15）"
    )
    return f"{parts}，合计{score}分。"
