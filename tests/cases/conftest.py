"""A desk on both databases; PostgreSQL is left out where there is none, unless services are required."""

from __future__ import annotations

import os
import socket

import pytest

from tests.cases.desk import Desk
from tests.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """A desk on SQLite."""
    return Desk(world)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest) -> Desk:
    """The same on both databases, one after the other."""
    if request.param == "sqlite":
        return Desk(request.getfixturevalue("world"))
    if not os.environ.get("REQUIRE_SERVICES"):
        try:
            socket.create_connection(("127.0.0.1", 5432), timeout=1).close()
        except OSError:
            pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    return Desk(request.getfixturevalue("postgres_world"))
