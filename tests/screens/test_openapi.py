"""The API keeps what its description promises, whatever a client makes of it (schemathesis)."""

from __future__ import annotations

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

from app.declare import Role
from tests.world import World

PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def exercise(world: World, role: Role, names: set[str], examples: int) -> tuple[int, Counter[int]]:
    """(operations, answers by status) of made-up calls of every operation, right ones and wrong ones."""
    browser = world.browser(role)
    cookie = f"huizhi={browser.client.get_cookie('huizhi').value}"
    headers = {"Cookie": cookie, "X-CSRFToken": browser.token, "Accept-Language": "zh"}
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app, headers={"Cookie": cookie})
    statuses: Counter[int] = Counter()
    operations = 0
    for result in described.get_all_operations():
        operation = result.ok()
        if names and operation.path.split("/")[3] not in names:
            continue
        operations += 1
        for mode in GenerationMode.all():
            call(operation, mode, headers, statuses, examples)
    return operations, statuses


def call(operation: Any, mode: GenerationMode, headers: dict[str, str], statuses: Counter[int], examples: int) -> None:
    """Call one operation with made-up values of one mode, and check each answer."""
    checks = PROMISES if mode is GenerationMode.POSITIVE else [*PROMISES, negative_data_rejection]

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
        answer = case.call(headers=headers)
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=checks)

    try:
        run()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing can be wrong about a call that takes nothing


def test_the_promises_hold(world: World) -> None:
    operations, statuses = exercise(world, Role.STREET_CENTRE, {"issue", "person", "volunteer", "fee_period"}, 15)
    assert operations == 20
    assert {200, 400, 404, 422} <= set(statuses)


@pytest.mark.long
@pytest.mark.parametrize("role", [Role.STREET_CENTRE, Role.COMMUNITY_SECRETARY, Role.INSPECTOR, Role.SYSTEM, Role.PROPERTY_MANAGER])
def test_the_promises_hold_for_every_resource(world: World, role: Role) -> None:
    operations, _statuses = exercise(world, role, set(), 40)
    assert operations > 3
