"""Translations: texts of the code and their Chinese become one catalogue, and what is missing is named."""

import gettext
import json
import os
from pathlib import Path

import pytest

from tools import translations

CODE = """
from flask_babel import gettext as _, lazy_gettext, ngettext
_("Save")
lazy_gettext("Added %(label)s", label="x")
ngettext("%(num)d row", "%(num)d rows", 2)
"""
CHINESE = {
    "Save": "保存",
    "Added %(label)s": "已添加%(label)s",
    "%(num)d row|%(num)d rows": "%(num)d 条",
    "Back": "返回",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lay(tmp_path / "models/volunteer.py", CODE)
    lay(tmp_path / "app/templates/shell.html", '<a>{{ _("Back") }}</a>')
    part(tmp_path, "house", CHINESE)
    return tmp_path


def lay(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def part(root: Path, name: str, pairs: dict[str, str]) -> None:
    lay(root / f"translations/zh/parts/{name}.json", json.dumps(pairs, ensure_ascii=False))


def po(root: Path) -> str:
    return (root / "translations/zh/LC_MESSAGES/messages.po").read_text(encoding="utf-8")


def compiled(root: Path) -> gettext.NullTranslations:
    return gettext.translation("messages", root / "translations", ["zh"])


def test_texts_of_code_and_templates_become_a_catalogue(root: Path) -> None:
    assert translations.main(["merge"], root) == 0
    chinese = compiled(root)
    assert chinese.gettext("Save") == "保存"
    assert chinese.gettext("Back") == "返回"
    assert chinese.ngettext("%(num)d row", "%(num)d rows", 5) == "%(num)d 条"
    assert translations.main(["check"], root) == 0


def test_a_text_without_chinese_is_named_with_its_place(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay(root / "views/home.py", 'from flask_babel import gettext as _\n_("Today")\n')
    assert translations.main(["merge"], root) == 1
    assert "no Chinese for 'Today' (views/home.py)" in capsys.readouterr().err
    assert compiled(root).gettext("Save") == "保存", "what is there is merged all the same"


@pytest.mark.parametrize(
    ("chinese", "told"),
    [("已添加", "missing %(label)"), ("已添加%(label)s，%(name)s", "unknown %(name)")],
)
def test_placeholders_must_be_the_same(root: Path, capsys: pytest.CaptureFixture[str], chinese: str, told: str) -> None:
    part(root, "house", {**CHINESE, "Added %(label)s": chinese})
    assert translations.main(["merge"], root) == 1
    assert told in capsys.readouterr().err


def test_two_parts_that_disagree_are_both_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part(root, "other", {"Save": "存盘"})
    assert translations.main(["merge"], root) == 1
    assert "two translations of 'Save': '保存' in house.json, '存盘' in other.json" in capsys.readouterr().err


def test_an_unused_pair_is_noted_and_left_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part(root, "other", {"Gone": "没了"})
    assert translations.main(["merge"], root) == 0
    assert "other.json translates 'Gone', which nothing shows" in capsys.readouterr().out
    assert "Gone" not in po(root)


def test_texts_of_other_packages_are_kept_although_our_code_lacks_them(root: Path) -> None:
    part(root, "from_flask_appbuilder", {"Access is Denied": "无权访问"})
    assert translations.main(["merge", "--clear"], root) == 0
    assert translations.main(["merge"], root) == 0, "also when the part is gone"
    assert compiled(root).gettext("Access is Denied") == "无权访问"


def test_cleared_parts_live_on_in_the_catalogue(root: Path) -> None:
    assert translations.main(["merge", "--clear"], root) == 0
    assert list((root / "translations/zh/parts").iterdir()) == []
    before = po(root)
    assert translations.main(["merge"], root) == 0
    assert po(root) == before


def test_parts_are_not_cleared_while_there_are_problems(root: Path) -> None:
    lay(root / "views/home.py", 'from flask_babel import gettext as _\n_("Today")\n')
    assert translations.main(["merge", "--clear"], root) == 1
    assert (root / "translations/zh/parts/house.json").exists()


def test_a_text_that_left_the_code_leaves_the_catalogue(root: Path) -> None:
    translations.main(["merge"], root)
    lay(root / "app/templates/shell.html", "")
    assert translations.main(["merge"], root) == 0
    assert "返回" not in po(root)


def test_check_tells_when_the_catalogue_is_not_up_to_date(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main(["check"], root) == 1
    assert "run `make translate`" in capsys.readouterr().err


def test_the_catalogue_holds_nothing_that_changes_by_itself(root: Path) -> None:
    translations.main(["merge"], root)
    text = po(root)
    assert "Date" not in text
    assert "Generated-By" not in text
    assert "#: models/volunteer.py\n" in text


def test_compiling_is_skipped_while_nothing_changed(root: Path) -> None:
    translations.main(["merge"], root)
    path = root / "translations/zh/LC_MESSAGES/messages.mo"
    first = path.stat().st_ino
    translations.main(["compile"], root)
    assert path.stat().st_ino == first
    os.utime(path.with_suffix(".po"), ns=(path.stat().st_mtime_ns + 1,) * 2)
    translations.main(["compile"], root)
    assert path.stat().st_ino != first
    assert compiled(root).gettext("Save") == "保存"


def test_an_untranslated_text_shows_its_english(root: Path) -> None:
    part(root, "house", {})
    assert translations.main(["merge"], root) == 1
    assert compiled(root).gettext("Save") == "Save"
