"""Each check: one mistake in an otherwise clean declaration gives exactly one problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
from flask_babel import lazy_gettext as _
from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from app.declare import (
    ACTIONS,
    Action,
    Call,
    Chart,
    Condition,
    Fact,
    Grant,
    Menu,
    Related,
    Right,
    Role,
    Scope,
    Screen,
    Section,
    When,
)
from app.factory import OPEN_TABLES
from app.fields.base import Field
from app.fields.choice import Choices, choice
from app.fields.computed import computed
from app.fields.day import day
from app.fields.link import link
from app.fields.note import note
from app.fields.number import Number, number
from app.fields.phone import phone
from app.fields.text import Text, text
from app.fields.yes_no import yes_no
from app.metadata.checks import CHECKS, assert_clean, run
from app.metadata.checks.fields import RESERVED
from app.metadata.checks.resources import snake_case
from app.metadata.describe import describe, describe_all
from app.metadata.problem import Mistaken, Problem
from app.metadata.resource import Resource, Resources
from app.query.read import RESERVED as IN_ADDRESSES
from app.record import Base, Record
from models import MODELS

HERE = f"{__name__}.Helper"
FILE = "tests/metadata/test_checks.py"
STAFF = (Grant(Role.GRID_STAFF, Scope.SUBTREE, ("list", "show", "add", "edit")),)


def thank(call: Call) -> str:
    return "Thanked."


class State(Choices):
    ACTIVE = "active", _("Active"), "ok"
    LEFT = "left", _("Left")


def mapped(name: str, attributes: dict[str, Any], *, table: str | None = None, base: type[Any] = Record) -> type[Any]:
    """A mapped class apart from those of the product, so that tests can make the same one many times."""
    meta: Any = type(base)
    apart = meta("Apart", (base,), {"__abstract__": True, "metadata": MetaData(), "_sa_registry": registry()})
    table = table or snake_case(name)
    made: type[Any] = meta(name, (apart,), {"__module__": __name__, "__tablename__": table, **attributes})
    return made


def helper_columns() -> dict[str, Any]:
    return {
        "name": text(_("Name"), length=40, required=True),
        "state": choice(_("State"), State, required=True, default=State.ACTIVE),
        "phone": phone(_("Phone")),
        "since": day(_("Since")),
        "hours": number(_("Hours"), decimals=1),
        "active": yes_no(_("Active")),
        "remarks": note(_("Remarks")),
        "unit_id": link(_("Unit"), "unit"),
    }


CLEAN = Screen(
    label=_("Helper"),
    plural=_("Helpers"),
    menu=Menu.SERVICE,
    icon="heart-handshake",
    title="name",
    list=("name", "state", "unit", "phone"),
    sort=("-since",),
    search=("name", "phone", "unit.name"),
    filters=("state", "unit", "since"),
    note=("unit",),
    state="state",
    sections=(
        Section(_("Basics"), ("name", "state"), ("organisation", "unit")),
        Section(_("Service"), ("since", "hours"), ("active", "phone"), ("remarks",)),
    ),
    conditions=(Condition(field="hours", when=When(field="state", values=(State.ACTIVE,))),),
    facts=(Fact(label=_("Hours"), field="hours"),),
    charts=(
        Chart(_("By month"), count_by="since", every="month"),
        Chart(_("Hours"), sum_of="hours", by="unit", where=(("state", "active"),)),
    ),
    grants=STAFF,
)

UNIT = replace(
    CLEAN,
    label=_("Unit"),
    plural=_("Units"),
    list=("name",),
    sort=("name",),
    search=("name",),
    filters=(),
    note=(),
    state="",
    sections=(Section(_("Basics"), ("name", "organisation")),),
    conditions=(),
    facts=(Fact(label=_("Helpers"), count="helper.unit", where=(("state", "active"),)),),
    charts=(),
    related=(Related(resource="helper", by="unit", label=_("Helpers"), columns=("name", "hours")),),
)


def helper(columns: dict[str, Any] | None = None, *, drop: Iterable[str] = (), **screen: Any) -> type[Any]:
    body = {**helper_columns(), **(columns or {})}
    body = {name: column for name, column in body.items() if name not in drop}
    return mapped("Helper", {**body, "__screen__": replace(CLEAN, **screen)})


def unit(**screen: Any) -> type[Any]:
    return mapped("Unit", {"name": text(_("Name"), required=True), "__screen__": replace(UNIT, **screen)})


@cache
def organisation() -> Resource:
    """What every row links to; without it each link to it would be a problem of its own."""
    grants = tuple(Grant(role, Scope.STREET, ("name",)) for role in Role)
    screen = replace(UNIT, facts=(), related=(), grants=grants, business=False)
    return describe(mapped("Organisation", {"name": text(_("Name"), required=True), "__screen__": screen}))


@cache
def account() -> Resource:
    grants = tuple(Grant(role, Scope.ASSIGNED, ("name",)) for role in Role)
    screen = replace(UNIT, facts=(), related=(), grants=grants, assigned=lambda entity, post: None)
    return describe(mapped("Account", {"name": text(_("Name"), required=True), "__screen__": screen}))


def described(*models: type[Any]) -> Resources:
    return Resources([*describe_all(models).given, organisation(), account()])


def check(*models: type[Any], open_tables: Iterable[str] = ()) -> tuple[Problem, ...]:
    return run(described(*models), open_tables)


def wrong(id: str, option: str, what: str, hint: str) -> Problem:
    """A problem of the helper's screen, or of the class itself (option "")."""
    where = f"{HERE}.__screen__.{option}" if option else HERE
    return Problem(id=id, where=where, what=what, hint=hint, file=FILE)


