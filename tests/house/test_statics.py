"""Static files: named by content, references followed, compressed, and found again by static_url."""

import gzip
import os
import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from werkzeug.wrappers import Response

from app import assets
from tools import statics

PAGE = {
    "css/huizhi.css": '@import "tokens.css";\nbody { background: url("../img/a.svg?x=1#part") }\n.b { mask: url(#m) }',
    "css/tokens.css": ":root { --paper: #fff }" + " " * 300,
    "img/a.svg": "<svg/>",
    "js/app.js": 'import { open } from "./picker.js";\nconst later = () => import("./chart.js");\n',
    "js/picker.js": "export const open = 1;\n//# sourceMappingURL=picker.js.map\n",
    "js/chart.js": "export default 2;\n",
    "icons.txt": "star\n",
    ".hidden": "",
}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    for name, text in PAGE.items():
        write(tmp_path / name, text)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def built(static: Path, name: str) -> str:
    return (static / "build" / statics.build(static)[name]).read_text()


def get(app: Flask, url: str, encoding: str = "gzip") -> Response:
    with app.test_client() as client, client.get(url, headers={"Accept-Encoding": encoding}, buffered=True) as answer:
        return answer


def test_every_source_is_built_under_the_name_of_its_content(static: Path) -> None:
    names = statics.build(static)
    assert set(names) == set(PAGE) - {"icons.txt", ".hidden"}
    assert re.fullmatch(r"css/huizhi\.[0-9a-f]{12}\.css", names["css/huizhi.css"])
    assert all((static / "build" / name).is_file() for name in names.values())


def test_references_follow_the_new_names(static: Path) -> None:
    names = statics.build(static)
    css = built(static, "css/huizhi.css")
    assert f'@import "{Path(names["css/tokens.css"]).name}"' in css
    assert f'url("../{names["img/a.svg"]}?x=1#part")' in css
    assert "url(#m)" in css
    script = built(static, "js/app.js")
    assert f'from "./{Path(names["js/picker.js"]).name}"' in script
    assert f'import("./{Path(names["js/chart.js"]).name}")' in script


def test_a_changed_reference_changes_the_name_of_what_names_it(static: Path) -> None:
    before = statics.build(static)
    write(static / "css/tokens.css", ":root { --paper: #eee }")
    after = statics.build(static)
    assert before["css/tokens.css"] != after["css/tokens.css"]
    assert before["css/huizhi.css"] != after["css/huizhi.css"]
    assert before["img/a.svg"] == after["img/a.svg"]


def test_source_maps_that_are_not_there_are_not_named(static: Path) -> None:
    assert "sourceMappingURL" not in built(static, "js/picker.js")


def test_siblings_are_compressed(static: Path) -> None:
    path = static / "build" / statics.build(static)["css/tokens.css"]
    assert gzip.decompress(Path(f"{path}.gz").read_bytes()) == path.read_bytes()
    assert brotli.decompress(Path(f"{path}.br").read_bytes()) == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("css/x.css", "a { background: url(nowhere.png) }", "css/x.css names nowhere.png, which is not a file"),
        ("css/x.css", "a { background: url(../../secret) }", "css/x.css names ../../secret"),
        ("css/x.css", "@import url(https://fonts.example/a.css);", "from another host"),
        ("css/x.css", "a { background: url('//cdn.example/a.png') }", "from another host"),
        ("css/tokens.css", '@import "huizhi.css";', "in a circle"),
        ("js/x.js", 'import "./nowhere.js"', "js/x.js names ./nowhere.js"),
    ],
)
def test_a_reference_that_leads_nowhere_stops_the_build(static: Path, name: str, text: str, told: str) -> None:
    write(static / name, text)
    with pytest.raises(statics.StaticsError, match=re.escape(told)):
        statics.build(static)


def test_nothing_is_built_again_while_nothing_changed(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = statics.build(static)
    monkeypatch.setattr(statics, "write", None)
    assert statics.build(static) == names


def test_a_lost_file_is_built_again(static: Path) -> None:
    names = statics.build(static)
    (static / "build" / names["img/a.svg"]).unlink()
    statics.build(static)
    assert (static / "build" / names["img/a.svg"]).is_file()


def test_old_files_stay_a_week_for_pages_that_still_name_them(static: Path) -> None:
    old = static / "build" / statics.build(static)["img/a.svg"]
    write(static / "img/a.svg", "<svg><g/></svg>")
    statics.build(static)
    assert old.is_file()
    os.utime(old, (0, 0))
    write(static / "img/a.svg", "<svg><b/></svg>")
    statics.build(static)
    assert not old.is_file()


def test_a_name_becomes_the_built_address(static: Path) -> None:
    names = statics.build(static)
    assert assets.built_names(static) == names
    found = assets.address("css/huizhi.css", static, names)
    assert found == f"/static/build/{names['css/huizhi.css']}"


def test_a_changed_source_is_served_itself_until_it_is_built(static: Path, caplog: pytest.LogCaptureFixture) -> None:
    statics.build(static)
    write(static / "img/a.svg", "<svg><g/></svg>")
    assert assets.built_names(static) == {}
    assert "img/a.svg" in caplog.text


def test_a_copied_source_with_another_time_is_still_the_built_one(static: Path) -> None:
    names = statics.build(static)
    os.utime(static / "img/a.svg", (1, 1))
    assert assets.built_names(static) == names


def test_without_a_build_the_address_changes_with_the_content(static: Path) -> None:
    assert assets.built_names(static) == {}
    before = assets.address("img/a.svg", static, {})
    assert re.fullmatch(r"/static/img/a\.svg\?v=[0-9a-f]{12}", before)
    write(static / "img/a.svg", "<svg><g/></svg>")
    assert assets.address("img/a.svg", static, {}) != before


def test_a_misspelt_name_is_an_error_with_the_nearest_one(static: Path) -> None:
    with pytest.raises(assets.MissingStatic, match=r"no file 'css/huizi.css'. Did you mean 'css/huizhi.css'"):
        assets.address("css/huizi.css", static, statics.build(static))


def test_built_files_are_served_compressed_and_kept_for_ever(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = statics.build(static)
    monkeypatch.setattr(assets, "STATIC", static)
    monkeypatch.setattr(
        assets, "_names", lambda: assets.built_names(static)
    )  # not to be kept for the tests that follow
    app = Flask("house", static_folder=None)
    assets.serve_statics(app)
    url = f"/static/build/{names['css/tokens.css']}"
    answer = get(app, url, "gzip, br")
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert brotli.decompress(answer.data).decode() == PAGE["css/tokens.css"]
    assert get(app, url, "identity").data.decode() == PAGE["css/tokens.css"]
    assert "immutable" not in get(app, "/static/build/manifest.json").headers["Cache-Control"]
    assert get(app, "/static/build/nothing.css").status_code == 404


def test_a_source_that_a_page_names_is_served(static: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", static)
    monkeypatch.setattr(assets, "_names", dict)
    app = Flask("house", static_folder=None)
    assets.serve_statics(app)
    url = assets.address("css/tokens.css", static, {})
    assert get(app, url).data.decode() == PAGE["css/tokens.css"]
    write(static / "css/tokens.css", "b{}")
    assert get(app, url).data.decode() == "b{}"


def test_the_static_files_of_this_repository_are_built_and_found() -> None:
    names = statics.build(assets.STATIC)
    assert assets.built_names(assets.STATIC) == names
    assert set(names) == set(statics.source_paths(assets.STATIC))
    assert "vendor/icons.svg" in names
