"""A matter walks the whole loop on phones: reported by code, discussed in the yard, turned down, settled, said unsolved.

Each person has a phone of his own and sees only what is his; what each part costs in taps is counted and held.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4
from zipfile import ZipFile

from tests.browser.conftest import Open
from tests.browser.steps import pick, save, settle, until
from tests.browser.test_accessibility import RULES, findings
from tests.browser.test_meeting import kept, tick
from tests.browser.test_register import Hands, answer
from tests.residents.scene import picture

SECTION, COMMUNITY = "综治办", "华新社区"
DUE = (date.today() + timedelta(days=5)).isoformat()
REASON = "消防通道归物业管，请社区牵头"
OUTCOME = "通道已清空，划了禁停线，物业每晚巡查两次"
STEPS = ["受理", "交办", "退回", "交办", "接办", "化解完成", "答复", "办结销号", "反复，重新办理"]
SLIPS = {"问题收集登记单": 1, "会商研判记录表": 1, "问题处理登记单": 3, "问题反馈登记单": 1}
MOST = {"resident": 8, "grid": 5, "community": 38, "section": 4, "street": 25}  # taps


def photo(name: str) -> dict[str, Any]:
    """A photo as a phone's camera makes it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture((1200, 900), placed=True)}


class Phone(Hands):
    """Somebody's phone, and what he does on it."""

    @property
    def name(self) -> str:
        """Whose phone it is."""
        return str(self.page.locator(".who .strong").first.text_content()).strip()

    def tap(self, selector: str) -> None:
        """One tap on what is there."""
        self.clicks += 1
        self.page.locator(selector).first.click()

    def card(self, title: str, step: str) -> Any:
        """The card on this phone's board; it must stand in a column."""
        self.page.goto("/loop/")
        card = self.page.locator(f"#lane-{step} .kcard", has_text=title)
        assert card.count() == 1, self.page.locator(".kan").inner_text()
        return card

    def open_card(self, title: str, step: str) -> None:
        """Two taps from the start page: the board in the bar below, the card."""
        card = self.card(title, step)
        self.clicks += 2
        with self.page.expect_navigation():
            card.locator(".t").click()

    def begin(self, label: str) -> None:
        """Open the form of a step: the main one is pinned below, the others stand in the panel."""
        pinned = self.page.locator(f".dock a:has-text('{label}')")
        self.clicks += 1
        (pinned if pinned.count() else self.page.locator(f".case .do a:has-text('{label}')").first).click()
        self.page.locator("#dialog-form").wait_for()

    def finish(self, step: str) -> None:
        """Send it; the page says where the case stands now."""
        self.clicks += 1
        with self.page.expect_navigation():
            self.page.click("#dialog .feet .btn-primary")
        assert step in self.here(), self.here()

    def here(self) -> str:
        """Where the case stands."""
        return str(self.page.locator(".case").inner_text())

    def proven(self, field: str, name: str) -> None:
        """A photo into a field of the form that is open."""
        self.clicks += 1
        self.page.locator(f'[data-field="{field}"] input[type=file]').set_input_files(photo(name))

    def accessible(self) -> None:
        """No serious finding, nothing wider than the phone."""
        settle(self.page)
        assert findings(self.page, RULES) == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url


def test_a_matter_walks_the_whole_loop(open_page: Open) -> None:
    title = f"消防通道停车{uuid4().hex[:6]}"
    resident, code = reported(open_page, title)
    grid = Phone(open_page("/", account="grid", phone=True))
    accepted(grid, title)
    community = Phone(open_page("/", account="community", phone=True, fresh=True))
    met(community, title)
    street = Phone(open_page("/", account="street", phone=True))
    section = Phone(open_page("/", account="section", phone=True))
    dispatched(street, title, SECTION, section.name)
    turned_down(section, title)
    dispatched(street, title, COMMUNITY, community.name)
    address = settled(community, title, community.name)
    closed(street, title)
    unsolved(resident, code)
    again(street, title, address)
    documents(community, title, address, community.name)
    taps = {"resident": resident, "grid": grid, "community": community, "section": section, "street": street}
    counted = {name: phone.clicks for name, phone in taps.items()}
    assert all(counted[name] <= most for name, most in MOST.items()), counted