def field_wrong(id: str, name: str, what: str, hint: str) -> Problem:
    return Problem(id=id, where=f"{HERE}.{name}", what=what, hint=hint, file=FILE)


def test_a_clean_declaration_has_no_problem() -> None:
    assert check(helper(), unit()) == ()


def test_the_models_of_the_product_have_no_problem() -> None:
    assert run(describe_all(MODELS), OPEN_TABLES) == ()


def test_a_misspelt_name_reads_as_in_the_guide() -> None:
    (problem,) = check(helper(list=("name", "hourz")), unit())
    assert str(problem) == (
        f"{FILE}: {HERE}.__screen__.list: names 'hourz', which is not a field of Helper.\n"
        "    Did you mean 'hours'?  (screen.E001)"
    )


MISSPELT: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("title", {"title": ("hourz",)}, "title"),
    ("list", {"list": ("name", "hourz")}, "list"),
    ("sort", {"sort": ("-hourz",)}, "sort"),
    ("search", {"search": ("hourz",)}, "search"),
    ("filters", {"filters": ("hourz",)}, "filters"),
    ("note", {"note": ("hourz",)}, "note"),
    ("state", {"state": "hourz"}, "state"),
    ("section", {"sections": (*CLEAN.sections, Section(_("More"), ("hourz",)))}, "sections[2]"),
    (
        "section's condition",
        {"sections": (*CLEAN.sections, Section(_("More"), when=When(field="hourz")))},
        "sections[2].when",
    ),
    ("condition", {"conditions": (Condition(field="hourz", when=When(field="state")),)}, "conditions[0]"),
    (
        "condition's other field",
        {"conditions": (Condition(field="since", when=When(field="hourz")),)},
        "conditions[0].when",
    ),
    ("fact", {"facts": (Fact(label=_("Hours"), field="hourz"),)}, "facts[0]"),
    ("count", {"charts": (Chart(_("Hours"), count_by="hourz"),)}, "charts[0].count_by"),
    ("group", {"charts": (Chart(_("Hours"), sum_of="hours", by="hourz"),)}, "charts[0].by"),
    ("sum", {"charts": (Chart(_("Hours"), sum_of="hourz", by="unit"),)}, "charts[0].sum_of"),
    ("ratio", {"charts": (Chart(_("Hours"), ratio=("hours", "hourz"), by="unit"),)}, "charts[0].ratio"),
    ("grant", {"grants": (replace(STAFF[0], fields=(("hourz", Right.HIDDEN),)),)}, "grants[0].fields"),
    ("action", {"actions": (Action(name="thank", label=_("Thank"), run=thank, when=("hourz", 1)),)}, "actions[0].when"),
)


