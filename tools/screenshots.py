"""Turns the running product into pictures in build/screenshots/, one file for each page, width, language and theme.

    python -m tools.screenshots                      all of them (make screenshots)
    python -m tools.screenshots --only detail        those whose name holds the word
    python -m tools.screenshots --url http://… --to folder     of an office that is already open

`kinds/` has every kind of page of one resource, also dark; `models/` each model's list and form; `written/` the
pages that are not generated; `loop/` those of the loop (tools/pictures_loop.py). A page that answers with a server
error, or writes an error into the console, fails the run.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.metadata.describe import describe_all
from models import MODELS
from tools.office import PASSWORD, ROOT, Office, browser, office
from tools.pictures_loop import loop

TO = ROOT / "build" / "screenshots"
READERS = ("street", "community", "system", "security", "audit")  # who is asked, in this order, to open a model's pages
HIGHEST = 6000  # pixels of a picture
SAMPLE = "compound"  # the resource whose every kind of page is drawn


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One page: its name, who looks, and how one gets there."""

    folder: str
    name: str
    account: str
    go: Callable[[Any], None]
    dark: tuple[str, ...] = ()  # the languages in which it is drawn in the dark theme, too
    whole: bool = True  # the whole page, or what the window shows


@dataclass(kw_only=True)
class Tour:
    """A walk through the pages: the doors that are open, what was drawn, what went wrong."""

    office: Office
    browser: Any
    to: Path
    doors: dict[tuple[str, str, str, bool], Any] = field(default_factory=dict)
    drawn: int = 0
    faults: list[str] = field(default_factory=list)

    def door(self, account: str, language: str, theme: str, phone: bool) -> Any:
        """The context of an account, signed in once for each language, theme and width."""
        key = (account, language, theme, phone)
        if key not in self.doors:
            self.doors[key] = self.office.door(self.browser, account, language=language, theme=theme, phone=phone)
        return self.doors[key]

    def draw(self, shot: Shot, language: str, theme: str, phone: bool) -> None:
        """One picture."""
        name = f"{shot.name}-{'phone' if phone else 'wide'}-{language}{'-dark' if theme == 'dark' else ''}"
        with self.watched(self.door(shot.account, language, theme, phone), name) as page:
            shot.go(page)
            settle(page)
            if shot.whole:
                stretch(page)
            folder = self.to / shot.folder
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{name}.png", animations="disabled")
            self.drawn += 1

    @contextmanager
    def watched(self, context: Any, name: str) -> Iterator[Any]:
        """A new page; server errors and errors in its console are noted under the picture's name."""
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.faults.append(f"{name}: {error}"))
        page.on(
            "response",
            lambda answer: (
                self.faults.append(f"{name}: {answer.status} {answer.url}") if answer.status >= 500 else None
            ),
        )
        try:
            yield page
        except Exception as error:  # one page that fails must not hide the others; the run fails in the end
            self.faults.append(f"{name}: {type(error).__name__}: {str(error).splitlines()[0]}")
        finally:
            page.close()

    def status(self, account: str, path: str) -> int:
        """What an address answers to an account."""
        return int(self.door(account, "zh", "light", False).request.get(path, max_redirects=0).status)

    def reader(self, path: str) -> str:
        """The first account that may open an address; empty when none may."""
        return next((account for account in READERS if self.status(account, path) == 200), "")


def settle(page: Any) -> None:
    """Until the page has loaded what it loads afterwards."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def stretch(page: Any) -> None:
    """Make the window as high as its page: what sticks to an edge of the window then stands at an edge of the
    picture.
    """
    height = page.evaluate("Math.max(document.documentElement.scrollHeight, innerHeight)")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(int(height), HIGHEST)})
    page.wait_for_timeout(80)  # what follows the size of the window has followed


def at(path: str) -> Callable[[Any], None]:
    """The page at an address."""
    return lambda page: page.goto(path)


def first_row(page: Any, path: str = f"/{SAMPLE}/list/") -> str:
    """The address of the first row of a list."""
    page.goto(path)
    return str(page.locator(".rows .t a").first.get_attribute("href"))


# -- the kinds of page, each as the steps of somebody who wants to see it ------------------------------------------


def chosen_rows(page: Any) -> None:
    """A list with three rows ticked."""
    page.goto(f"/{SAMPLE}/list/")
    for number in range(3):
        page.locator("td.pick input").nth(number).check()


def conditions(page: Any) -> None:
    """The open panel of conditions."""
    page.goto(f"/{SAMPLE}/list/?kind=commercial")
    page.click('[data-open="filters"]')


def column_menu(page: Any) -> None:
    """The open menu of columns; on a phone there is none, and the list is drawn."""
    page.goto(f"/{SAMPLE}/list/")
    menu = page.locator("details:has(.columns) > summary")
    if menu.is_visible():
        menu.click()


def found_row(page: Any) -> None:
    """The page of one record, with the rows of its first tab."""
    page.goto(first_row(page))
    page.locator("#tab-panel").scroll_into_view_if_needed()
    settle(page)
    page.evaluate("scrollTo(0, 0)")


def edited(page: Any) -> None:
    """The form of a record."""
    page.goto(first_row(page).replace("/show/", "/edit/"))


def refused(page: Any) -> None:
    """A form that the server sent back."""
    page.goto(f"/{SAMPLE}/add")
    page.evaluate("document.getElementById('form').removeAttribute('novalidate')")
    page.evaluate("document.getElementById('form').submit()")
    page.wait_for_selector("[data-summary]")


def new_beside(page: Any) -> None:
    """A picker's dialog for a new row."""
    page.goto(f"/{SAMPLE}/add")
    page.locator(".picker-row .btn.icon").first.click()
    page.wait_for_selector("#dialog-form")


