"""The pages and the API of registers that units make: one class for all of them, the register's key in the address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g
from werkzeug.routing import BaseConverter

from app.forms.registers import KEY, PREFIX
from app.screens.api import ResourceApi
from app.screens.build import METHOD_ACTIONS
from app.screens.record_view import RecordView


class RegisterKey(BaseConverter):
    """A register's key in an address."""

    regex = KEY.pattern


class ResourceName(BaseConverter):
    """The name of a resource in an address: of a declared one, or of a register."""

    regex = rf"(?:{PREFIX}{KEY.pattern}|[a-z][a-z0-9_]*)"
    part_isolating = False


def take_key(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep the register's key for the request; the pages themselves take no notice of it."""
    if values:
        g.register = values.pop("register")


class Keyed:
    """A view whose resource stands in the address."""

    def named(self) -> str:
        """The name of the resource that this request is about."""
        return f"{PREFIX}{g.register}"

    def create_blueprint(self, *given: Any, **options: Any) -> Blueprint:
        """FAB's blueprint, with the key taken out of the address."""
        made: Blueprint = super().create_blueprint(*given, **options)  # type: ignore[misc]
        made.url_value_preprocessor(take_key)
        return made


class RegisterView(Keyed, RecordView):
    """`/register/<key>/list/` and all that stands beside it."""

    route_base = f"/{PREFIX}<register_key:register>"
    endpoint = "register"
    class_permission_name = "register"
    method_permission_name = METHOD_ACTIONS


class RegisterApi(Keyed, ResourceApi):
    """`/api/v1/register/<key>/`."""

    resource_name = "register"
    route_base = f"/api/v1/{PREFIX}<register_key:register>"
    class_permission_name = "register"
    base_permissions: list[str] = []