@pytest.mark.parametrize(("screen", "option"), [case[1:] for case in MISSPELT], ids=[case[0] for case in MISSPELT])
def test_a_misspelt_name_is_found_wherever_it_stands(screen: dict[str, Any], option: str) -> None:
    what = "names 'hourz', which is not a field of Helper."
    assert check(helper(**screen), unit()) == (wrong("screen.E001", option, what, "Did you mean 'hours'?"),)


def test_a_misspelt_column_of_a_tab_is_looked_up_in_the_other_resource() -> None:
    tab = Related(resource="helper", by="unit", label=_("Helpers"), columns=("hourz",))
    (problem,) = check(helper(), unit(related=(tab,)))
    assert problem.where == f"{__name__}.Unit.__screen__.related[0].columns"
    assert problem.what == "names 'hourz', which is not a field of Helper."


@pytest.mark.parametrize(
    ("name", "what", "hint"),
    [
        ("unit.nme", "names 'unit.nme', but 'nme' is not a field of Unit.", "Did you mean 'unit.name'?"),
        ("unt.name", "names 'unt.name', but 'unt' is not a link of Helper.", "Did you mean 'unit.name'?"),
        ("zzz", "names 'zzz', which is not a field of Helper.", None),
    ],
)
def test_a_misspelt_path_is_told_where_it_breaks(name: str, what: str, hint: str | None) -> None:
    resources = described(helper(list=("name", name)), unit())
    hint = hint or f"Valid names are: {', '.join(sorted(resources['helper'].fields))}."
    assert run(resources) == (wrong("screen.E001", "list", what, hint),)


def only(section: Section, when: When) -> Section:
    return Section(section.label, *section.rows, when=when)


