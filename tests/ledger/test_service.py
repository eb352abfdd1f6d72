"""What each step of the ledger writes, and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.access.audit import AuditEntry
from app.access.scope import OutOfScope
from app.fields.base import Invalid
from models.corrections import PointsCorrection
from models.ledger import service
from models.ledger.store import NotBooked
from models.points import PointsAccount, PointsEntry, PointsRule
from models.rewards import Redemption, Reward
from models.volunteer import Volunteer
from models.volunteering import Activity, ServiceRecord
from tests.ledger.counter import DAY, Counter


def codes(refused: pytest.ExceptionInfo[NotBooked]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


@pytest.fixture(autouse=True)
def all_adds_up(counter: Counter) -> object:
    """After each test the stored sums are those of the entries."""
    yield
    assert counter.wrong() == []


# -- earning ------------------------------------------------------------------------------------------------------


def test_a_rated_service_earns_points_and_hours_on_a_new_account(counter: Counter) -> None:
    volunteer = counter.volunteer()
    record = counter.service(volunteer, "1.5", content="清理楼道")
    entry = counter.get(PointsEntry, counter.do(service.award, record))
    account = counter.account_of(volunteer)
    assert counter.sums(account) == (Decimal("1.5"), 0)
    assert (entry.kind, entry.amount, entry.hours, entry.paid_hours) == (
        "earn",
        Decimal("1.5"),
        Decimal("1.5"),
        Decimal("1.5"),
    )
    assert (entry.rule_code, entry.rule_version, entry.source) == ("service", 1, f"service_record/{record}")
    assert (entry.by_id, entry.booked_on, entry.about, entry.street_id) == (
        counter.clerk,
        DAY,
        "清理楼道",
        counter.street,
    )
    assert counter.get(Volunteer, volunteer).hours == Decimal("1.5")
    assert counter.get(ServiceRecord, record).points == Decimal("1.5")


def test_awarding_again_books_nothing_more(counter: Counter) -> None:
    volunteer = counter.volunteer()
    record = counter.service(volunteer, 2)
    assert counter.do(service.award, record) == counter.do(service.award, record, by=counter.second)
    assert counter.kinds(counter.account_of(volunteer)) == ["earn"]
    assert counter.get(Volunteer, volunteer).hours == 2


def test_another_rule_does_not_pay_a_service_again(counter: Counter) -> None:
    volunteer = counter.volunteer()
    record = counter.service(volunteer, 2)
    first = counter.do(service.award, record)
    (rule,) = counter.all(PointsRule)
    counter.set(PointsRule, rule.id, code="old")
    assert counter.do(service.award, record) == first


def test_what_is_not_rated_earns_nothing(counter: Counter) -> None:
    record = counter.service(counter.volunteer(), rating=None, rated_by_id=None, rated_on=None)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.award, record)
    assert codes(refused) == {"not_rated"}
    assert counter.all(PointsAccount) == []


def test_nobody_awards_his_own_service_nor_rates_it(counter: Counter) -> None:
    volunteer = counter.volunteer(counter.clerk)
    record = counter.service(volunteer, rated_by_id=counter.clerk)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.award, record)
    assert codes(refused) == {"own_rating", "own_account"}
    assert "Volunteers do not rate their own service." in str(refused.value)
    assert "These are your own points." in str(refused.value)


def test_a_complaint_earns_no_points_but_the_hours_count(counter: Counter) -> None:
    volunteer = counter.volunteer()
    entry = counter.get(PointsEntry, counter.award(volunteer, 3, complaint=True))
    assert (entry.amount, entry.hours) == (0, 3)
    assert counter.get(Volunteer, volunteer).hours == 3
    assert counter.sums(counter.account_of(volunteer)) == (0, 0)


def test_an_activity_pays_so_many_hours_and_no_more(counter: Counter) -> None:
    counter.set(PointsRule, counter.all(PointsRule)[0].id, most_hours=Decimal(2))
    volunteer = counter.volunteer()
    activity = counter.add(Activity, title="河道清洁", kind="environment", state="done", starts_at=service.utc_now())
    other = counter.add(Activity, title="河道清洁", kind="environment", state="done", starts_at=service.utc_now())
    made = [counter.award(volunteer, hours, activity_id=activity) for hours in ("1.5", "1.5", "1")]
    made.append(counter.award(volunteer, "1.5", activity_id=other))
    found = [counter.get(PointsEntry, number) for number in made]
    assert [entry.amount for entry in found] == [Decimal("1.5"), Decimal("0.5"), 0, Decimal("1.5")]
    assert found[0].about == "河道清洁"
    assert counter.get(Volunteer, volunteer).hours == Decimal("5.5")


def test_the_version_of_the_day_of_service_counts_and_is_kept(counter: Counter) -> None:
    counter.rule(revision=2, since=date(2024, 7, 1), per_hour=Decimal("2.5"))
    volunteer = counter.volunteer()
    before = counter.get(PointsEntry, counter.award(volunteer, 1, served_on=date(2024, 6, 30)))
    after = counter.get(PointsEntry, counter.award(volunteer, 1, served_on=date(2024, 7, 1)))
    assert [(entry.rule_version, entry.amount) for entry in (before, after)] == [(1, 1), (2, Decimal("2.5"))]


def test_a_service_before_the_first_rule_is_refused_with_its_day(counter: Counter) -> None:
    record = counter.service(counter.volunteer(), served_on=date(2023, 12, 31))
    with pytest.raises(NotBooked) as refused:
        counter.do(service.award, record)
    assert codes(refused) == {"rule_not_in_force"}
    assert "Dec 31, 2023" in str(refused.value)


def test_a_street_without_a_rule_is_told_so(counter: Counter) -> None:
    (rule,) = counter.all(PointsRule)
    counter.set(PointsRule, rule.id, deleted_at=service.utc_now())
    with pytest.raises(Invalid, match="no points rule yet"):
        counter.award(counter.volunteer())


def test_of_several_rules_the_one_called_service_counts(counter: Counter) -> None:
    counter.rule(code="patrol", per_hour=9)
    assert counter.get(PointsEntry, counter.award(counter.volunteer())).rule_code == "service"
    counter.set(PointsRule, counter.all(PointsRule)[0].id, code="other")
    with pytest.raises(Invalid, match="other, patrol"):
        counter.award(counter.volunteer())


def test_a_referral_pays_once_for_each_newcomer(counter: Counter) -> None:
    counter.set(PointsRule, counter.all(PointsRule)[0].id, referral=Decimal(2))
    friend, other, newcomer = counter.volunteer(), counter.volunteer(), counter.volunteer()
    records = [counter.service(newcomer), counter.service(newcomer)]
    first = counter.do(service.refer, records[0], friend)
    assert counter.do(service.refer, records[1], friend) == first
    assert counter.sums(counter.account_of(friend)) == (2, 0)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.refer, records[1], other)
    assert codes(refused) == {"key_used"}
    with pytest.raises(NotBooked) as refused:
        counter.do(service.refer, counter.service(friend), friend)
    assert codes(refused) == {"own_referral"}


# -- redeeming ----------------------------------------------------------------------------------------------------


def test_a_redemption_sets_points_and_pieces_aside_and_picking_up_spends_them(counter: Counter) -> None:
    account, reward = counter.funded(25), counter.reward(10, stock=3)
    number = counter.redeem(account, reward, 2)
    assert counter.sums(account) == (25, 20)
    assert counter.get(Reward, reward).taken == 2
    held = counter.get(Redemption, number)
    assert (held.state, held.price, held.quantity) == ("held", 20, 2)
    assert held.number
    counter.do(service.hand_out, number)
    assert counter.sums(account) == (5, 0)
    done = counter.get(Redemption, number)
    assert (done.state, done.settled_by_id) == ("done", counter.clerk)
    assert counter.kinds(account) == ["earn", "earn", "hold", "capture"]


def test_every_reason_against_a_redemption_is_said_at_once(counter: Counter) -> None:
    account, reward = counter.funded(5), counter.reward(10, stock=1, offered=False)
    with pytest.raises(NotBooked) as refused:
        counter.redeem(account, reward, 2)
    assert codes(refused) == {"not_enough", "not_offered", "no_stock"}
    assert "20 points are needed, 5 are available." in str(refused.value)
    assert counter.sums(account) == (5, 0)


def test_the_same_asking_spends_once_and_another_under_its_key_is_refused(counter: Counter) -> None:
    account, reward = counter.funded(40), counter.reward(10)
    first = counter.redeem(account, reward, request="same")
    assert counter.redeem(account, reward, request="same") == first
    assert counter.sums(account) == (40, 10)
    with pytest.raises(NotBooked) as refused:
        counter.redeem(account, reward, 2, request="same")
    assert codes(refused) == {"key_used"}


def test_a_quarter_has_so_many_redemptions_and_a_cancelled_one_does_not_count(counter: Counter) -> None:
    counter.set(PointsRule, counter.all(PointsRule)[0].id, redemptions=1)
    account, reward = counter.funded(40), counter.reward(10)
    first = counter.redeem(account, reward)
    with pytest.raises(NotBooked) as refused:
        counter.redeem(account, reward)
    assert codes(refused) == {"quarter_full"}
    counter.do(service.cancel, first)
    second = counter.redeem(account, reward)
    counter.do(service.hand_out, second)
    with pytest.raises(NotBooked):
        counter.redeem(account, reward)
    counter.redeem(account, reward, on=date(2024, 10, 1))


def test_a_reward_of_another_street_is_not_there(counter: Counter) -> None:
    other = counter.world.place("b1").rows["reward"][0]
    with pytest.raises(OutOfScope):
        counter.redeem(counter.funded(40), other)


def test_cancelling_gives_points_and_pieces_back_once(counter: Counter) -> None:
    account, reward = counter.funded(10), counter.reward(10, stock=1)
    number = counter.redeem(account, reward)
    counter.do(service.cancel, number, reason="不要了")
    counter.do(service.cancel, number, reason="不要了")
    assert counter.sums(account) == (10, 0)
    assert counter.get(Reward, reward).taken == 0
    found = counter.get(Redemption, number)
    assert (found.state, found.reason) == ("cancelled", "不要了")
    with pytest.raises(NotBooked) as refused:
        counter.do(service.hand_out, number)
    assert codes(refused) == {"cancelled"}


def test_what_was_picked_up_is_neither_handed_out_again_nor_cancelled(counter: Counter) -> None:
    number = counter.redeem(counter.funded(10), counter.reward(10))
    counter.do(service.hand_out, number)
    counter.do(service.hand_out, number)
    for step in (service.cancel, service.hand_out):
        with pytest.raises(NotBooked) as refused:
            counter.do(step, number, by=counter.second)
        assert codes(refused) == {"picked_up"}


def test_nobody_hands_out_to_himself(counter: Counter) -> None:
    volunteer = counter.volunteer(counter.second)
    counter.award(volunteer, 10, rated_by_id=counter.clerk)
    number = counter.redeem(counter.account_of(volunteer), counter.reward(10), by=counter.second)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.hand_out, number, by=counter.second)
    assert codes(refused) == {"own_account"}


# -- correcting ---------------------------------------------------------------------------------------------------


def test_a_reversed_lot_that_was_spent_leaves_a_debt_that_blocks(counter: Counter) -> None:
    volunteer = counter.volunteer()
    earned = counter.award(volunteer, 10)
    account, reward = counter.account_of(volunteer), counter.reward(4)
    counter.do(service.hand_out, counter.redeem(account, reward))
    waiting = counter.redeem(account, reward)
    counter.do(service.reverse, earned, reason="记错了人")
    assert counter.sums(account) == (-4, 4)
    for step in (lambda: counter.redeem(account, reward), lambda: counter.do(service.hand_out, waiting)):
        with pytest.raises(NotBooked) as refused:
            step()
        assert codes(refused) == {"in_debt"}
        assert "owes 8 points" in str(refused.value)
    counter.award(volunteer, 7)
    with pytest.raises(NotBooked):
        counter.do(service.hand_out, waiting)
    counter.award(volunteer, 1)
    counter.do(service.hand_out, waiting)
    assert counter.sums(account) == (0, 0)


def test_hours_never_fall_when_points_do(counter: Counter) -> None:
    volunteer = counter.volunteer()
    record = counter.service(volunteer, 3)
    counter.do(service.reverse, counter.do(service.award, record), reason="重复登记")
    assert counter.get(Volunteer, volunteer).hours == 3
    assert counter.sums(counter.account_of(volunteer)) == (0, 0)
    assert counter.get(ServiceRecord, record).points == 0


def test_an_entry_is_reversed_once(counter: Counter) -> None:
    volunteer = counter.volunteer()
    earned = counter.award(volunteer, 3)
    first = counter.do(service.reverse, earned, reason="记错")
    assert counter.do(service.reverse, earned, reason="记错") == first
    with pytest.raises(NotBooked) as refused:
        counter.do(service.reverse, earned, reason="再来一次")
    assert codes(refused) == {"reversed_before"}
    with pytest.raises(NotBooked) as refused:
        counter.do(service.reverse, first, reason="记错")
    assert codes(refused) == {"not_reversible"}


def test_a_reward_that_comes_back_gives_points_and_pieces_back(counter: Counter) -> None:
    account, reward = counter.funded(10), counter.reward(10, stock=1)
    number = counter.redeem(account, reward)
    counter.do(service.hand_out, number)
    counter.do(service.reverse, counter.last_entry(account, "capture"), reason="质量问题")
    assert counter.sums(account) == (10, 0)
    assert counter.get(Reward, reward).taken == 0
    assert counter.get(Redemption, number).state == "reversed"
    counter.redeem(account, reward)


def test_nobody_reverses_on_his_own_account_or_without_a_reason(counter: Counter) -> None:
    earned = counter.award(counter.volunteer(counter.second), rated_by_id=counter.clerk)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.reverse, earned, reason=" ", by=counter.second)
    assert codes(refused) == {"own_account", "no_reason"}


def test_a_correction_takes_two_people(counter: Counter) -> None:
    account = counter.funded(10)
    number = counter.do(service.propose, account, Decimal("-2.5"), reason="多记了", request="one")
    assert counter.do(service.propose, account, Decimal("-2.5"), reason="多记了", request="one") == number
    assert counter.sums(account) == (10, 0)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.approve, number)
    assert codes(refused) == {"same_person"}
    counter.do(service.approve, number, by=counter.second)
    counter.do(service.approve, number, by=counter.second)
    assert counter.sums(account) == (Decimal("7.5"), 0)
    booked = counter.get(PointsCorrection, number)
    assert (booked.state, booked.decided_by_id) == ("booked", counter.second)
    entry = counter.get(PointsEntry, counter.last_entry(account, "adjust"))
    assert (entry.by_id, entry.proposed_by_id, entry.reason) == (counter.second, counter.clerk, "多记了")
    with pytest.raises(Invalid, match="booked already"), counter.open() as session:
        service.decline(session, number, by=counter.second)


def test_a_correction_may_not_take_more_than_there_is(counter: Counter) -> None:
    account = counter.funded(10)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.propose, account, Decimal(-11), reason=" ", request="one")
    assert codes(refused) == {"not_enough", "no_reason"}
    number = counter.do(service.propose, account, Decimal(-10), reason="清零", request="two")
    counter.redeem(account, counter.reward(5))
    with pytest.raises(NotBooked) as refused:
        counter.do(service.approve, number, by=counter.second)
    assert codes(refused) == {"not_enough"}


def test_a_declined_correction_moves_nothing(counter: Counter) -> None:
    account = counter.funded(10)
    number = counter.do(service.propose, account, Decimal(5), reason="补记", request="one")
    with counter.open() as session:
        service.decline(session, number, by=counter.clerk, remark="没有依据")
    with pytest.raises(Invalid, match="was declined"):
        counter.do(service.approve, number, by=counter.second)
    assert counter.sums(account) == (10, 0)


def test_the_holder_neither_proposes_nor_approves(counter: Counter) -> None:
    volunteer = counter.volunteer(counter.second)
    counter.award(volunteer, rated_by_id=counter.clerk)
    account = counter.account_of(volunteer)
    with pytest.raises(NotBooked) as refused:
        counter.do(service.propose, account, Decimal(5), reason="补记", request="one", by=counter.second)
    assert codes(refused) == {"own_account"}
    number = counter.do(service.propose, account, Decimal(5), reason="补记", request="one")
    with pytest.raises(NotBooked) as refused:
        counter.do(service.approve, number, by=counter.second)
    assert codes(refused) == {"own_account"}


# -- expiring -----------------------------------------------------------------------------------------------------


def test_the_nightly_job_takes_lapsed_lots_once_and_leaves_what_is_held(counter: Counter) -> None:
    counter.set(PointsRule, counter.all(PointsRule)[0].id, months=1)
    volunteer = counter.volunteer()
    counter.award(volunteer, 10, on=date(2024, 1, 31))  # until 29 February
    counter.award(volunteer, 5, on=date(2024, 2, 10))  # until 10 March
    account = counter.account_of(volunteer)
    waiting = counter.redeem(account, counter.reward(4), on=date(2024, 2, 20))
    with counter.open() as session:
        assert service.expire_due(session, date(2024, 2, 29)) == 0
    with counter.open() as session:
        assert service.expire_due(session, date(2024, 3, 1)) == 1
    with counter.open() as session:
        assert service.expire_due(session, date(2024, 3, 1)) == 0
    assert counter.sums(account) == (9, 4)
    entry = counter.get(PointsEntry, counter.last_entry(account, "expire"))
    assert (entry.amount, entry.by_id) == (-6, None)
    counter.do(service.cancel, waiting, on=date(2024, 3, 2))
    with counter.open() as session:
        assert service.expire_due(session, date(2024, 3, 2)) == 1
    assert counter.sums(account) == (5, 0)


def test_lapsed_points_cannot_be_spent_before_the_job_has_come(counter: Counter) -> None:
    counter.set(PointsRule, counter.all(PointsRule)[0].id, months=1)
    volunteer = counter.volunteer()
    counter.award(volunteer, 10, on=date(2024, 1, 31))
    counter.award(volunteer, 5, on=date(2024, 2, 10))
    account = counter.account_of(volunteer)
    with pytest.raises(NotBooked) as refused:
        counter.redeem(account, counter.reward(6), on=date(2024, 3, 1))
    assert codes(refused) == {"not_enough"}
    assert "6 points are needed, 5 are available." in str(refused.value)
    counter.redeem(account, counter.reward(5), on=date(2024, 3, 1))
    assert counter.sums(account) == (5, 5)


# -- what holds for all -------------------------------------------------------------------------------------------


def test_a_step_leaves_its_trace_and_a_refused_one_none(counter: Counter) -> None:
    account, reward = counter.funded(10), counter.reward(10)
    with counter.open() as session:
        last = session.query(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1).scalar()
    with pytest.raises(NotBooked):
        counter.redeem(account, reward, 2)
    number = counter.redeem(account, reward)
    with counter.open() as session:
        trace = session.query(AuditEntry).where(AuditEntry.id > last).order_by(AuditEntry.id).all()
        found = [(entry.resource, entry.record_id, entry.changes) for entry in trace]
    entry = counter.last_entry(account, "hold")
    assert ("points_account", account, {"held": ["0.00", "10.00"]}) in found
    assert ("reward", reward, {"taken": [0, 1]}) in found
    assert (
        "points_entry",
        entry,
        {"kind": [None, "hold"], "amount": [None, "0.00"], "held": [None, "10.00"], "hours": [None, "0.0"]},
    ) in found
    assert [name for name, row, _changes in found if row == number and name == "redemption"] == ["redemption"]
    assert len(found) == 4


def test_a_stored_sum_that_is_wrong_is_found_and_said(counter: Counter) -> None:
    account, reward = counter.funded(10), counter.reward(5)
    counter.redeem(account, reward)
    volunteer = counter.all(Volunteer)[0].id
    counter.sql("UPDATE points_account SET balance = balance + 150, held = held + 100 WHERE id = :id", id=account)
    counter.sql("UPDATE reward SET taken = taken + 1 WHERE id = :id", id=reward)
    counter.sql("UPDATE volunteer SET hours = hours - 10 WHERE id = :id", id=volunteer)
    found = {(item.resource, item.id): item.words for item in counter.wrong()}
    assert found == {
        ("points_account", account): "The stored balance is 11.5 points, the entries add up to 10. "
        "The stored sum of held points is 6, the entries add up to 5.",
        ("reward", reward): "2 pieces are stored as taken, the redemptions add up to 1.",
        ("volunteer", volunteer): "9.0 hours are stored, the entries hold 10.0.",
    }
    counter.sql("UPDATE points_account SET balance = balance - 150, held = held - 100 WHERE id = :id", id=account)
    counter.sql("UPDATE reward SET taken = taken - 1 WHERE id = :id", id=reward)
    counter.sql("UPDATE volunteer SET hours = hours + 10 WHERE id = :id", id=volunteer)
