"""Turns rated services into the points ledger, with the rules of `app/process/points.py`: nothing is booked by hand.

Whoever was loaded before keeps the entries of that load; only new volunteers get an account here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.process.ledger import Entry, Kind, Position, after, to_points
from app.process.points import RewardStock, Rule, Service, capture, earn, hold, release, reverse, rule_on
from models.points import PointsAccount, PointsEntry, PointsRule
from models.rewards import Redemption, RedemptionState, Reward
from models.volunteering import Activity, ServiceRecord
from seed.rules import TODAY, moment
from seed.scene import Scene, Served, Serving

CODE = "service"
FIRST_RULE, SECOND_RULE = date(2024, 1, 1), date(2026, 1, 1)
BASIS = "样例规则，参照海林市做法：1小时1分，每次活动最多计2小时，有投诉不计分，引荐新人加2分，每季度兑换一次。"
YUAN = "样例规则：1分兑1元。"
# code, name, kind, hundredths of a point
REWARDS = (
    ("毛巾", "毛巾一条", "daily", 300),
    ("洗衣皂", "洗衣皂一组", "daily", 200),
    ("大米", "大米五斤", "food", 800),
    ("食用油", "食用油一桶", "food", 1_000),
    ("理发", "理发一次", "service", 400),
    ("体检", "社区体检一次", "medical", 900),
)
YUAN_REWARDS = (
    ("理疗", "中医理疗一次", "medical", 10_000),
    ("米面油", "米面油套装", "food", 5_000),
    ("洗衣液", "洗衣液一瓶", "daily", 2_000),
    ("服务券", "便民服务券一元", "service", 100),
)
STOCK = 400_000
PICK_UP = timedelta(days=2)
CANCELLED, WAITING, TAKEN_BACK = 9, 10, 11  # every twelfth redemption each ends so; the others are picked up


def build(scene: Scene) -> None:
    """Rules, rewards, accounts, entries and redemptions of the place."""
    if not scene.servings:
        return
    rules = _rules(scene)
    rewards = _rewards(scene)
    taken: Counter[str] = Counter()
    ordinal = 0
    for serving in scene.servings:
        ordinal += serving.redeems
        account = scene.add(
            PointsAccount,
            f"points/{serving.number}",
            unit=serving.home.id,
            person_id=serving.person,
            opened_on=serving.registered,
            created_at=moment(serving.registered, 10),
        )
        if scene.book.is_new(PointsAccount, account):
            _Teller(scene, serving, account, rules, rewards, taken).book(ordinal)
    for code, count in taken.items():
        scene.book.add_to(Reward, "taken", rewards[code][0], count)


def _rules(scene: Scene) -> tuple[Rule, ...]:
    service = scene.place.service
    yuan = service.per_hour != 100
    second = Rule(
        code=CODE,
        version=2,
        since=SECOND_RULE,
        per_hour=service.per_hour,
        most_hours=None if yuan else Decimal(2),
        referral=0 if yuan else 200,
        redemptions=service.quarterly,
        months=24,
    )
    first = Rule(
        code=CODE,
        version=1,
        since=FIRST_RULE,
        until=SECOND_RULE - timedelta(days=1),
        per_hour=service.per_hour,
        redemptions=service.quarterly,
        months=24,
    )
    for rule in (first, second):
        scene.add(
            PointsRule,
            f"rule/{rule.version}",
            unit=scene.street.id,
            code=rule.code,
            revision=rule.version,
            name="志愿服务积分",
            since=rule.since,
            until=rule.until,
            per_hour=to_points(rule.per_hour),
            most_hours=rule.most_hours,
            referral=to_points(rule.referral),
            redemptions=rule.redemptions,
            months=rule.months,
            basis=YUAN if yuan else BASIS,
            created_at=moment(rule.since, 9),
        )
    return first, second


def _rewards(scene: Scene) -> dict[str, tuple[int, RewardStock]]:
    offered = YUAN_REWARDS if scene.place.service.exchanged else REWARDS
    found = {}
    for code, name, kind, price in offered:
        number = scene.add(
            Reward,
            f"reward/{code}",
            unit=scene.street.id,
            name=name,
            code=code,
            kind=kind,
            price=to_points(price),
            stock=STOCK if code == "服务券" else 2_000,
            offered=True,
            provider="街道公益积分超市",
        )
        found[code] = (number, RewardStock(code=code, price=price, left=STOCK))
    return found


class _Teller:
    """Books what one volunteer earned and redeemed."""

    def __init__(
        self,
        scene: Scene,
        serving: Serving,
        account: int,
        rules: tuple[Rule, ...],
        rewards: dict[str, tuple[int, RewardStock]],
        taken: Counter[str],
    ) -> None:
        self.scene, self.serving, self.rules, self.rewards, self.taken = scene, serving, rules, rewards, taken
        self.position = Position(account=account, person=serving.person)

    def book(self, ordinal: int) -> None:
        """All entries in their order; then the sums go to the account's row."""
        serving = self.serving
        for served in serving.services:
            rule = rule_on(self.rules, CODE, served.day)
            assert rule is not None
            service = Service(
                source=f"service_record/{served.record}",
                person=serving.person,
                activity=f"activity/{served.activity}" if served.activity else "",
                served_on=served.day,
                hours=served.hours,
                rated_by=served.rater,
                complaint=served.complaint,
            )
            self._award(served, earn(self.position, rule, service, by=served.rater, on=served.rated))
        if serving.spends:
            self._exchange(serving.spends * 100)
        elif serving.redeems:
            self._redeem(ordinal)
        row = self.scene.book.row(PointsAccount, self.position.account)
        row["balance"], row["held"] = to_points(self.position.balance), to_points(self.position.held)

    def _exchange(self, amount: int) -> None:
        """Just so many points for rewards, the dear ones first, in one quarter after the other."""
        luck = self.scene.chance(f"exchange/{self.serving.number}")
        parts: list[tuple[str, int]] = []
        for code, (_number, stock) in self.rewards.items():
            most = amount // stock.price
            wanted = most if code == "服务券" else min(most, luck.randint(0, 2))
            if wanted:
                parts.append((code, wanted))
                amount -= wanted * stock.price
        last = max((served.rated for served in self.serving.services), default=TODAY)
        for nth, (code, wanted) in enumerate(parts):
            on = min(last + nth * PICK_UP, TODAY)
            self._one(code, wanted, on, request=f"sample-{nth}", ending=0)

    def _redeem(self, ordinal: int) -> None:
        affordable = [code for code, (_n, stock) in self.rewards.items() if stock.price <= self.position.available]
        if not affordable:
            raise ValueError(f"volunteer {self.serving.number} of {self.scene.place.key} cannot redeem anything")
        luck = self.scene.chance(f"redeem/{self.serving.number}")
        last = max(served.rated for served in self.serving.services)
        self._one(luck.choice(affordable), 1, last, request="sample", ending=ordinal % 12)

    def _one(self, code: str, quantity: int, on: date, *, request: str, ending: int) -> None:
        reward, stock = self.rewards[code]
        rule = rule_on(self.rules, CODE, on)
        assert rule is not None
        clerk = self.scene.centre[0]
        held = hold(self.position, rule, stock, request=request, by=self.serving.person, on=on, quantity=quantity)
        self._enter(held)
        later = min(on + PICK_UP, TODAY)
        state = RedemptionState.DONE
        if ending == WAITING:
            state, later = RedemptionState.HELD, on
        elif ending == CANCELLED:
            state = RedemptionState.CANCELLED
            self._enter(release(self.position, held.key, by=clerk, on=later, reason="本人取消"))
        else:
            spent = capture(self.position, held.key, by=clerk, on=later)
            self._enter(spent)
            if ending == TAKEN_BACK:
                state = RedemptionState.REVERSED
                self._enter(reverse(self.position, spent.key, reason="物品有质量问题，退回", by=clerk, on=later))
        if state in (RedemptionState.DONE, RedemptionState.HELD):
            self.taken[code] += quantity
        waits = state is RedemptionState.HELD
        self.scene.add(
            Redemption,
            f"redemption/{self.serving.number}/{request}",
            unit=self.serving.home.id,
            account_id=self.position.account,
            reward_id=reward,
            quantity=quantity,
            price=to_points(stock.price * quantity),
            state=state,
            requested_at=moment(on, 15),
            settled_at=None if waits else moment(later, 16),
            settled_by_id=None if waits else clerk,
            reason={RedemptionState.CANCELLED: "本人取消", RedemptionState.REVERSED: "物品有质量问题，退回"}.get(state),
            hold_key=held.key,
            created_at=moment(on, 15),
        )

    def _award(self, served: Served, entry: Entry) -> None:
        """An EARN names the activity by its row, and the service record says that it has brought its points."""
        book = self.scene.book
        if book.is_new(ServiceRecord, served.record):
            book.row(ServiceRecord, served.record)["points"] = to_points(entry.amount)
        known = served.activity is not None and book.is_new(Activity, served.activity)
        title = book.row(Activity, served.activity)["title"] if known and served.activity else None
        self._enter(entry, activity_id=served.activity, about=title)

    def _enter(self, entry: Entry, **more: Any) -> None:
        self.position = after(self.position, entry)
        row = {**columns(entry, self.scene.street.id, self.serving.home.id), **more}
        self.scene.book.add_entry(PointsEntry, entry.key, row)


def columns(entry: Entry, street: int, unit: int) -> dict[str, Any]:
    """An entry of the rules as a row."""
    return {
        "street_id": street,
        "organisation_id": unit,
        "account_id": entry.account,
        "kind": str(Kind(entry.kind)),
        "booked_on": entry.on,
        "amount": to_points(entry.amount),
        "held": to_points(entry.held),
        "hours": entry.hours,
        "paid_hours": entry.paid_hours,
        "expires_on": entry.expires_on,
        "rule_code": entry.rule,
        "rule_version": entry.version,
        "source": entry.source,
        "about": entry.about or None,
        "follows": entry.of,
        "key": entry.key,
        "reason": entry.reason or None,
        "by_id": entry.by,
        "proposed_by_id": entry.proposed_by,
        "booked_at": moment(entry.on, 18),
    }