NUMBERS = "Sum numbers and money."
SCREENS: tuple[tuple[str, dict[str, Any], Problem], ...] = (
    (
        "search in a number",
        {"search": ("hours",)},
        wrong(
            "screen.E002",
            "search",
            "names 'hours', but a field of the kind number cannot be searched.",
            "Search text, serial numbers and secrets (by their exact value), also through a link: 'person.name'.",
        ),
    ),
    (
        "sort by a long text",
        {"sort": ("remarks",)},
        wrong(
            "screen.E003",
            "sort",
            "names 'remarks', but a field of the kind note cannot be sorted by.",
            "Sort by a field with an order: text, numbers, days, choices, links.",
        ),
    ),
    *(
        (
            f"secret in {option}",
            screen,
            wrong(
                "screen.E004",
                option,
                "names 'phone', which is secret: it is shown masked and found by its exact value only.",
                "Take it out; it may stand in list and search.",
            ),
        )
        for option, screen in (
            ("title", {"title": ("name", "phone")}),
            ("sort", {"sort": ("phone",)}),
            ("note", {"note": ("phone",)}),
        )
    ),
    (
        "unknown icon",
        {"icon": "hart-handshake"},
        wrong(
            "screen.E006",
            "icon",
            "names the icon 'hart-handshake', which is not drawn.",
            "Did you mean 'heart-handshake'?",
        ),
    ),
    (
        "icon far from all",
        {"icon": "0000"},
        wrong(
            "screen.E006",
            "icon",
            "names the icon '0000', which is not drawn.",
            "Add the name from Tabler's set to app/static/icons.txt.",
        ),
    ),
    (
        "state that is no choice",
        {"state": "hours"},
        wrong(
            "screen.E007",
            "state",
            "names 'hours', a field of the kind number; a state is a choice.",
            "Name a choice, or leave the option out.",
        ),
    ),
    (
        "path in a section",
        {"sections": (*CLEAN.sections, Section(_("Unit"), ("unit.name",)))},
        wrong(
            "screen.E008",
            "sections[2]",
            "names 'unit.name', but only own fields of Helper can stand here.",
            "Name the link itself: 'unit'.",
        ),
    ),
    (
        "fixed filter by no field",
        {"charts": (Chart(_("Active"), where=(("stat", "active"),)),)},
        wrong(
            "screen.E010",
            "charts[0].where",
            "filters by 'stat', which is not a field of Helper.",
            "Did you mean 'state'?",
        ),
    ),
    (
        "fixed filter that the kind does not know",
        {"charts": (Chart(_("Active"), where=(("state__gte", "active"),)),)},
        wrong(
            "screen.E010",
            "charts[0].where",
            "filters by 'state__gte', but a field of the kind choice does not compare so.",
            "Valid are: state__eq, state__ne, state__empty.",
        ),
    ),
    (
        "fixed filter that is never true",
        {"charts": (Chart(_("Active"), where=(("state", "actve"),)),)},
        wrong(
            "screen.E010",
            "charts[0].where",
            "filters by state 'actve', which 'state' never is.",
            "Did you mean 'active'?",
        ),
    ),
    (
        "chart of two things",
        {"charts": (Chart(_("Both"), count_by="state", sum_of="hours"),)},
        wrong(
            "chart.E001",
            "charts[0]",
            "has count_by and sum_of at once.",
            "Keep one: count_by=…, or sum_of=… by=…, or ratio=(…, …) by=….",
        ),
    ),
    (
        "chart by two things",
        {"charts": (Chart(_("Both"), count_by="state", by="unit"),)},
        wrong(
            "chart.E001",
            "charts[0]",
            "has count_by and by at once.",
            "Keep one: count_by=…, or sum_of=… by=…, or ratio=(…, …) by=….",
        ),
    ),
    (
        "chart by a long text",
        {"charts": (Chart(_("Remarks"), count_by="remarks"),)},
        wrong(
            "chart.E002",
            "charts[0]",
            "groups by 'remarks', but a field of the kind note cannot be counted by.",
            "Group by a choice, a link, a yes/no, a number, a day or a short text.",
        ),
    ),
    (
        "sum of a text",
        {"charts": (Chart(_("Names"), sum_of="name", by="unit"),)},
        wrong("chart.E003", "charts[0]", "sums 'name', but a field of the kind text has no sum.", NUMBERS),
    ),
    (
        "ratio with a text",
        {"charts": (Chart(_("Names"), ratio=("hours", "name"), by="unit"),)},
        wrong("chart.E003", "charts[0]", "sums 'name', but a field of the kind text has no sum.", NUMBERS),
    ),
    (
        "periods of a choice",
        {"charts": (Chart(_("States"), count_by="state", every="month"),)},
        wrong(
            "chart.E004",
            "charts[0]",
            "counts every month by 'state', a field of the kind choice; periods need a day or a moment.",
            "Group by a day or a moment, or leave `every` out.",
        ),
    ),
    (
        "periods of nothing",
        {"charts": (Chart(_("All"), every="month"),)},
        wrong(
            "chart.E004",
            "charts[0]",
            "counts every month by nothing; periods need a day or a moment.",
            "Group by a day or a moment, or leave `every` out.",
        ),
    ),
    (
        "unknown period",
        {"charts": (Chart(_("Months"), count_by="since", every="mont"),)},
        wrong("chart.E005", "charts[0]", "counts every 'mont', which is no period.", "Did you mean 'month'?"),
    ),
    (
        "unknown drawing",
        {"charts": (Chart(_("States"), count_by="state", kind="pies"),)},
        wrong("chart.E006", "charts[0]", "is drawn as 'pies', which is unknown.", "Did you mean 'pie'?"),
    ),
    (
        "required field in no section",
        {"sections": (Section(_("Basics"), ("organisation", "unit")),)},
        wrong(
            "form.E001",
            "sections",
            "leaves out 'name', which is required and has no default: the form could never be saved.",
            "Add 'name' to a section, give it a default, or make it readonly.",
        ),
    ),
    (
        "field twice",
        {"sections": (*CLEAN.sections, Section(_("Again"), ("hours",)))},
        wrong("form.E002", "sections", "has 'hours' 2 times.", "Keep one of them."),
    ),
    (
        "condition that never holds",
        {"conditions": (Condition(field="hours", when=When(field="state", values=("gone", State.LEFT))),)},
        wrong(
            "form.E003", "conditions[0]", "waits for state 'gone', which it never is.", "Valid names are: active, left."
        ),
    ),
    (
        "condition on a flag that is none",
        {"conditions": (Condition(field="hours", when=When(field="active", values=("maybe",))),)},
        wrong("form.E003", "conditions[0]", "waits for active 'maybe', which it never is.", "Say True or False."),
    ),
    (
        "section that never shows",
        {"sections": (CLEAN.sections[0], only(CLEAN.sections[1], When(field="state", values=("gone",))))},
        wrong(
            "form.E003",
            "sections[1].when",
            "waits for state 'gone', which it never is.",
            "Valid names are: active, left.",
        ),
    ),
    (
        "condition on itself",
        {"conditions": (Condition(field="hours", when=When(field="hours")),)},
        wrong(
            "form.E004",
            "conditions[0]",
            "shows 'hours' only when 'hours' itself has a value.",
            "Let it hang on another field, and move that one before it.",
        ),
    ),
    (
        "tab of nothing",
        {"related": (Related(resource="unti", by="helper", label=_("Units")),)},
        wrong("related.E001", "related[0]", "names 'unti', which is no resource.", "Did you mean 'unit'?"),
    ),
    (
        "figure of nothing",
        {"facts": (Fact(label=_("Units"), count="unti.helper"),)},
        wrong("related.E001", "facts[0].count", "names 'unti', which is no resource.", "Did you mean 'unit'?"),
    ),
    (
        "tab of rows that do not point here",
        {"related": (Related(resource="unit", by="name", label=_("Units")),)},
        wrong(
            "related.E002",
            "related[0]",
            "goes by 'name', which is no link from Unit to Helper.",
            "Unit has no link to Helper.",
        ),
    ),
    (
        "action called as another",
        {"actions": (Action(name="edit", label=_("Edit"), run=thank),)},
        wrong(
            "action.E001",
            "actions[0]",
            "is called 'edit', which is taken.",
            f"Choose another name. Every resource has: {', '.join(ACTIONS)}, name.",
        ),
    ),
    (
        "action on no place",
        {"actions": (Action(name="thank", label=_("Thank"), run=thank, on="row"),)},
        wrong(
            "action.E002", "actions[0].on", "stands on 'row', which is no place for a button.", "Did you mean 'rows'?"
        ),
    ),
    (
        "action that asks without a key",
        {"actions": (Action(name="thank", label=_("Thank"), run=thank, fields=(Text(label=_("Words")),)),)},
        wrong(
            "action.E003", "actions[0].fields", "asks for 'Words' without a key.", "Give each field a key of its own."
        ),
    ),
    (
        "action that is never offered",
        {"actions": (Action(name="thank", label=_("Thank"), run=thank, when=("state", ("active", "gone"))),)},
        wrong(
            "action.E004",
            "actions[0].when",
            "waits for state 'gone', which it never is.",
            "Valid names are: active, left.",
        ),
    ),
    (
        "unknown action",
        {"grants": (replace(STAFF[0], can=("list", "shw")),)},
        wrong("grant.E001", "grants[0]", "allows 'shw', which is no action of Helper.", "Did you mean 'show'?"),
    ),
    (
        "somebody's data for an administrator",
        {"grants": (*STAFF, Grant(Role.AUDIT, Scope.STREET, ("name",)))},
        wrong(
            "grant.E002",
            "grants[1]",
            "opens somebody's data to the audit administrator.",
            'At most Grant(…, Scope.ASSIGNED, can=("name",)); or business=False where no row tells of a person.',
        ),
    ),
    (
        "assigned to nobody knows whom",
        {"grants": (replace(STAFF[0], scope=Scope.ASSIGNED),)},
        wrong(
            "grant.E003",
            "grants[0]",
            "reaches assigned rows, but the screen does not say which those are.",
            "Give the screen assigned=lambda entity, post: ….",
        ),
    ),
    (
        "own rows that nobody knows",
        {"grants": (replace(STAFF[0], scope=Scope.OWN),)},
        wrong(
            "grant.E004",
            "grants[0]",
            "reaches one's own rows, but the screen does not say which those are.",
            "Give the screen own=lambda entity, viewer: ….",
        ),
    ),
    (
        "grants to nobody",
        {"grants": ()},
        wrong(
            "grant.E005",
            "grants",
            "grants nobody anything: no screen of it would ever open.",
            "Add a Grant for each role that works with it.",
        ),
    ),
    (
        "a link that its reader cannot name",
        {"grants": (*STAFF, Grant(Role.POLICE, Scope.SUBTREE))},
        wrong(
            "grant.W001",
            "grants[1]",
            "lets police read rows whose unit it cannot name: unit grants it nothing.",
            'Grant police "name" on unit, or hide it: fields=(("unit", Right.HIDDEN),).',
        ),
    ),
    (
        "a grant that can never be used",
        {"readonly": True},
        wrong(
            "grant.W002",
            "grants[0]",
            "allows add, edit, but the screen is readonly: its rows come from actions only.",
            "Take these out, or take readonly out.",
        ),
    ),
    (
        "a plain label",
        {"plural": "Helpers"},
        wrong(
            "words.W001",
            "plural",
            "says 'Helpers' as a plain string, which is the same in every language.",
            "Mark it with _(…), from flask_babel import lazy_gettext as _.",
        ),
    ),
)


