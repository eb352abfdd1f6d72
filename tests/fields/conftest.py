"""A context, an application that translates, and keys, for every test of a field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import HealthCheck, settings

from app.fields import Context, secret
from tests.fields.kinds import make_context

# A slow machine is no mistake of a field.
settings.register_profile("fields", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fields")


@pytest.fixture(scope="module", autouse=True)
def request_context() -> Iterator[None]:
    """Messages are looked up for the request's language: English here."""
    app = Flask("fields")
    Babel(app, locale_selector=lambda: "en")
    with app.test_request_context():
        yield


@pytest.fixture(scope="module", autouse=True)
def keys() -> Iterator[secret.Keyring]:
    """The keys of a first installation."""
    before = list(secret._installed)
    ring = secret.Keyring((("v1", b"1" * 32),))
    secret.install(ring)
    yield ring
    secret._installed[:] = before


@pytest.fixture(scope="module")
def context() -> Context:
    """A Chinese clerk's world on 8 July 2026."""
    return make_context()
