"""Turns Resources into FAB views, one class each: FAB compares view classes and names permissions after them."""

from __future__ import annotations

from typing import Any

from app.declare import ACTIONS
from app.metadata.resource import Resource
from app.screens.record_view import RecordView

METHOD_ACTIONS = {
    "list": "list",
    "bin": "restore",
    "columns": "list",
    "views": "list",
    "show": "show",
    "print": "show",
    "tab": "show",
    "count": "show",
    "history": "show",
    "comment": "comment",
    "add": "add",
    "edit": "edit",
    "delete": "delete",
    "delete_many": "delete",
    "restore": "restore",
    "purge": "purge",
    "do": "show",
    "pick": "list",
    "unmask": "unmask",
    "chart": "list",
    "chart_csv": "list",
    "export": "export",
}


def view_class(resource: Resource, bases: tuple[type[Any], ...] = (RecordView,)) -> type[RecordView]:
    """The view of a resource: its own addresses and FAB permissions on the resource's name, never on a class name."""
    return type(
        f"{resource.name.title().replace('_', '')}View",
        bases,
        {
            "resource_name": resource.name,
            "route_base": f"/{resource.name}",
            "endpoint": resource.name,
            "class_permission_name": resource.name,
            "method_permission_name": METHOD_ACTIONS,
            "base_permissions": [f"can_{action}" for action in ACTIONS],
        },
    )