@pytest.mark.parametrize(("screen", "expected"), [case[1:] for case in SCREENS], ids=[case[0] for case in SCREENS])
def test_one_mistake_in_a_screen_is_one_problem(screen: dict[str, Any], expected: Problem) -> None:
    assert check(helper(**screen), unit()) == (expected,)


def test_a_secret_in_a_chart_is_told_beside_what_else_is_wrong_with_it() -> None:
    problems = check(helper(charts=(Chart(_("Phones"), count_by="phone"),)), unit())
    assert [problem.id for problem in problems] == ["screen.E004", "chart.E002"]


def test_an_administrator_may_name_the_rows_that_his_work_names() -> None:
    grants = (*STAFF, Grant(Role.SYSTEM, Scope.ASSIGNED, ("name",)))
    assert check(helper(grants=grants, assigned=lambda entity, post: None), unit()) == ()


def test_an_administrator_may_read_what_is_nobodys_data() -> None:
    grants = (*STAFF, Grant(Role.SYSTEM, Scope.ALL, ("list", "show")))
    grants_of_unit = (*STAFF, Grant(Role.SYSTEM, Scope.ASSIGNED, ("name",)))
    named = unit(grants=grants_of_unit, assigned=lambda entity, post: None)
    assert check(helper(grants=grants, business=False), named) == ()


