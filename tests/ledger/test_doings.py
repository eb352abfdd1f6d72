"""The ledger through its buttons: who finds them, who may press them on whose rows, and what the answer says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.declare import Role
from models.corrections import PointsCorrection
from models.ledger import service
from models.points import PointsAccount, PointsEntry
from models.rewards import Reward
from models.volunteering import ServiceRecord
from tests.ledger.counter import Counter, redemptions
from tests.world import Browser, Page

STAFF = {
    "pt-street": Role.STREET_CENTRE,
    "pt-street2": Role.STREET_CENTRE,
    "pt-leader": Role.PARTY_SECRETARY,
    "pt-community": Role.COMMUNITY_SECRETARY,
    "pt-grid": Role.GRID_STAFF,
    "pt-volunteer": Role.VOLUNTEER,
}


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """The counter with an account to sign in with for everybody who works at it, and a volunteer."""
    units = {Role.COMMUNITY_SECRETARY: counter.community, Role.GRID_STAFF: counter.grid, Role.VOLUNTEER: counter.grid}
    for username, role in STAFF.items():
        counter.staff(username, role, units.get(role, counter.street))
    return counter


def sign_in(counter: Counter, username: str) -> Browser:
    return counter.world.browser(username, language="en")


def press(browser: Browser, resource: str, action: str, *numbers: int, **values: object) -> Any:
    """Press a button: fetch its dialog where it has one, fill it in and send it."""
    path = f"/{resource}/do/{action}?ids={','.join(map(str, numbers))}"
    if not values:
        return browser.post(path)
    dialog = browser.get(path)
    assert dialog.status_code == 200, dialog.text
    form = {name: found[0] for name, found in Page(dialog.text).form(skip=("csrf_token",)).items()}
    return browser.post(path, {**form, **values})


def answer_of(browser: Browser, answer: Any) -> str:
    """The words of the page that an answer leads to."""
    assert answer.status_code == 303, answer.text
    return Page(browser.get(answer.headers["Location"]).text).words


def test_from_the_service_to_the_reward_in_the_hand(counter: Counter) -> None:
    volunteer, reward = counter.volunteer(), counter.reward(2, stock=5)
    record = counter.service(volunteer, 5)
    community, grid = sign_in(counter, "pt-community"), sign_in(counter, "pt-grid")

    assert f"/service_record/do/award?ids={record}" in community.get(f"/service_record/show/{record}").text
    assert "Awarded 5 points." in answer_of(community, press(community, "service_record", "award", record))
    assert f"/service_record/do/award?ids={record}" not in community.get(f"/service_record/show/{record}").text

    account = counter.account_of(volunteer)
    told = answer_of(grid, press(grid, "points_account", "redeem", account, reward=reward, quantity=2))
    (redemption,) = redemptions(counter, account)
    assert f"Set aside 4 points. Redemption {redemption.number} waits for pick-up." in told
    assert "Handed out. 4 points were spent." in answer_of(grid, press(grid, "redemption", "hand_out", redemption.id))
    assert counter.sums(account) == (1, 0)
    assert f"/redemption/do/hand_out?ids={redemption.id}" not in grid.get(f"/redemption/show/{redemption.id}").text
    assert counter.wrong() == []


def test_the_same_dialog_sent_twice_redeems_once(counter: Counter) -> None:
    account, reward = counter.funded(20), counter.reward(5)
    browser = sign_in(counter, "pt-grid")
    path = f"/points_account/do/redeem?ids={account}"
    form = {name: found[0] for name, found in Page(browser.get(path).text).form(skip=("csrf_token",)).items()}
    answers = [browser.post(path, {**form, "reward": reward, "quantity": 1}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(redemptions(counter, account)) == 1
    assert browser.post(path, {**form, "_token": "", "reward": reward, "quantity": 1}).status_code == 303
    assert len(redemptions(counter, account)) == 2


def test_a_refusal_stays_in_the_dialog_with_every_reason_and_what_was_typed(counter: Counter) -> None:
    account, reward = counter.funded(5), counter.reward(10, stock=1)
    browser = sign_in(counter, "pt-street")
    answer = press(browser, "points_account", "redeem", account, reward=reward, quantity=3)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "30 points are needed, 5 are available." in page.words
    assert "3 wanted, 1 left in stock." in page.words
    assert page.value("quantity") == "3"
    assert redemptions(counter, account) == []


def test_many_services_are_awarded_all_or_none(counter: Counter) -> None:
    volunteers = [counter.volunteer() for _ in range(3)]
    records = [counter.service(volunteer, 2) for volunteer in volunteers]
    unrated = counter.service(volunteers[0], 1, rating=None, rated_by_id=None, rated_on=None)
    browser = sign_in(counter, "pt-community")
    told = answer_of(browser, press(browser, "service_record", "award_all", *records, unrated))
    assert "Nothing was awarded." in told
    assert "This service has not been rated yet." in told
    assert counter.all(PointsEntry) == []
    assert "Awarded 6 points for 3 services." in answer_of(
        browser, press(browser, "service_record", "award_all", *records)
    )
    assert [row.points for row in counter.all(ServiceRecord)] == [2, 2, 2, None]


def test_a_correction_goes_through_two_pairs_of_hands(counter: Counter) -> None:
    account = counter.funded(10)
    community, street = sign_in(counter, "pt-community"), sign_in(counter, "pt-street")
    told = answer_of(community, press(community, "points_account", "adjust", account, amount="-2.5", reason="多记"))
    assert "Proposed." in told
    (correction,) = counter.all(PointsCorrection)
    assert press(community, "points_correction", "approve", correction.id).status_code == 403
    told = answer_of(street, press(street, "points_correction", "approve", correction.id))
    assert "Approved. The balance changed by -2.5 points." in told
    assert counter.sums(account) == (Decimal("7.5"), 0)

    answer_of(street, press(street, "points_account", "adjust", account, amount="1", reason="补记"))
    second = counter.all(PointsCorrection)[-1].id
    assert "An adjustment needs two people" in answer_of(street, press(street, "points_correction", "approve", second))
    leader = sign_in(counter, "pt-leader")
    assert "Approved." in answer_of(leader, press(leader, "points_correction", "approve", second))
    assert counter.sums(account) == (Decimal("8.5"), 0)


def test_an_entry_is_reversed_with_a_reason(counter: Counter) -> None:
    account = counter.funded(10)
    entry, browser = counter.last_entry(account, "earn"), sign_in(counter, "pt-street")
    assert press(browser, "points_entry", "reverse", entry, reason=" ").status_code == 422
    told = answer_of(browser, press(browser, "points_entry", "reverse", entry, reason="记错了人"))
    assert "Reversed. The balance changed by -10 points." in told
    assert counter.sums(account) == (0, 0)
    history = Page(browser.get(f"/points_account/show/{account}").text).words
    assert "Reverse" in history.splitlines()


def test_volunteers_redeem_and_cancel_for_themselves_only(counter: Counter) -> None:
    person = counter.staff("pt-me", Role.VOLUNTEER, counter.grid)
    mine = counter.volunteer(person)
    counter.award(mine, 10)
    account, other, reward = counter.account_of(mine), counter.funded(10), counter.reward(5)
    browser = sign_in(counter, "pt-me")
    answer_of(browser, press(browser, "points_account", "redeem", account, reward=reward, quantity=1))
    (redemption,) = redemptions(counter, account)
    assert press(browser, "redemption", "hand_out", redemption.id).status_code == 403
    told = answer_of(browser, press(browser, "redemption", "cancel", redemption.id, reason="不要了"))
    assert "Cancelled. 5 points are available again." in told
    assert browser.get(f"/points_account/do/redeem?ids={other}").status_code == 404
    assert browser.post(f"/points_account/do/redeem?ids={other}", {"reward": reward, "quantity": 1}).status_code == 404
    assert counter.sums(other) == (10, 0)


MAY = {
    ("service_record", "award"): {"pt-street", "pt-community"},
    ("service_record", "award_all"): {"pt-street", "pt-community"},
    ("service_record", "refer"): {"pt-street", "pt-community"},
    ("points_account", "redeem"): {"pt-street", "pt-community", "pt-grid", "pt-volunteer"},
    ("points_account", "adjust"): {"pt-street", "pt-community"},
    ("points_entry", "reverse"): {"pt-street", "pt-community"},
    ("redemption", "hand_out"): {"pt-street", "pt-community", "pt-grid"},
    ("redemption", "cancel"): {"pt-street", "pt-community", "pt-grid", "pt-volunteer"},
    ("points_correction", "approve"): {"pt-street", "pt-leader"},
    ("points_correction", "decline"): {"pt-street", "pt-leader", "pt-community"},
}


def test_who_may_not_is_told_so_and_nothing_moves(counter: Counter) -> None:
    account, reward = counter.funded(10), counter.reward(5)
    rows = {
        "service_record": counter.service(counter.volunteer()),
        "points_account": account,
        "points_entry": counter.last_entry(account, "earn"),
        "redemption": counter.redeem(account, reward),
    }
    rows["points_correction"] = counter.do(service.propose, account, Decimal(1), reason="补记", request="one")
    before = (counter.kinds(account), counter.sums(account), len(counter.all(PointsAccount)))
    for username in STAFF:
        browser = sign_in(counter, username)
        for (resource, action), allowed in MAY.items():
            if username.rstrip("2") in allowed and username != "pt-volunteer":
                continue
            wanted = 404 if username in allowed else 403
            path = f"/{resource}/do/{action}?ids={rows[resource]}"
            assert browser.get(path).status_code == wanted, (username, path)
            form = {"reward": reward, "quantity": 1, "reason": "x", "amount": 1, "referrer": 1}
            assert browser.post(path, form).status_code == wanted, (username, path)
    assert (counter.kinds(account), counter.sums(account), len(counter.all(PointsAccount))) == before


def test_rows_of_another_street_are_not_there(counter: Counter) -> None:
    account, reward = counter.funded(10), counter.reward(5)
    rows = {
        ("service_record", "award"): counter.service(counter.volunteer()),
        ("points_account", "redeem"): account,
        ("points_account", "adjust"): account,
        ("points_entry", "reverse"): counter.last_entry(account, "earn"),
        ("redemption", "hand_out"): counter.redeem(account, reward),
    }
    stranger = counter.world.browser(Role.STREET_CENTRE, language="en")
    form = {"reward": reward, "quantity": 1, "reason": "x", "amount": 1}
    for (resource, action), number in rows.items():
        path = f"/{resource}/do/{action}?ids={number}"
        assert stranger.get(path).status_code == 404, path
        assert stranger.post(path, form).status_code == 404, path
    assert counter.sums(account) == (10, 5)
    mine = sign_in(counter, "pt-street")
    foreign = counter.world.place("a1").rows["reward"][0]
    answer = press(mine, "points_account", "redeem", account, reward=foreign, quantity=1)
    assert answer.status_code == 422


def test_without_the_token_of_the_page_nothing_is_booked(counter: Counter) -> None:
    account = counter.funded(10)
    record = counter.service(counter.volunteer())
    browser = sign_in(counter, "pt-street")
    path = f"/service_record/do/award?ids={record}"
    assert browser.post(path, token=False).status_code == 400
    assert browser.post(f"/points_account/do/redeem?ids={account}", {"quantity": 1}, token=False).status_code == 400
    assert counter.get(ServiceRecord, record).points is None


def test_nobody_awards_his_own_points_whatever_his_post(counter: Counter) -> None:
    person = counter.staff("pt-both", Role.STREET_CENTRE, counter.street)
    record = counter.service(counter.volunteer(person), 3)
    browser = sign_in(counter, "pt-both")
    assert "These are your own points." in answer_of(browser, press(browser, "service_record", "award", record))
    assert counter.all(PointsEntry) == []


def test_the_ledger_has_no_other_doors(counter: Counter) -> None:
    account = counter.funded(10)
    entry, browser = counter.last_entry(account, "earn"), sign_in(counter, "pt-street")
    for resource, number in (("points_account", account), ("points_entry", entry)):
        for path in (f"/{resource}/add", f"/{resource}/edit/{number}", f"/{resource}/delete/{number}"):
            assert browser.post(path, {"amount": 1, "balance": 99}).status_code in (403, 404)
        for method in ("PUT", "DELETE"):
            assert browser.send(method, f"/api/v1/{resource}/{number}", {"balance": "99.00"}).status_code in (
                403,
                404,
                405,
            )
    reward = counter.reward(5)
    browser.send("PUT", f"/api/v1/reward/{reward}", {"taken": 50})
    assert counter.get(Reward, reward).taken == 0
    assert counter.sums(account) == (10, 0)
