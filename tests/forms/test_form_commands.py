"""`flask forms`: what a file brings is told, then published; what is wrong with it is told and nothing happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.declare import Role
from app.form_commands import forms_group
from tests.conftest import World
from tests.forms.filled import every

LIFT = {"key": "f_lift", "kind": "yes_no", "label": {"zh": "有电梯", "en": "Has a lift"}}


def run(world: World, *arguments: Any) -> Any:
    with world.app.app_context():
        return world.app.test_cli_runner().invoke(forms_group, [str(item) for item in arguments])


def package(folder: Path, forms: dict[str, Any]) -> Path:
    file = folder / "forms.json"
    file.write_text(json.dumps({"huizhi_forms": 1, "forms": forms}), encoding="utf-8")
    return file


def test_a_package_is_compared_tried_imported_and_exported(world: World, tmp_path: Path) -> None:
    street = world.place().units["street"]
    file = package(tmp_path, {"compound": {"fields": [LIFT], "list": ["f_lift"]}})
    told = "compound: 0 → 1\n  new field f_lift\n  list: adds f_lift\n"
    assert run(world, "diff", file, street, "--language", "en").output == told
    assert run(world, "import", file, street, "--dry-run", "--language", "en").output == told
    assert run(world, "export", street).output.endswith('"forms": {}\n}\n')
    assert run(world, "import", file, street, "--language", "en").output == told
    assert run(world, "import", file, street, "--language", "en").output == "Nothing changes.\n"
    assert "有电梯" in world.browser(Role.STREET_CENTRE).get("/compound/list/").text
    exported = json.loads(run(world, "export", street).output)
    assert exported["forms"] == {"compound": {"fields": [LIFT], "list": ["f_lift"]}}
    other = tmp_path / "other.json"
    assert run(world, "export", street, "--out", other).exit_code == 0
    assert run(world, "import", other, world.place("b1").units["street"]).exit_code == 0
    assert "有电梯" in world.browser("street2").get("/compound/list/").text


def test_the_trace_says_what_was_published(world: World, tmp_path: Path) -> None:
    run(world, "import", package(tmp_path, {"compound": {"fields": [LIFT]}}), world.place().units["street"])
    with world.as_house() as work:
        from sqlalchemy import select

        from app.access.audit import AuditEntry

        found = work.session.execute(
            select(AuditEntry.resource, AuditEntry.note).where(AuditEntry.action == "publish")
        ).all()
    assert [(row.resource, row.note.endswith(": forms.json")) for row in found] == [("compound", True)]


def test_a_broken_package_is_refused_whole(world: World, tmp_path: Path) -> None:
    street = world.place().units["street"]
    forms = {"compound": {"fields": [LIFT, {"key": "F", "kind": "sql"}]}, "nothing": {}, "person": {"list": 5}}
    done = run(world, "import", package(tmp_path, forms), street, "--language", "en")
    assert done.exit_code == 1
    for place in (
        "compound: fields[1].key",
        "compound: fields[1].kind",
        "nothing: There is no such resource",
        "person: list",
    ):
        assert place in done.output, done.output
    assert run(world, "export", street).output.endswith('"forms": {}\n}\n')
    done = run(world, "import", package(tmp_path, forms), street)
    assert "没有这种字段类型" in done.output


def test_a_lower_unit_cannot_take_a_key_of_the_upper_one(world: World, tmp_path: Path) -> None:
    place = world.place()
    file = package(tmp_path, {"compound": every()})
    assert run(world, "import", file, place.units["street"]).exit_code == 0
    done = run(world, "import", file, place.units["community"], "--language", "en")
    assert done.exit_code == 1 and "f_text stands there already" in done.output


def test_a_unit_that_is_not_there_or_not_the_only_one(world: World, tmp_path: Path) -> None:
    done = run(world, "import", package(tmp_path, {}), "nowhere")
    assert done.exit_code == 2 and "nowhere" in done.output


def test_a_package_says_what_is_new_what_changes_and_what_stands_against_it(world: World, tmp_path: Path) -> None:
    street, number = world.place().units["street"], world.place().rows["compound"][0]
    words = {"key": "f_words", "kind": "text", "label": "字数"}
    first = package(tmp_path, {"compound": {"fields": [LIFT, words]}})
    assert run(world, "import", first, street).exit_code == 0
    browser = world.browser(Role.STREET_CENTRE)
    assert browser.send("PUT", f"/api/v1/compound/{number}", {"f_words": "很多"}).status_code == 200
    lift = {**LIFT, "label": {"zh": "装了电梯"}}
    second = package(
        tmp_path, {"compound": {"fields": [lift, {**words, "kind": "number"}, {**words, "key": "f_more"}]}}
    )
    for command in ("diff", "import"):  # a value of a record stands against it
        done = run(world, command, second, street, "--language", "en")
        assert done.exit_code == 1 and "compound: fields[1].kind" in done.output, done.output
        assert "1 of 1" in done.output or "1 stored value" in done.output, done.output
    assert '"装了电梯"' not in run(world, "export", street).output
    assert browser.send("PUT", f"/api/v1/compound/{number}", {"f_words": "12"}).status_code == 200
    told = run(world, "import", second, street, "--language", "en").output
    assert told == (
        "compound: 1 → 2\n  changed field f_lift\n  f_words becomes another kind: number\n  new field f_more\n"
    )
    assert browser.get(f"/api/v1/compound/{number}").get_json()["f_words"] == 12