def test_a_link_hidden_from_a_role_need_not_be_named_by_it() -> None:
    grants = (*STAFF, Grant(Role.POLICE, Scope.SUBTREE, fields=(("unit", Right.HIDDEN),)))
    assert check(helper(grants=grants), unit()) == ()


def test_an_action_of_ones_own_can_be_granted() -> None:
    action = Action(name="thank", label=_("Thank"), run=thank, fields=(Text(label=_("Words"), key="words"),))
    grants = (replace(STAFF[0], can=("list", "show", "thank")),)
    assert check(helper(actions=(action,), grants=grants), unit()) == ()


def test_a_form_that_nobody_may_fill_need_not_be_complete() -> None:
    grants = (replace(STAFF[0], can=("list", "show")),)
    assert check(helper(sections=(Section(_("Basics"), ("unit",)),), grants=grants, conditions=()), unit()) == ()


def test_two_fields_of_an_action_may_not_share_a_key() -> None:
    fields = (Text(label=_("Words"), key="words"), Text(label=_("More words"), key="words"))
    (problem,) = check(helper(actions=(Action(name="thank", label=_("Thank"), run=thank, fields=fields),)), unit())
    assert (problem.id, problem.what) == ("action.E003", "asks for 'More words' under the key 'words' a second time.")


