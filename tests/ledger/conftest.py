"""A points counter on both databases; PostgreSQL is left out where there is none, unless services are required."""

from __future__ import annotations

import os
import socket

import pytest

from tests.ledger.counter import Counter, counter_in
from tests.world import World


@pytest.fixture(autouse=True)
def services(request: pytest.FixtureRequest) -> None:
    """Skip what needs PostgreSQL on a machine without it."""
    if request.node.get_closest_marker("postgres") is None or os.environ.get("REQUIRE_SERVICES"):
        return
    try:
        socket.create_connection(("127.0.0.1", 5432), timeout=1).close()
    except OSError:
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")


@pytest.fixture
def counter(world: World, services: None) -> Counter:
    """A counter on SQLite, with the plainest rule: 1 point an hour."""
    found = counter_in(world)
    found.rule()
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(services: None, request: pytest.FixtureRequest) -> Counter:
    """The same on both databases, one after the other."""
    found = counter_in(request.getfixturevalue("world" if request.param == "sqlite" else "postgres_world"))
    found.rule()
    return found