def reported(open_page: Open, title: str) -> tuple[Phone, str]:
    """A resident with the poster's address; his phone, and his code."""
    staff = open_page("/posters/", account="community")
    address = staff.locator(".poster .url").first.inner_text().split()[-1]
    phone = Phone(open_page(address, account="", phone=True))
    page = phone.page
    page.fill("#text", title)
    page.set_input_files("#pictures input[type=file]:not([name])", photo("yard.jpg"))
    page.locator("#pictures figure img").wait_for()
    page.fill("#phone", "13812342106")
    page.fill("#_answer", answer(page.inner_text("#question")))
    phone.click("#send", goes=True)
    return phone, page.inner_text("#code").replace(" ", "")


def accepted(grid: Phone, title: str) -> None:
    """The grid's member accepts it from the board."""
    page = grid.page
    grid.clicks += 1  # the board, in the bar below
    grid.card(title, "collect").locator(".go").click()
    grid.clicks += 1
    grid.tap("#dialog a:has-text('受理')")
    page.locator("#dialog-form").wait_for()
    page.select_option("#d-category", "fire")
    with page.expect_navigation():
        grid.tap("#dialog .feet .btn-primary")
    grid.card(title, "assess")


def met(community: Phone, title: str) -> None:
    """The secretary meets in the yard without signal; what was recorded arrives later."""
    page = community.page
    community.open_card(title, "assess")
    assert "还没有开会商研判会" in community.here()
    community.accessible()
    with page.expect_navigation():
        community.tap(".missing a:has-text('开会')")
    page.wait_for_selector("#yard section")
    until(page, "document.body.dataset.ready === 'offline'")
    page.context.set_offline(True)
    for side in ("community_party", "owners_committee", "parties"):
        tick(page, side)
        community.clicks += 1
    community.tap("[data-do=add][data-list=decisions]")
    page.locator("#decisions .what textarea").fill("清空消防通道")
    community.tap("#dock .do [data-do=end]")  # told what is missing
    lacking = page.locator("#choose").inner_text()
    assert "物业企业没有到会" in lacking and "承办人、日期" in lacking
    community.tap("#choose .lack-list a")
    page.locator("[data-reason=property_company]").fill("经理出差，会后电话告知")
    community.tap("#decisions [data-do=person]")
    community.tap("#choose .picking button")
    page.locator("#decisions input[type=date]").fill(DUE)
    community.tap("#dock .do [data-do=end]")
    community.tap("#choose .btn-primary")
    page.locator("#dock", has_text="已结束并签认").wait_for()
    assert "待同步" in page.locator("#dock .kept").inner_text()
    page.context.set_offline(False)
    kept(page, "已全部同步")


def dispatched(street: Phone, title: str, unit: str, person: str) -> None:
    """The centre gives it to a unit, a person and a day; a session held once is good for a second time."""
    page = street.page
    street.open_card(title, "assess")
    assert "还没有开会商研判会" not in street.here()
    street.begin("交办")
    if not page.locator("#dialog [name=level]:checked").count():
        street.tap("#dialog label:has-text('街道解决')")
    assert pick(page, "owner_organisation", unit) == unit
    assert pick(page, "owner_person", person, unit) == person
    street.clicks += 4
    page.fill("#d-due_on", DUE)
    street.finish("待签收")
    assert person in street.here()  # who can go on


def turned_down(section: Phone, title: str) -> None:
    """The section finds it on its board and turns it down with a reason."""
    section.open_card(title, "call")
    section.accessible()
    section.begin("退回")
    section.page.fill("#d-reason", REASON)
    section.clicks += 1
    with section.page.expect_navigation():
        section.page.click("#dialog .feet .btn-primary")
    section.page.goto("/loop/")
    assert section.page.locator("#lane-call .kcard", has_text=title).count() == 0


