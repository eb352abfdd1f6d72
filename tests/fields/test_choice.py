"""One of a short list."""

import pytest

from app.fields import Choice, Context, Invalid
from tests.fields.kinds import CODES, HOSTILE, Stage

STAGE = Choice(label="x", enum=Stage, state=True)
SKILL = Choice(label="x", codes="skill")


def test_a_code_or_its_label_is_read(context: Context) -> None:
    assert STAGE.parse("full", context) == "full"
    assert STAGE.parse(" Full member ", context) == "full"
    assert SKILL.parse("急救", context) == "first_aid"
    assert STAGE.parse("", context) is None


def test_a_retired_entry_stays_valid_and_is_not_offered(context: Context) -> None:
    assert SKILL.parse("old", context) == "old"
    assert SKILL.text("old", context) == CODES["old"]
    assert "old" not in [option.value for option in SKILL.options(context)]


def test_others_are_refused_with_what_can_be_picked(context: Context) -> None:
    with pytest.raises(Invalid, match="Applicant, Full member, Late, Left"):
        STAGE.parse("half", context)
    with pytest.raises(Invalid):
        SKILL.parse("nothing", context)


def test_a_state_is_shown_with_its_tone_and_any_label_escaped(context: Context) -> None:
    assert STAGE.cell("full", context) == '<span class="tag ok">Full member</span>'
    hostile = Choice(label="x", codes="skill", state=True).cell("law", context)
    assert HOSTILE not in hostile and "&lt;script&gt;" in hostile
    assert STAGE.cell("gone", context) == '<span class="tag ">gone</span>'


def test_what_the_api_says_of_it() -> None:
    assert STAGE.schema() == {"type": "string", "enum": ["applicant", "full", "late", "left"]}
    assert STAGE.to_json(Stage.FULL) == "full" and type(STAGE.to_json(Stage.FULL)) is str
    assert "skill" in SKILL.schema()["description"]


def test_a_chip_shows_labels(context: Context) -> None:
    assert STAGE.filter_text("eq", ["full", "left"], context) == "Full member、Left"
