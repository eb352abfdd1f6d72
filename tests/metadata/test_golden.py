"""What each model has become, as JSON beside this test: a changed declaration shows in review.

`pytest tests/metadata/test_golden.py --update-golden` writes the files anew; read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.metadata.describe import describe_all
from app.metadata.resource import Resources
from models import MODELS

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def resources() -> Resources:
    return describe_all(MODELS)


def written(resource: dict[str, Any]) -> str:
    return json.dumps(resource, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", [model.__tablename__ for model in MODELS])
def test_a_resource_is_what_it_was(name: str, resources: Resources, request: pytest.FixtureRequest) -> None:
    path, now = GOLDEN / f"{name}.json", resources[name].to_dict()
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written(now), encoding="utf-8")
    assert path.exists(), "a new resource: run this test with --update-golden and read what it wrote"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(written(now))


def test_no_golden_file_is_left_of_a_resource_that_is_gone(request: pytest.FixtureRequest) -> None:
    stale = {path.stem for path in GOLDEN.glob("*.json")} - {model.__tablename__ for model in MODELS}
    if request.config.getoption("--update-golden"):
        for name in stale:
            (GOLDEN / f"{name}.json").unlink()
        stale = set()
    assert stale == set()