def settled(community: Phone, title: str, person: str) -> str:
    """The secretary takes it on, writes a log, settles it with a photo, answers, visits, and may not close it himself."""
    page = community.page
    page.goto("/notice/list/")
    assert f"“{title}”已交办给你" in page.locator("#main").inner_text()
    community.open_card(title, "call")
    address = str(page.url)
    community.begin("接办")
    community.finish("化解中")
    page.locator("#tab-panel").scroll_into_view_if_needed()
    settle(page)
    own = page.locator("#tab-panel .rows tr", has_text="已接办").locator(".t a").first
    page.goto(str(own.get_attribute("href")))
    page.locator("#tab-panel").scroll_into_view_if_needed()
    with page.expect_navigation():
        page.click("[data-tab-add]")
    page.fill("#f-text", "贴了告知，清走三辆车")
    community.proven("photos", "log.jpg")
    save(page)
    community.clicks += 4
    page.goto(address)
    community.begin("化解完成")
    page.fill("#d-outcome", OUTCOME)
    community.proven("evidence", "done.jpg")
    community.finish("待答复")
    community.begin("答复")
    assert page.input_value("#d-outcome") == OUTCOME
    community.finish("待回访")
    with page.expect_navigation():
        community.tap(".missing a:has-text('登记回访')")
    assert page.locator('[data-field="visitor"] .item').inner_text() == person  # who settled it visits
    page.select_option("#f-way", label="上门")
    community.tap("[data-field=result] label:has-text('已解决')")
    community.clicks += 2
    save(page)
    assert page.locator(".dock a:has-text('办结销号')").count() == 0
    page.goto(address.replace("/issue/show/", "/case/issue/") + "/close")
    page.click(".dock .btn-primary")
    page.locator(".say.late").wait_for()
    assert "承办人不能自己“办结销号”" in page.locator("#main").inner_text()
    return address


def closed(street: Phone, title: str) -> None:
    """Somebody else than the owner closes it."""
    street.open_card(title, "feedback")
    street.accessible()
    street.begin("办结销号")
    street.finish("已办结")


def unsolved(resident: Phone, code: str) -> None:
    """The resident reads the answer, rates it, and says that it came back."""
    page = resident.page
    page.goto(f"/f/?code={code.lower()}")
    assert OUTCOME in page.inner_text("main")
    resident.tap(".picks label:has-text('基本满意')")
    resident.click("#rate .big", goes=True)
    assert page.locator(".picks input:checked").get_attribute("value") == "basically"
    resident.tap(".again summary")
    page.fill("#words", "昨晚又停满了")
    resident.click(".again .big", goes=True)
    assert "正在商量怎么办" in page.inner_text("h1") and OUTCOME in page.inner_text("main")


def again(street: Phone, title: str, address: str) -> None:
    """It stands on the board again; the history tells everything, the newest first."""
    street.open_card(title, "assess")
    page = street.page
    assert page.url == address and "研判中" in street.here()
    line = page.locator("#line").inner_text()
    told = [words for words in re.findall(r"(\S+) → ", line) if words in STEPS]
    assert told == list(reversed(STEPS)), line
    assert "昨晚又停满了" in line and REASON in line


def documents(community: Phone, title: str, address: str, person: str) -> None:
    """The secretary downloads the three slips and the record; Word files that say what happened."""
    page = community.page
    page.goto(f"/case_document/list/?issue={address.rsplit('/', 1)[1]}")
    links = page.locator(".rows .t a").evaluate_all("links => links.map(link => link.href)")
    told: dict[str, list[str]] = {}
    for link in links:
        page.goto(f"/paper/{link.rsplit('/', 1)[1]}")
        with page.expect_download() as waiting:
            page.click("a[href$='/docx']")
        name = unquote(waiting.value.suggested_filename)
        number, kind = name.removesuffix(".docx").split(" ")
        with ZipFile(waiting.value.path()) as packed:
            assert packed.testzip() is None
            words = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", packed.read("word/document.xml").decode()))
        assert number in words and kind in words, name
        told.setdefault(kind, []).append(words)
    assert {kind: len(found) for kind, found in told.items()} == SLIPS
    assert title in told["问题收集登记单"][0] and "138****2106" in told["问题收集登记单"][0]
    assert "清空消防通道" in told["会商研判记录表"][0] and "经理出差" in told["会商研判记录表"][0]
    assert all(title in words for words in told["问题处理登记单"])
    assert any(person in words and OUTCOME in words and "贴了告知" in words for words in told["问题处理登记单"])
    assert all(word in told["问题反馈登记单"][0] for word in (title, OUTCOME, person, "已解决"))
