"""Front-end packages: the files in use and the sprite of icons."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tools import vendor

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose packages hold every file that is copied, and two icons."""
    for name, _ in vendor.FILES:
        lay(tmp_path / "node_modules" / name, name)
    icons = tmp_path / "node_modules/@tabler/icons/icons"
    lay(icons / "outline/star.svg", '<svg viewBox="0 0 24 24"\n class="x">\n <path d="M1 1" />\n</svg>')
    lay(
        icons / "filled/star.svg",
        '<svg>\n <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n <path d="M2 2" />\n</svg>',
    )
    lay(tmp_path / "app/static/icons.txt", "# names\nstar\n\nstar-filled\n")
    lay(tmp_path / "package-lock.json", "{}")
    return tmp_path


def lay(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_files_in_use_are_copied(root: Path) -> None:
    vendor.copy(root)
    for name, place in vendor.FILES:
        assert (root / "app/static/vendor" / place).read_text() == name


def test_the_sprite_has_a_symbol_for_each_name(root: Path) -> None:
    vendor.copy(root)
    sprite = ET.fromstring((root / "app/static/vendor/icons.svg").read_text())
    symbols = {symbol.get("id"): symbol for symbol in sprite.iter(f"{SVG}symbol")}
    assert symbols["star"].get("stroke") == "currentColor"
    assert [path.get("d") for path in symbols["star-filled"]] == ["M2 2"], "the frame is left out"
    assert symbols["star-filled"].get("fill") == "currentColor"


def test_missing_icons_are_all_named(root: Path) -> None:
    lay(root / "app/static/icons.txt", "star\nsatr\nmoon-filled\n")
    with pytest.raises(vendor.VendorError, match="moon-filled, satr"):
        vendor.copy(root)


def test_a_file_that_a_package_lost_is_named_and_what_was_there_stays(root: Path) -> None:
    vendor.copy(root)
    name, place = vendor.FILES[0]
    (root / "node_modules" / name).unlink()
    lay(root / "package-lock.json", "{} ")
    with pytest.raises(vendor.VendorError, match=name):
        vendor.copy(root)
    assert (root / "app/static/vendor" / place).is_file()


def test_a_new_icon_name_is_noticed_and_nothing_else_is_copied_twice(root: Path) -> None:
    vendor.copy(root)
    name, place = vendor.FILES[0]
    lay(root / "node_modules" / name, "changed behind the lock")
    vendor.copy(root)
    assert (root / "app/static/vendor" / place).read_text() == name
    lay(root / "app/static/icons.txt", "star\n")
    vendor.copy(root)
    assert "star-filled" not in (root / "app/static/vendor/icons.svg").read_text()


def test_the_lock_of_the_front_end_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []
