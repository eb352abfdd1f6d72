"""A resident with a phone: scans a poster, reports with a photo, follows the code, rates the answer, says "not solved"."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import Open, Watch
from tests.browser.steps import settle
from tests.browser.test_accessibility import AXE, RULES
from tests.browser.test_register import answer
from tests.residents.scene import picture

SERIOUS = ("serious", "critical")


def checked(page: Any) -> None:
    """No serious finding of axe, and nothing wider than the phone."""
    settle(page)
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in found if item["impact"] in SERIOUS] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_resident_reports_follows_rates_and_says_not_solved(open_page: Open, watch: Watch) -> None:
    staff = open_page("/posters/")
    address = staff.locator(".poster .url").first.inner_text().split()[-1]
    page = open_page(address, account="", phone=True)
    checked(page)
    page.fill("#text", "单元门锁坏了半个月")
    page.reload()
    assert page.input_value("#text") == "单元门锁坏了半个月"  # a reload loses nothing
    photo = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture((2400, 1800), placed=True)}
    page.set_input_files("#pictures input[type=file]:not([name])", photo)
    page.locator("#pictures figure img").wait_for()
    page.fill("#phone", "12")
    page.fill("#_answer", answer(page.inner_text("#question")))
    page.click("#send")
    page.locator("#phone-err:not([hidden])").wait_for()
    checked(page)
    page.fill("#phone", "13812342106")
    page.context.set_offline(True)
    page.click("#send")
    page.locator("#form-err:not([hidden])").wait_for()
    assert "再发一次" in page.inner_text("#send") and page.locator("#pictures figure").count() == 1
    page.context.set_offline(False)
    watch.faults[:] = [fault for fault in watch.faults if "ERR_INTERNET_DISCONNECTED" not in fault]  # we cut it
    with page.expect_navigation():
        page.dblclick("#send")
    checked(page)
    code = page.inner_text("#code").replace(" ", "")
    assert page.url.endswith(f"/f/{code}?new=1") and "1 张" in page.inner_text(".mine")

    staff.goto("/issue_report/list/")
    assert staff.locator(".rows tbody tr", has_text="单元门锁坏了半个月").count() == 1  # two taps made one
    staff.locator(".rows .t a", has_text="单元门锁坏了半个月").click()
    staff.goto(staff.url.replace("/show/", "/edit/"))
    staff.fill("#f-answer", "门锁换好了")
    with staff.expect_navigation():
        staff.click(".dock .btn-primary")

    page.goto(f"/f/?code={code.lower()}")
    checked(page)
    page.locator(".picks label", has_text="基本满意").click()
    page.fill("#note", "来得慢")
    with page.expect_navigation():
        page.click("#rate .big")
    assert page.locator(".picks input:checked").get_attribute("value") == "basically"
    page.click(".again summary")
    page.fill("#words", "又坏了")
    checked(page)
    with page.expect_navigation():
        page.click(".again .big")
    assert "还没解决" in page.inner_text("h1")
    checked(page)