def test_an_icon_of_an_action_is_looked_up_too() -> None:
    (problem,) = check(helper(actions=(Action(name="thank", label=_("Thank"), run=thank, icon="blot"),)), unit())
    assert (problem.id, problem.where) == ("screen.E006", f"{HERE}.__screen__.actions[0].icon")


@pytest.mark.parametrize("name", RESERVED)
def test_a_reserved_name_is_no_name_for_a_field(name: str) -> None:
    model = helper()
    resource = describe(model)
    # "id" is taken by the row's own column, so the fields are put together by hand.
    fields: dict[str, Field] = {**resource.fields, name: replace(resource.fields["remarks"], key=name)}
    resources = [replace(resource, fields=MappingProxyType(fields)), describe(unit()), organisation(), account()]
    assert run(Resources(resources)) == (
        field_wrong(
            "field.E001",
            name,
            f"is called '{name}', which means something else in the address of a list.",
            f"Choose another name. Reserved are: {', '.join(sorted(RESERVED))}.",
        ),
    )


def test_every_word_that_an_address_reads_is_reserved() -> None:
    assert set(IN_ADDRESSES) <= set(RESERVED)


def test_a_name_may_not_look_like_an_operator() -> None:
    (problem,) = check(helper({"hours__gte": number(_("Least"))}), unit())
    assert problem.id == "field.E001"
    assert (
        problem.what
        == "is called 'hours__gte'; addresses take '_' before a name and '__' and '.' within one for themselves."
    )


def test_a_link_and_another_field_may_not_go_by_one_name() -> None:
    (problem,) = check(helper({"other_id": link(_("Other"), "helper"), "other": text(_("Other in words"))}), unit())
    assert problem == field_wrong(
        "field.E002",
        "other",
        "goes by 'other', and so does other_id: a link's key is its attribute without '_id'.",
        "Rename one of the two.",
    )


def test_a_link_leads_to_a_resource() -> None:
    problems = check(helper({"team_id": link(_("Team"), "unt")}), unit())
    assert problems == (
        field_wrong("field.E003", "team", "links to 'unt', which is no resource.", "Did you mean 'unit'?"),
    )


def test_a_picker_is_near_a_unit_that_a_link_names() -> None:
    (problem,) = check(helper({"other_id": link(_("Other"), "helper", near="organisatio")}), unit())
    assert problem == field_wrong(
        "field.E004",
        "other",
        "is near 'organisatio', which is no link to an organisation.",
        "Did you mean 'organisation'?",
    )
    (problem,) = check(helper({"other_id": link(_("Other"), "helper", near="organisation")}), unit())
    assert (problem.id, "does not say what belongs to a unit" in problem.what) == ("field.E004", True)


def test_the_fixed_filter_of_a_picker_fits_its_target() -> None:
    (problem,) = check(helper({"other_id": link(_("Other"), "helper", where=(("stat", "active"),))}), unit())
    assert problem == field_wrong(
        "screen.E010", "other.where", "filters by 'stat', which is not a field of Helper.", "Did you mean 'state'?"
    )


def test_a_hidden_field_is_not_to_be_shown() -> None:
    hidden = helper(
        {"hours": number(_("Hours"), hidden=True)}, charts=(), sections=SHORT, conditions=(), list=("hours",)
    )
    (problem,) = check(hidden, unit(related=()))
    assert problem == wrong(
        "screen.E009", "list", "shows 'hours', which is declared hidden=True.", "Take the name out, or show the field."
    )


