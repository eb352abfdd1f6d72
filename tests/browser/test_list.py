"""The list: searching, conditions, columns, views, rows that are ticked, keys."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.browser.steps import first_row, made, named, settle


def test_a_search_keeps_the_conditions_and_a_chip_takes_one_away(open_page: Open) -> None:
    page = open_page("/compound/list/?kind=commercial&households__gte=100")
    assert page.locator(".chip:not(.add)").count() == 2
    before = page.locator(".hz-head .sum").inner_text()
    page.fill(".seek [type=search]", "第3社区")
    with page.expect_navigation():
        page.press(".seek [type=search]", "Enter")
    assert "kind=commercial" in page.url and "households__gte=100" in page.url
    assert page.locator(".hz-head .sum").inner_text() != before
    with page.expect_navigation():
        page.locator(".chip:not(.add) a").first.click()
    assert "kind=" not in page.url and "q=" in page.url
    assert page.input_value(".seek [type=search]") == "第3社区"


def test_conditions_are_set_in_the_panel(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.click('[data-open="filters"]')
    page.check('#filters input[name=kind][value="old"]')
    unit = page.locator("#filters fieldset:has(select[name=organisation])")
    picker = unit.locator(".ts-control input")
    with page.expect_response(lambda answer: "/organisation/pick" in answer.url and not answer.url.endswith("q=")):
        picker.fill("华新社区")
    unit.locator(".ts-dropdown [data-selectable]").first.click()
    with page.expect_navigation():
        page.click("#filters .feet .btn-primary")
    assert "kind=old" in page.url and "organisation=" in page.url and "built_in" not in page.url
    words = page.locator(".chip:not(.add)").all_inner_texts()
    assert any("华新社区" in text for text in words) and len(words) == 2


def test_sorting_shows_its_direction_and_turns(open_page: Open) -> None:
    page = open_page("/compound/list/")
    head = page.locator("th", has_text="户数")
    with page.expect_navigation():
        head.locator("a").click()
    assert head.get_attribute("aria-sort") == "ascending"
    with page.expect_navigation():
        head.locator("a").click()
    assert head.get_attribute("aria-sort") == "descending" and "sort=-households" in page.url


def test_ticked_rows_turn_the_tools_and_can_be_deleted_and_brought_back(open_page: Open) -> None:
    page = open_page("/compound/list/")
    name = named()
    made(page, name)
    page.goto(f"/compound/list/?q={name}")
    page.locator("td.pick input").first.check()
    assert page.locator("#bulk").is_visible() and page.locator("#bar").is_hidden()
    assert "1" in page.locator("#bulk [role=status]").inner_text()
    page.click('#bulk button[formaction$="/delete"]')
    with page.expect_navigation():
        page.click("#confirm [value=yes]")
    toast = page.locator(".hz-toast")
    assert toast.is_visible()
    with page.expect_navigation():
        toast.locator("button").click()
    page.goto(f"/compound/list/?q={name}")
    assert page.locator(".rows .t a").inner_text() == name


def test_shift_ticks_a_row_of_rows(open_page: Open) -> None:
    page = open_page("/compound/list/")
    boxes = page.locator("td.pick input")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    assert page.locator("td.pick input:checked").count() == 4
    page.click("#bulk [data-none]")
    assert page.locator("#bulk").is_hidden() and page.locator("td.pick input:checked").count() == 0


def test_ticked_rows_are_exported_and_the_page_stays(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.locator("td.pick input").nth(0).check()
    with page.expect_download() as download:
        page.click('#bulk button[formaction$="/export"]')
    assert download.value.suggested_filename.endswith(".xlsx")
    assert page.locator("#bulk").is_visible()
    with page.expect_download():
        page.click('#bulk button[formaction$="/export"]')


def test_columns_are_chosen_put_in_order_and_remembered(open_page: Open) -> None:
    page = open_page("/building/list/")
    heads = page.locator("thead th:not(.pick)").all_inner_texts()
    page.click("details:has(.columns) > summary")
    page.uncheck("#columns input[value=level]")
    page.check("#columns input[value=floors]")
    page.click("#columns .tick:has(> label input[value=households]) [data-up]")
    with page.expect_navigation():
        page.click(".columns .feet [form=columns]")
    page.goto("/building/list/")
    now = page.locator("thead th:not(.pick)").all_inner_texts()
    assert "层级" in heads and "层级" not in now and "层数" in now
    page.click("details:has(.columns) > summary")
    with page.expect_navigation():
        page.click(".columns .feet form button")
    assert page.locator("thead th:not(.pick)").all_inner_texts() == heads


def test_a_view_is_kept_and_opened_again(open_page: Open) -> None:
    page = open_page("/compound/list/?kind=old&sort=-households")
    name = named()
    page.click("details:has(#view-name) > summary")
    page.fill("#view-name", name)
    with page.expect_navigation():
        page.click(".pad .btn")
    page.goto("/compound/list/")
    page.click("details:has(#view-name) > summary")
    with page.expect_navigation():
        page.click(f".drop a:has-text('{name}')")
    assert "kind=old" in page.url and "sort=-households" in page.url
    page.click("details:has(#view-name) > summary")
    page.click(f".kept:has-text('{name}') .icon-btn")
    with page.expect_navigation():
        page.click("#confirm [value=yes]")
    assert page.locator(f".kept:has-text('{name}')").count() == 0
    assert "kind=old" in page.url


def test_keys_search_begin_and_find(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("n")  # a letter that is typed is no short cut
    assert page.input_value(".seek [type=search]") == "n"
    page.locator("h1").click()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("/compound/add")


def test_a_search_without_rows_says_what_to_do(open_page: Open) -> None:
    page = open_page("/compound/list/?q=没有这样的小区名")
    assert page.locator(".blank h2").is_visible()
    with page.expect_navigation():
        page.click(".blank .way")
    assert page.locator(".rows .t a").count() == 25


def test_the_page_of_a_row_knows_its_neighbours_and_the_way_back(open_page: Open) -> None:
    page = open_page("/compound/list/?sort=-households")
    places = page.locator(".rows .t a").evaluate_all("links => links.map((link) => link.pathname)")
    page.locator(".rows .t a").nth(1).click()
    page.wait_for_selector("[data-around]:not([hidden])")
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url.endswith(places[2])
    for _ in range(2):
        page.wait_for_selector("[data-around]:not([hidden])")
        with page.expect_navigation():
            page.keyboard.press("k")
    assert page.url.endswith(places[0])
    assert page.locator("[rel=prev]").get_attribute("aria-disabled") == "true"
    with page.expect_navigation():
        page.click(".crumb a")
    assert page.url.endswith("?sort=-households")


def test_the_way_through_a_list_goes_on_behind_its_page(open_page: Open) -> None:
    page = open_page("/compound/list/?sort=-households&page=2&size=25")
    second = page.locator(".rows .t a").evaluate_all("links => links.map((link) => link.pathname)")
    page.goto("/compound/list/?sort=-households&size=25")
    first = page.locator(".rows .t a").evaluate_all("links => links.map((link) => link.pathname)")
    page.locator(".rows .t a").last.click()
    page.wait_for_selector("[data-around]:not([hidden]) [rel=next][href]")
    with page.expect_navigation():
        page.keyboard.press("j")
    assert page.url.endswith(second[0])
    page.wait_for_selector("[data-around]:not([hidden]) [rel=prev][href]")
    with page.expect_navigation():
        page.keyboard.press("k")
    assert page.url.endswith(first[-1])


def test_the_level_switch_narrows_every_list(open_page: Open) -> None:
    page = open_page("/compound/list/", fresh=True)
    whole = page.locator(".hz-head .sum").inner_text()
    with page.expect_navigation():
        page.click(".hz-top .seg button[value=own]")
    assert page.locator(".hz-top .seg [aria-pressed=true]").get_attribute("value") == "own"
    assert page.locator(".hz-head .sum").count() == 0 or page.locator(".hz-head .sum").inner_text() != whole


def test_a_chart_leads_to_the_rows_that_it_counts(open_page: Open) -> None:
    page = open_page("/compound/chart/")
    page.wait_for_selector("#figure-0 .plot canvas")
    settle(page)
    row = page.locator("#figure-0 tbody tr").first
    label, count = (part.strip() for part in (row.locator("th").text_content(), row.locator("td").text_content()))
    box = page.locator("#figure-0 .plot canvas").bounding_box()
    lies = (
        page.locator("#figure-0 .plot").evaluate(
            "plot => window.echarts.getInstanceByDom(plot).getOption().yAxis[0].type"
        )
        == "category"
    )
    point = page.locator("#figure-0 .plot").evaluate(
        "(plot, lies) => window.echarts.getInstanceByDom(plot).convertToPixel('grid', lies ? [0.5, 0] : [0, 0.5])", lies
    )
    with page.expect_navigation():
        page.mouse.click(box["x"] + point[0], box["y"] + point[1])
    assert label in page.locator(".chip:not(.add)").first.inner_text()
    assert page.locator(".hz-head .sum").inner_text().startswith(count)


def test_a_chart_has_a_table_a_picture_and_a_file(open_page: Open) -> None:
    page = open_page("/compound/chart/?kind=old")
    page.locator("#figure-1 [data-table]").click()
    assert page.locator("#figure-1 .plot-table").is_visible() and page.locator("#figure-1 .plot").is_hidden()
    page.locator("#figure-1 [data-table]").click()
    with page.expect_download() as download:
        page.locator("#figure-1 [data-png]").click()
    assert download.value.suggested_filename.endswith(".png")
    with page.expect_download() as download:
        page.locator("#figure-1 a[download]").click()
    assert download.value.suggested_filename.endswith(".csv")


def test_a_link_to_a_row_is_its_title_cell(open_page: Open) -> None:
    page = open_page("/compound/list/")
    href = first_row(page)
    with page.expect_navigation():
        page.locator(".rows .t a").first.click()
    assert page.url.endswith(href)