def overtaken(page: Any) -> None:
    """A save that another one overtook."""
    path = first_row(page).replace("/show/", "/edit/")
    page.goto(path)
    other = page.context.new_page()
    other.goto(path)
    lifts = int(page.input_value("#f-lifts") or 0)
    for window, more, words in ((other, 1, "东门夜间 22:30 关闭。"), (page, 2, "东门夜间 23:00 后只出不进。")):
        window.fill("#f-lifts", str(lifts + more))
        window.fill("#f-remarks", f"{words}电梯 {lifts + more} 部。")
    for window in (other, page):
        window.bring_to_front()
        with window.expect_navigation():
            window.click(".dock .btn-primary")
    other.close()
    page.wait_for_selector("#clash")


def palette(page: Any) -> None:
    """The search over everything, with what it found."""
    page.goto("/")
    page.keyboard.press("Control+k")
    page.fill("#palette input", "社区")
    page.wait_for_selector("#palette [role=option]")


def chart_table(page: Any) -> None:
    """A chart as the table behind it."""
    page.goto(f"/{SAMPLE}/chart/")
    page.locator("[data-table]:visible").first.click()


def designed(page: Any) -> None:
    """The designer with a choice that was just added, and the condition under which it is shown."""
    page.goto("/forms/building")
    given_up = page.locator("form:has([name=do][value=discard])")
    if given_up.count():
        with page.expect_navigation():
            given_up.evaluate("form => form.submit()")
    with page.expect_navigation():
        page.click("button[name=kind][value=choice] >> visible=true")
    page.select_option("#p-c0_field", index=1)
    with page.expect_navigation():
        page.click("#props > button")


def arranged(page: Any) -> None:
    """The designer with a section that was just added and is chosen."""
    page.goto("/forms/building?section=0")
    if page.locator(".layout button").is_visible():
        with page.expect_navigation():
            page.click(".layout button")


def publishing(page: Any) -> None:
    """What publishing a changed form means."""
    designed(page)
    page.goto("/forms/building/publish")


OPENED = ("群众活动登记", "Public activities")  # a register with a public form, made for the pictures


def opened(page: Any) -> None:
    """The sheet with the code of a register that everybody may write in; the register is made the first time."""
    page.goto("/forms/")
    made = page.locator(".kinds a", has_text=re.compile("|".join(OPENED)))
    if not made.count():
        page.goto("/forms/new?from=template-sshd")
        page.fill("#label_zh", OPENED[0])
        page.fill("#label_en", OPENED[1])
        with page.expect_navigation():
            page.click(".newregister .btn-primary")
        where = page.url.split("?")[0]
        page.goto(f"{where}?register=1")
        page.click("summary:has([href*=qrcode])")
        page.check("[name=public]")
        with page.expect_navigation():
            page.click("#props > button")
        page.goto(f"{where}/publish")
        with page.expect_navigation():
            page.click(".publish .btn-primary")
        page.goto("/forms/")
    page.goto(str(made.first.get_attribute("href")).removeprefix("/forms") + "/qr")


def scanned(page: Any) -> None:
    """What a resident sees who scans the code."""
    opened(page)
    page.goto(page.locator(".code-sheet .url").first.inner_text())


def wrong_password(page: Any) -> None:
    """A refused sign-in."""
    page.goto("/login/")
    page.fill("#username", "nobody")
    page.fill("#password", PASSWORD[::-1])
    page.click("button.btn-primary")
    page.wait_for_selector(".say.late")


