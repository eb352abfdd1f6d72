"""A form with every kind of field that a street can make, published in a sample world."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.access.scope import working_as
from app.form_commands import context
from app.forms.package import apply, plan
from app.screens.work import Work
from tests.world import World

OPTIONS = [
    {"code": "a1", "zh": "甲", "en": "First"},
    {"code": "b2", "zh": "乙"},
    {"code": "c3", "zh": "丙", "retired": True},
]
MORE: dict[str, dict[str, Any]] = {
    "text": {"length": 60, "help": {"zh": "写明楼号", "en": "Name the building"}},
    "number": {"minimum": 1, "maximum": 500, "unit": {"zh": "台", "en": "pcs"}},
    "percent": {"decimals": 2},
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "link": {"target": "person"},
    "links": {"target": "property_company"},
    "serial": {"pattern": "DA{year}-{number:03d}"},
    "computed": {"expression": "f_number * f_money + 0.5", "result": "money"},
}
KINDS = (
    "text", "note", "url", "number", "percent", "money", "day", "moment", "yes_no", "choice", "choices", "link", "links",
    "citizen_number", "credit_code", "phone", "address", "place", "photo", "file", "signature", "rating", "serial",
    "computed",
)  # fmt: skip


def key(kind: str) -> str:
    """The key of the sample field of a kind."""
    return f"f_{kind.replace('_', '')}"


def spec(kind: str, **options: Any) -> dict[str, Any]:
    """The JSON of the sample field of a kind."""
    words = {"zh": f"自建{KINDS.index(kind)}号", "en": f"Own {kind}"}
    return {"key": key(kind), "kind": kind, "label": words, **MORE.get(kind, {}), **options}


def every() -> dict[str, Any]:
    """A form with one field of each kind."""
    return {
        "fields": [spec(kind) for kind in KINDS],
        "list": [key("choice"), key("number")],
        "filters": [key("choice"), key("day")],
        "search": [key("text"), key("phone")],
        "charts": [
            {"label": {"zh": "自建图", "en": "Own chart"}, "count_by": key("choice"), "kind": "bar"},
            {"label": {"zh": "自建月图", "en": "Own months"}, "count_by": key("day"), "every": "month", "kind": "line"},
            {"label": {"zh": "自建和", "en": "Own sum"}, "sum_of": key("number"), "by": "organisation", "kind": "bar"},
        ],
    }


def publish(world: World, owner: int, forms: dict[str, Any]) -> None:
    """Publish forms of a unit, as importing them does."""
    house = world.app.extensions["huizhi"]
    with world.as_house() as work, working_as(work.session, house.viewers.house):
        from flask import g

        work.session.rollback()
        g.writing = True
        path = work.session.get(house.viewers.organisation, owner).path
        apply(work.session, owner, plan(work.session, house.forms, owner, path, forms, context("zh")), "test", "test")
        work.session.commit()


def extended(world: World, work: Work) -> Work:
    """The work of a person with the fields of his street."""
    house = world.app.extensions["huizhi"]
    viewer, resources = house.forms.seat(work.session, work.viewer, lambda: context("zh"))
    work.session.info["viewer"], work.session.info["resources"] = viewer, resources
    return replace(work, resources=resources)
