"""A clerk who has not seen the designer makes a register: eight fields, a condition and a chart, with few clicks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.browser.conftest import Open
from tests.browser.steps import named

CLICKS, KEYS = 18, 41


@dataclass
class Hands:
    """What a hand does on a page, counted: clicks (a choice in a list is two) and keys."""

    page: Any
    clicks: int = 0
    keys: int = 0

    def click(self, selector: str, *, goes: bool = False) -> None:
        """One click; `goes` when it leads to another page."""
        self.clicks += 1
        if goes:
            with self.page.expect_navigation():
                self.page.click(selector)
        else:
            self.page.click(selector)

    def type(self, words: str) -> None:
        """What is typed where the cursor stands."""
        self.keys += len(words)
        self.page.keyboard.type(words)

    def enter(self) -> None:
        """The Enter key, which keeps what is typed."""
        self.keys += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tab(self, times: int = 1) -> None:
        """The Tab key."""
        for _ in range(times):
            self.keys += 1
            self.page.keyboard.press("Tab")

    def select(self, selector: str, label: str) -> None:
        """A line of a list of choices."""
        self.clicks += 2
        self.page.select_option(selector, label=label)


def test_a_register_with_eight_fields_a_condition_and_a_chart(open_page: Open) -> None:
    page = open_page("/forms/")
    hands, title = Hands(page), f"摊点{named()}"
    hands.click("a:has-text('新建台账')", goes=True)
    hands.type(title)
    hands.enter()
    for kind, words in (
        ("text", "摊主"), ("choice", "类别"), ("phone", "电话"), ("day", "日期"), ("number", "面积"), ("yes_no", "占道"),
    ):  # fmt: skip
        hands.click(f"button[name=kind][value={kind}]", goes=True)
        hands.type(words)
        if kind == "choice":
            hands.click(".option [name=zh] >> nth=0")
            page.keyboard.press("Control+a")
            for number, option in enumerate(("早餐", "水果", "修理")):
                hands.type(option)
                if number < 2:
                    hands.tab(2)
            hands.click("[name=in_charts]")
    hands.click("button[name=kind][value=note]", goes=True)
    hands.type("占道情况")
    hands.select("#p-c0_field", "占道")
    hands.click("button[name=kind][value=photo]", goes=True)
    hands.type("照片")
    hands.click("a.whole:has-text('台账设置')", goes=True)
    assert page.locator(".slot.made").count() == 8  # each was kept as she went on
    hands.click("summary:has-text('公众表单')")
    hands.click("[name=public]")
    hands.click("a:has-text('发布')", goes=True)
    hands.click(".publish .btn-primary", goes=True)
    assert page.locator("h1").inner_text() == title
    assert hands.clicks <= CLICKS and hands.keys <= KEYS, (hands.clicks, hands.keys)
    print(f"{hands.clicks} clicks, {hands.keys} keys")
    entry(page, title)
    resident(page, title)


def resident(page: Any, title: str) -> None:
    """A resident scans the code and sends an entry."""
    page.click(f".hz-side a:has-text('{title}')")
    page.click("a:has-text('二维码')")
    address = page.locator(".code-sheet .url").first.inner_text()
    page.goto(address)
    page.locator(".field[data-label='摊主'] input").fill("居民报的摊")
    page.fill("#f-_answer", answer(page.locator(".proof label").inner_text()))
    with page.expect_navigation():
        page.click("button:has-text('提交')")
    assert "已收到" in page.locator("h1").inner_text()
    page.goto("/")
    page.click(f".hz-side a:has-text('{title}')")
    assert "居民报的摊" in page.locator("table.rows").inner_text()


def answer(question: str) -> str:
    """What a sum in words makes: “三加四等于几？”."""
    digits = {sign: value for value, sign in enumerate("零一二三四五六七八九十")}

    def value(words: str) -> int:
        head, ten, tail = words.partition("十")
        return digits.get(head, 1 if ten else 0) * (10 if ten else 1) + digits.get(tail, 0)

    words = question.split("等于")[0].strip("“ *")
    if "减" in words:
        first, second = words.split("减")
        return str(value(first) - value(second))
    first, second = words.split("加")
    return str(value(first) + value(second))


def entry(page: Any, title: str) -> None:
    """It is in the menu; an entry is made, found and drawn."""
    page.click(f".hz-side a:has-text('{title}')")
    page.click("a:has-text('登记一条')")
    page.locator(".field[data-label='占道情况']").wait_for(state="hidden")
    page.locator(".field[data-label='占道'] label:has-text('是')").click()
    page.locator(".field[data-label='占道情况'] textarea").fill("挡住盲道")
    page.locator(".field[data-label='摊主'] input").fill("王某")
    page.select_option(".field[data-label='类别'] select", label="水果")
    page.locator(".field[data-label='电话'] input").fill("19000010001")
    with page.expect_navigation():
        page.click("button:has-text('保存')")
    assert "王某" in page.locator("h1").inner_text()
    assert page.get_by_text("190****0001").count() == 1
    page.click(f".hz-side a:has-text('{title}')")
    assert page.locator("table.rows tbody tr").count() == 1
    page.click("a:has-text('图表')")
    page.get_by_role("button", name="表格").first.click()
    assert "水果" in page.locator(".figure").first.inner_text()