def kinds() -> Iterator[Shot]:
    """Every kind of page of one resource."""
    pages: tuple[tuple[str, Callable[[Any], None], bool], ...] = (
        ("list", at(f"/{SAMPLE}/list/"), True),
        ("list-conditions", at(f"/{SAMPLE}/list/?kind=commercial&kind=old&households__gte=100"), True),
        ("list-panel", conditions, False),
        ("list-columns", column_menu, False),
        ("list-chosen", chosen_rows, False),
        ("list-nothing", at(f"/{SAMPLE}/list/?q=没有这样的小区"), True),
        ("bin", at(f"/{SAMPLE}/bin/"), True),
        ("form-new", at(f"/{SAMPLE}/add"), True),
        ("form-edit", edited, True),
        ("form-refused", refused, True),
        ("form-dialog", new_beside, False),
        ("clash", overtaken, True),
        ("detail", found_row, True),
        ("print", lambda page: page.goto(first_row(page).replace("/show/", "/print/")), True),
        ("chart", at(f"/{SAMPLE}/chart/"), True),
        ("chart-table", chart_table, True),
        ("palette", palette, False),
    )
    for name, go, whole in pages:
        yield Shot(folder="kinds", name=name, account="street", go=go, dark=("zh",), whole=whole)


def written() -> Iterator[Shot]:
    """The pages that are not generated."""
    pages: tuple[tuple[str, str, Callable[[Any], None]], ...] = (
        ("login", "", at("/login/")),
        ("login-refused", "", wrong_password),
        ("home", "street", at("/")),
        ("home-community", "community", at("/")),
        ("home-system", "system", at("/")),
        ("home-security", "security", at("/")),
        ("me", "community", at("/me")),
        ("search", "street", at("/search?q=社区")),
        ("trace", "audit", at("/trace/")),
        ("forms", "street", at("/forms/")),
        ("designer", "street", designed),
        ("designer-section", "street", arranged),
        ("designer-publish", "street", publishing),
        ("designer-copy", "street", at("/forms/building/copy?from=template-jxcs")),
        ("register-public", "street", scanned),
        ("register-code", "street", opened),
        ("register-list", "street", at("/register/jxcs/list/")),
        ("register-form", "street", at("/register/jxcs/add")),
        ("register-chart", "street", at("/register/jxcs/chart/")),
        ("register-new", "street", at("/forms/new?from=template-jxcs")),
        ("register-designer", "street", at("/forms/register/jxcs")),
        ("not-found", "street", at("/compound/show/999999999")),
        ("not-allowed", "community", at("/account/list/")),
        ("unreadable", "street", at("/compound/list/?colour=red")),
        ("api", "street", at("/api/v1/docs")),
    )
    for name, account, go in pages:
        yield Shot(folder="written", name=name, account=account, go=go, dark=("zh",))


def loops(tour: Tour, instance: Path | None) -> Iterator[Shot]:
    """The pages of the loop, as far as this office has them."""
    for stop in loop(instance):
        if not stop.needs or tour.status("street", stop.needs) != 404:
            dark = ("zh", "en")
            yield Shot(folder="loop", name=stop.name, account=stop.account, go=stop.go, dark=dark, whole=stop.whole)


def models(tour: Tour) -> Iterator[Shot]:
    """Each model's list and form, as the first account that may open them."""
    for name, resource in describe_all(MODELS).items():
        for kind, path in (("list", f"/{name}/list/"), ("form", f"/{name}/add")):
            account = tour.reader(path)
            if account:
                yield Shot(folder="models", name=f"{name}-{kind}", account=account, go=at(path))
            elif kind == "list" and resource.screen.menu is not None:
                tour.faults.append(f"{name}: none of {', '.join(READERS)} may open its list")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    parser.add_argument("--to", type=Path, default=TO, help="the folder for the pictures")
    parser.add_argument("--url", default="", help="an office that is open already, with the sample password")
    options = parser.parse_args(arguments)
    if not options.only:
        shutil.rmtree(options.to, ignore_errors=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huizhi-pictures-")))
        visited = Office(url=options.url, instance=folder) if options.url else stack.enter_context(office(folder))
        tour = Tour(office=visited, browser=stack.enter_context(browser()), to=options.to)
        ours = None if options.url else visited.instance
        shots = [*kinds(), *written(), *loops(tour, ours), *models(tour)]
        for shot in (found for found in shots if options.only in f"{found.folder}/{found.name}"):
            for phone in (False, True):
                for language in ("zh", "en"):
                    tour.draw(shot, language, "light", phone)
                for language in shot.dark:
                    tour.draw(shot, language, "dark", phone)
            print(f"{shot.folder}/{shot.name}", flush=True)
    print(f"{tour.drawn} pictures in {options.to}")
    for fault in tour.faults:
        print(fault, file=sys.stderr)
    return 1 if tour.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
