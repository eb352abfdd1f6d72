"""The form: conditions, hints, pickers, drafts, saving once, leaving, and what happens when two save."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.browser.steps import first_row, made, named, pick, save, settle, until


def test_conditions_show_and_hide_fields(open_page: Open) -> None:
    page = open_page("/compound/add")
    contract, elected = page.locator('[data-field="contract_to"]'), page.locator('[data-field="elected_on"]')
    assert contract.is_visible() and elected.is_hidden()
    page.click('label:has(input[name=management][value="none"])')
    assert contract.is_hidden() and page.locator("#f-contract_to").is_disabled()
    page.click('label:has(input[name=committee][value="1"])')
    assert elected.is_visible()


def test_what_is_wrong_is_said_at_the_field_and_saving_stops_there(open_page: Open) -> None:
    page = open_page("/compound/add")
    page.click(".dock .btn-primary")
    assert page.url.endswith("/compound/add")
    assert page.locator('[data-field="name"].wrong .err').is_visible()
    assert page.evaluate("document.activeElement.id") == "f-name"
    page.fill("#f-name", named())
    assert page.locator('[data-field="name"].wrong').count() == 0
    page.fill("#f-lifts", "很多")
    page.locator("#f-lifts").blur()
    assert page.get_attribute("#f-lifts", "aria-invalid") == "true"
    described = page.get_attribute("#f-lifts", "aria-describedby") or ""
    assert any(page.locator(f"#{name} .err").count() for name in described.split())


def test_a_refusal_of_the_server_keeps_what_was_typed_and_leads_to_the_field(open_page: Open) -> None:
    page = open_page("/compound/add")
    name = named()
    made(page, name)
    page.goto("/compound/add")
    page.fill("#f-name", name)
    page.select_option("#f-kind", "old")
    page.fill("#f-remarks", "这段话不能丢")
    save(page)
    assert page.locator("[data-summary]").is_visible()
    assert page.evaluate("document.activeElement.matches('[data-summary]')")
    assert page.input_value("#f-name") == name and page.input_value("#f-remarks") == "这段话不能丢"
    page.locator("[data-summary] a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-name"


def test_a_picker_searches_and_remembers(open_page: Open) -> None:
    page = open_page("/building/add")
    chosen = pick(page, "compound", "华新")
    assert "华新" in chosen
    page.reload()
    page.locator('[data-field="compound"] .ts-control').click()
    first = page.locator('[data-field="compound"] .ts-dropdown [data-selectable]').first
    first.wait_for()
    assert chosen in first.inner_text() or page.locator("#restored").is_visible()


def test_a_picker_works_by_keyboard(open_page: Open) -> None:
    page = open_page("/building/add")
    control = page.locator('[data-field="compound"] .ts-control input')
    control.focus()
    with page.expect_response(lambda answer: "/compound/pick" in answer.url and not answer.url.endswith("q=")):
        control.type("华新")
    page.locator('[data-field="compound"] .ts-dropdown .active').wait_for()
    page.keyboard.press("Enter")
    assert page.input_value("#f-compound") != ""


def test_a_new_row_is_made_beside_the_form(open_page: Open) -> None:
    page = open_page("/compound/add")
    name = f"{named()}物业"
    page.fill("#f-name", named())
    page.click('[data-field="property_company"] .picker-row > .btn')
    page.wait_for_selector("#d-name")
    page.fill("#d-name", name)
    page.click("#dialog .feet .btn-primary")
    page.wait_for_selector("#dialog", state="hidden")
    assert page.locator('[data-field="property_company"] .item').inner_text() == name
    assert page.input_value("#f-property_company").isdigit()


def test_a_dialog_says_what_is_wrong_and_stays(open_page: Open) -> None:
    page = open_page("/compound/add")
    page.click('[data-field="property_company"] .picker-row > .btn')
    page.wait_for_selector("#d-name")
    page.click("#dialog .feet .btn-primary")
    assert page.locator("#dialog .field.wrong").first.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_selector("#dialog", state="hidden")
    assert page.url.endswith("/compound/add")


def test_a_draft_comes_back_and_can_be_thrown_away(open_page: Open) -> None:
    page = open_page("/compound/add")
    name = named()
    page.fill("#f-name", name)
    page.fill("#f-duty_phone", "19000001234")
    until(page, "document.querySelector('[data-kept]').textContent !== ''")
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert name in kept and "19000001234" not in kept  # what is secret stays out of the browser's storage
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/compound/add")
    assert page.locator("#restored").is_visible()
    assert page.input_value("#f-name") == name and page.input_value("#f-duty_phone") == ""
    page.click("#restored [data-see]")
    assert name in page.locator("#restored dl").inner_text()
    page.click("#restored [data-discard]")
    assert page.input_value("#f-name") == ""
    page.goto("/compound/add")
    assert page.locator("#restored").is_hidden()


def test_a_saved_draft_is_gone(open_page: Open) -> None:
    page = open_page("/compound/add")
    made(page, named())
    settle(page)
    page.goto("/compound/add")
    assert page.locator("#restored").is_hidden() and page.input_value("#f-name") == ""


def test_two_clicks_save_once(open_page: Open) -> None:
    page = open_page("/compound/add")
    name = named()
    page.fill("#f-name", name)
    page.select_option("#f-kind", "old")
    with page.expect_navigation():
        page.evaluate(
            "() => { const button = document.querySelector('.dock .btn-primary'); button.click(); button.click(); }"
        )
    page.goto(f"/compound/list/?q={name}")
    assert page.locator(".rows .t a").count() == 1


def test_the_same_form_sent_twice_makes_one_row(open_page: Open) -> None:
    page = open_page("/compound/add")
    name = named()
    page.fill("#f-name", name)
    page.select_option("#f-kind", "old")
    page.evaluate(
        "() => Promise.all([0, 1].map(() => fetch('/compound/add', {method: 'POST', body: new FormData(document.getElementById('form'))})))"
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/compound/list/?q={name}")
    assert page.locator(".rows .t a").count() == 1


def test_leaving_with_changes_asks(open_page: Open) -> None:
    page = open_page("/compound/list/")
    page.goto("/compound/add")
    page.fill("#f-name", named())
    page.click("[data-cancel]")
    assert page.locator("#confirm").is_visible()
    page.click("#confirm [value=no]")
    assert page.url.endswith("/compound/add")
    page.click("[data-cancel]")
    with page.expect_navigation():
        page.click("#confirm [value=yes]")
    page.goto("/compound/add")
    assert page.locator("#restored").is_hidden()


def test_the_browser_asks_too_when_the_window_is_closed_with_changes(open_page: Open) -> None:
    page = open_page("/compound/add")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#f-name").type("甲")
    page.evaluate("location.assign('/compound/list/')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and page.url.endswith("/compound/add")


def test_ctrl_enter_saves_and_escape_leaves(open_page: Open) -> None:
    page = open_page("/compound/add")
    page.fill("#f-name", named())
    page.select_option("#f-kind", "old")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert "/compound/show/" in page.url
    page.goto("/compound/add")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert page.url.endswith("/compound/list/")


def test_without_a_network_nothing_is_sent_and_nothing_is_lost(open_page: Open) -> None:
    page = open_page("/compound/add")
    name = named()
    page.fill("#f-name", name)
    page.select_option("#f-kind", "old")
    page.wait_for_load_state("networkidle")  # the number at "My work" has come
    page.context.set_offline(True)
    page.wait_for_selector("#offline:not([hidden])")
    page.click(".dock .btn-primary")
    assert page.input_value("#f-name") == name and page.url.endswith("/compound/add")
    page.context.set_offline(False)
    page.wait_for_selector("#offline", state="hidden")
    save(page)
    assert "/compound/show/" in page.url


def test_two_who_save_choose_field_by_field(open_page: Open) -> None:
    mine = open_page("/compound/list/")
    url = made(mine, named()).replace("/show/", "/edit/")
    theirs = mine.context.new_page()
    for page in (mine, theirs):
        page.goto(url)
    theirs.fill("#f-lifts", "3")
    theirs.fill("#f-parking", "40")
    theirs.fill("#f-remarks", "东门夜间 22:30 关闭，访客登记。")
    save(theirs)
    mine.bring_to_front()  # a browser lets pages in the background wait
    mine.fill("#f-lifts", "5")
    mine.fill("#f-chargers", "8")
    mine.fill("#f-remarks", "东门夜间 23:00 后只出不进，访客登记。")
    save(mine)
    assert mine.locator(".clash fieldset").count() == 2
    assert mine.locator(".side :checked").count() == 0  # nobody chooses for him
    assert "2" in mine.locator("h1").inner_text()
    calm = mine.locator(".calm").inner_text()
    assert "2" in calm
    mine.click(".dock .btn-primary")
    assert mine.locator("#clash").is_visible()  # not before all is chosen
    mine.check('#c-lifts input[value="mine"]')
    mine.click("#c-remarks [data-both]")
    both = mine.input_value("#own-remarks")
    assert "23:00" in both and "22:30" in both
    save(mine)
    shown = mine.locator(".main").inner_text()
    assert "23:00" in shown and "22:30" in shown
    mine.goto(url)
    assert [mine.input_value(f"#f-{name}") for name in ("lifts", "chargers", "parking")] == ["5", "8", "40"]


def test_mine_can_be_given_up(open_page: Open) -> None:
    mine = open_page("/compound/list/")
    url = made(mine, named()).replace("/show/", "/edit/")
    theirs = mine.context.new_page()
    for page, lifts in ((mine, "5"), (theirs, "3")):
        page.goto(url)
        page.fill("#f-lifts", lifts)
    save(theirs)
    mine.bring_to_front()
    save(mine)
    with mine.expect_navigation():
        mine.click("[data-give-up]")
    mine.goto(url)
    assert mine.input_value("#f-lifts") == "3" and mine.locator("#restored").is_hidden()


def test_a_masked_value_is_replaced_and_never_shown(open_page: Open) -> None:
    page = open_page("/person/list/?q=")
    page.goto(first_row(page, "/person/list/").replace("/show/", "/edit/"))
    field = page.locator('[data-field="phone"]')
    assert "*" in field.locator("summary").inner_text()
    field.locator("summary").click()
    assert page.input_value("#f-phone") == ""
    page.fill("#f-phone", "19000005678")
    save(page)
    assert "190****5678" in page.locator(".main").inner_text()
    assert "19000005678" not in page.content()
