"""`flask why` names the rule that decides: role, right, scope, field; in both languages, about everybody."""

from __future__ import annotations

from typing import Any

import pytest

from app.commands import why_command
from app.declare import Role
from tests.world import World


def run(world: World, *arguments: str) -> Any:
    """`flask why` with these arguments."""
    with world.app.app_context():
        return world.app.test_cli_runner().invoke(why_command, arguments)


def why(world: World, *arguments: str, language: str = "en") -> str:
    """What the command prints."""
    answer = run(world, *arguments, "--language", language)
    assert answer.exit_code == 0, answer.output
    return str(answer.output).strip()


def test_each_step_has_its_sentence(world: World) -> None:
    own, other = (str(world.place(key).rows["person"][-1]) for key in ("a1", "b1"))
    assert why(world, "community_secretary", "list", "person").startswith("✓ [right] The role Community secretary in ")
    assert why(world, "community_secretary", "show", "person", own).startswith("✓ [scope] ")
    assert why(world, "community_secretary", "show", "person", other).startswith("✗ [scope] The row is outside what ")
    assert why(world, "community_secretary", "purge", "person", own).startswith("✗ [right] None of the roles of ")
    assert why(world, "system", "list", "person").startswith("✗ [right] ")
    assert why(
        world, "property_manager", "show", "issue", str(world.place().rows["issue"][1]), "reporter_phone"
    ).startswith("✗ [field] ")
    assert why(world, "street_centre", "edit", "person", own, "name").startswith("✓ [field] ")


def test_the_sentence_is_chinese_by_default(world: World) -> None:
    answer = run(world, "system", "list", "person")
    assert answer.exit_code == 0
    assert "系统管理员" in answer.output and "None of" not in answer.output


def test_what_it_says_is_what_the_pages_do(world: World) -> None:
    for role in (Role.STREET_CENTRE, Role.GRID_STAFF, Role.VOLUNTEER, Role.AUDIT):
        browser = world.browser(role)
        for name in ("person", "issue", "volunteer", "reward", "account"):
            for key in ("a1", "b1"):
                number = world.place(key).rows[name][-1]
                allowed = why(world, role.value, "show", name, str(number)).startswith("✓")
                assert allowed == (browser.get(f"/{name}/show/{number}").status_code == 200), (role, name, key)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nobody", "list", "person"), "nobody"),
        (("system", "list", "persn"), "Resources: "),
        (("system", "show", "person", "1", "nam"), "Fields: "),
        (("system", "show", "person", "x"), "not a valid integer"),
    ],
)
def test_what_is_not_there_is_named(world: World, arguments: tuple[str, ...], words: str) -> None:
    answer = run(world, *arguments)
    assert answer.exit_code == 2
    assert words in answer.output


def test_a_closed_account_and_a_missing_row_are_told(world: World) -> None:
    assert why(world, "system", "show", "person", "999999") == "There is no such row."
    with world.as_house() as work:
        work.record(world.resources["account"], world.place().rows["account"][0]).active = False
        work.session.commit()
    assert why(world, "system", "list", "account") == "The account is closed."
