"""Turns declared grants into Flask-AppBuilder's roles and permissions, named after the resources.

Only differences are written; grants that no resource declares any more are taken away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import Permission, PermissionView, Role, ViewMenu
from flask_appbuilder.security.sqla.models import assoc_permissionview_role as held
from sqlalchemy import Connection, delete, insert, select

from app.declare import ACTIONS
from app.declare import Role as Roles
from app.metadata.resource import Resources

permissions, menus, pairs, roles = (model.__table__ for model in (Permission, ViewMenu, PermissionView, Role))


def reconcile(connection: Connection, resources: Resources) -> int:
    """Make FAB's tables say what the resources declare. Returns how many rows changed."""
    wanted_pairs = {
        (f"can_{action}", resource.name)
        for resource in resources.values()
        for action in (*ACTIONS, *(item.name for item in resource.screen.actions))
    }
    wanted_held = {
        (grant.role.value, f"can_{action}", resource.name)
        for resource in resources.values()
        for grant in resource.screen.grants
        for action in grant.can
        if action != "name"
    }
    changed = _add_names(connection, permissions, {name for name, _ in wanted_pairs})
    changed += _add_names(connection, menus, {name for _, name in wanted_pairs})
    changed += _add_names(connection, roles, {item.value for item in Roles})
    permission_ids, menu_ids, role_ids = (_ids(connection, table) for table in (permissions, menus, roles))
    there = {
        (row.permission, row.menu): row.id
        for row in connection.execute(
            select(pairs.c.id, permissions.c.name.label("permission"), menus.c.name.label("menu"))
            .join(permissions, permissions.c.id == pairs.c.permission_id)
            .join(menus, menus.c.id == pairs.c.view_menu_id)
        )
    }
    new = sorted(wanted_pairs - set(there))
    changed += _insert(
        connection,
        pairs,
        ({"permission_id": permission_ids[name], "view_menu_id": menu_ids[menu]} for name, menu in new),
    )
    pair_ids = {
        (row.permission_id, row.view_menu_id): row.id
        for row in connection.execute(select(pairs.c.id, pairs.c.permission_id, pairs.c.view_menu_id))
    }
    wanted = {(role_ids[role], pair_ids[permission_ids[name], menu_ids[menu]]) for role, name, menu in wanted_held}
    ours = {role_ids[item.value] for item in Roles}
    now = {
        (row.role_id, row.permission_view_id): row.id
        for row in connection.execute(
            select(held.c.id, held.c.role_id, held.c.permission_view_id).where(held.c.role_id.in_(ours))
        )
    }
    changed += _insert(
        connection, held, ({"role_id": role, "permission_view_id": pair} for role, pair in sorted(wanted - set(now)))
    )
    gone = [number for key, number in now.items() if key not in wanted]
    if gone:
        changed += connection.execute(delete(held).where(held.c.id.in_(gone))).rowcount
    return changed


def _ids(connection: Connection, table: Any) -> dict[str, int]:
    return {row.name: row.id for row in connection.execute(select(table.c.id, table.c.name))}


def _add_names(connection: Connection, table: Any, names: Iterable[str]) -> int:
    return _insert(connection, table, ({"name": name} for name in sorted(set(names) - set(_ids(connection, table)))))


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> int:
    found = list(rows)
    if found:
        connection.execute(insert(table), found)
    return len(found)
