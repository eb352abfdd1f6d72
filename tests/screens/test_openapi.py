"""The API keeps what its description promises, whatever a client makes of it (schemathesis)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.wrappers import Response

from app.declare import Role
from app.fields.base import CONTROL
from tests.world import World

PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def without_security(described: dict[str, Any]) -> dict[str, Any]:
    """A description that leaves signing in to somebody else."""
    del described["components"]["securitySchemes"]
    for path in described["paths"].values():
        for name, operation in path.items():
            if name != "parameters":
                del operation["security"]
    return described


def exercise(world: World, role: Role, names: set[str], examples: int) -> tuple[int, Counter[int]]:
    """(operations, answers by status) of made-up calls of every operation, right ones and wrong ones."""
    browser = world.browser(role)
    told = json.dumps(without_security(browser.get("/api/v1/openapi.json").get_json()))
    cookie = f"huizhi={browser.client.get_cookie('huizhi').value}"

    def signed_in(environ: dict[str, Any], start_response: Any) -> Any:
        if (
            environ["PATH_INFO"] == "/described"
        ):  # without the cookie and the token, which no made-up call may leave out
            return Response(told, mimetype="application/json")(environ, start_response)
        return world.app({**environ, "HTTP_COOKIE": cookie, "HTTP_X_CSRFTOKEN": browser.token}, start_response)

    described = schemathesis.openapi.from_wsgi("/described", signed_in)
    statuses: Counter[int] = Counter()
    operations = 0
    for result in described.get_all_operations():
        operation = result.ok()
        if names and operation.path.split("/")[3] not in names:
            continue
        operations += 1
        for mode in GenerationMode:
            call(operation, mode, statuses, examples)
    return operations, statuses


def tidy(value: Any) -> bool:
    """Whether all texts are as they will be kept: no control signs, no white space around or in rows."""
    if isinstance(value, str):
        return not CONTROL.search(value) and " ".join(value.split()) == value
    if isinstance(value, dict):
        return all(tidy(item) for pair in value.items() for item in pair)
    return all(map(tidy, value)) if isinstance(value, list) else True


def known(body: Any) -> bool:
    """Whether a body may repeat a UUID: then the row that it made before is the answer, whatever else is sent."""
    return isinstance(body, dict) and "client_uuid" in body


def call(operation: Any, mode: GenerationMode, statuses: Counter[int], examples: int) -> None:
    """Call one operation with made-up values of one mode, and check each answer."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        answer = case.call()
        statuses[answer.status_code] += 1
        # What people paste is tidied before it is measured, so a made-up mistake may be none.
        strict = mode is GenerationMode.NEGATIVE and tidy(case.body) and tidy(case.query) and not known(case.body)
        case.validate_response(answer, checks=[*PROMISES, negative_data_rejection] if strict else PROMISES)

    try:
        run()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing can be wrong about a call that takes nothing


def test_the_promises_hold(world: World) -> None:
    operations, statuses = exercise(
        world, Role.STREET_CENTRE, {"issue", "person", "volunteer", "fee_period", "case_document"}, 15
    )
    assert operations == 22
    assert {200, 400, 404, 422} <= set(statuses)


@pytest.mark.long
@pytest.mark.parametrize(
    "role", [Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY, Role.INSPECTOR, Role.SYSTEM, Role.PROPERTY_MANAGER]
)
def test_the_promises_hold_for_every_resource(world: World, role: Role) -> None:
    operations, _statuses = exercise(world, role, set(), 40)
    assert operations > 3