SHORT = (Section(_("Basics"), ("name", "organisation")),)


def test_a_computed_field_without_sql_is_neither_filtered_nor_sorted_by() -> None:
    double = computed(_("Double"), kind=Number(label=""), read=lambda record: 2)
    problems = check(helper({"double": double}, filters=("double",), sort=("double",)), unit())
    assert [problem.id for problem in problems] == ["screen.E003", "screen.E005"]
    assert problems[1] == wrong(
        "screen.E005",
        "filters",
        "names 'double', but a field of the kind computed cannot be filtered by.",
        "Give the computed field an expression, or filter by the fields it is made from.",
    )


def test_a_table_is_called_like_its_class() -> None:
    model = mapped("Helper", {**helper_columns(), "__screen__": CLEAN}, table="helpers")
    assert check(model, unit(related=(), facts=())) == (
        wrong(
            "resource.E001",
            "",
            "is kept in the table 'helpers'; addresses of Helper begin with 'helper'.",
            'Set __tablename__ = "helper", or rename the class.',
        ),
    )


def test_two_resources_of_one_name_are_both_looked_at() -> None:
    assert check(helper(), helper(), unit()) == (
        wrong(
            "resource.E002",
            "",
            f"is called 'helper', and so is {HERE}.",
            "Rename one of the two classes and its table.",
        ),
    )


@pytest.mark.parametrize("arguments", [{"extend_existing": True}, ({"extend_existing": True},)])
def test_two_classes_may_not_share_a_table(arguments: Any) -> None:
    assert check(helper({"__table_args__": arguments}), unit()) == (
        wrong(
            "resource.E003",
            "",
            "has extend_existing in __table_args__, which silently merges two classes on one table.",
            "Take extend_existing out.",
        ),
    )


def test_rows_without_a_street_must_be_declared_global() -> None:
    from sqlalchemy.orm import mapped_column

    from app.fields.link import Id

    columns = {"id": mapped_column(Id, primary_key=True), "name": text(_("Name"), required=True)}
    screen = replace(UNIT, sections=(Section(_("Basics"), ("name",)),), facts=(), related=())
    model = mapped("Helper", {**columns, "__screen__": screen}, base=Base)
    assert check(model, unit(facts=(), related=())) == (
        wrong(
            "resource.E004",
            "",
            "is neither a Record (or Scoped) nor a global table: nobody's scope would reach its rows.",
            "Let the class inherit from app.record.Record.",
        ),
    )
    assert check(model, unit(facts=(), related=()), open_tables=("helper",)) == ()


def test_labels_of_fields_and_of_choices_are_to_be_translated() -> None:
    class Colour(Choices):
        RED = "red", "Red"

    problems = check(helper({"hours": number("Hours"), "colour": choice(_("Colour"), Colour)}), unit())
    assert [(problem.id, problem.where.rpartition(".")[2]) for problem in problems] == [
        ("words.W001", "label"),
        ("words.W001", "RED"),
    ]


def test_all_mistakes_are_reported_together_and_stop_the_start() -> None:
    resources = described(helper(list=("nam",), sort=("sinc",), plural="Helpers"), unit())
    with pytest.raises(Mistaken) as caught:
        assert_clean(resources)
    assert [problem.hint for problem in caught.value.problems] == ["Did you mean 'name'?", "Did you mean 'since'?"]


def test_warnings_do_not_stop_the_start() -> None:
    assert [problem.id for problem in assert_clean(described(helper(plural="Helpers"), unit()))] == ["words.W001"]


def test_each_check_is_named_once() -> None:
    assert len(set(CHECKS)) == len(CHECKS)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PartyMember", "party_member"),
        ("Issue", "issue"),
        ("ServiceRecord", "service_record"),
        ("HTTPPage", "http_page"),
    ],
)
def test_a_class_name_in_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected
