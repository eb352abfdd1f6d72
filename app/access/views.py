"""What a person keeps of a list: the columns that were chosen, and saved views, his own or shared with a role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.access.viewer import Viewer
from app.fields.link import Id
from app.fields.moment import UtcMoment
from app.record import Base, utc_now

LAST = ""  # the name of the row that remembers the columns last chosen


class SavedView(Base):
    """A remembered list. Not Scoped: it holds an address, no row of anybody."""

    __tablename__ = "saved_view"
    __table_args__ = (
        Index("ix_saved_view_owner", "user_id", "resource"),
        Index("ix_saved_view_shared", "street_id", "resource", "role"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    user_id: Mapped[int] = mapped_column(Id, nullable=False)
    street_id: Mapped[int | None] = mapped_column(Id)
    resource: Mapped[str] = mapped_column(String(60), nullable=False)
    name: Mapped[str] = mapped_column(String(60), nullable=False, default=LAST)
    role: Mapped[str | None] = mapped_column(String(40))  # shared with everyone in the street who has this role
    address: Mapped[str] = mapped_column(Text, nullable=False, default="")  # the parameters: "state=active&sort=-hours"
    columns: Mapped[str] = mapped_column(Text, nullable=False, default="")
    made_at: Mapped[datetime] = mapped_column(UtcMoment, nullable=False, default=utc_now)


_table: Any = SavedView.__table__
_kept = (
    select(*(_table.c[name] for name in ("id", "user_id", "name", "role", "address", "columns")))
    .where(
        _table.c.resource == bindparam("resource"),
        or_(
            _table.c.user_id == bindparam("user_id"),
            and_(
                _table.c.role.in_(bindparam("roles", expanding=True)),
                _table.c.street_id.in_(bindparam("streets", expanding=True)),
            ),
        ),
    )
    .order_by(_table.c.name)
)


def kept(session: Session, viewer: Viewer, resource: str) -> Sequence[Any]:
    """All that the viewer's list of a resource remembers: his own and what is shared with his roles; one statement.

    Each list page asks for them, so they come as rows with id, user_id, name, role, address and columns.
    """
    values = {
        "resource": resource,
        "user_id": viewer.user_id,
        "roles": [role.value for role in viewer.roles],
        "streets": [holding.street_id for holding in viewer.holdings],
    }
    return session.connection().execute(_kept, values).all()


def remember_columns(session: Session, viewer: Viewer, resource: str, columns: str) -> None:
    """Keep the columns last chosen for a list; an empty text goes back to the declared ones."""
    table: Any = SavedView.__table__
    mine = (table.c.user_id == viewer.user_id, table.c.resource == resource, table.c.name == LAST)
    connection = session.connection()
    if not columns:
        connection.execute(delete(table).where(*mine))
    elif connection.execute(update(table).where(*mine).values(columns=columns)).rowcount == 0:
        connection.execute(
            insert(table).values(
                user_id=viewer.user_id, resource=resource, name=LAST, columns=columns, address="", made_at=utc_now()
            )
        )


def save_view(
    session: Session, viewer: Viewer, resource: str, name: str, address: str, columns: str, role: str | None
) -> SavedView:
    """Keep a list under a name; the same name again replaces it."""
    found = session.scalar(
        select(SavedView).where(
            SavedView.user_id == viewer.user_id, SavedView.resource == resource, SavedView.name == name
        )
    )
    view = found or SavedView(user_id=viewer.user_id, resource=resource, name=name)
    view.address, view.columns, view.role = address, columns, role
    view.street_id = viewer.home.street_id if viewer.home else None
    session.add(view)
    return view


def drop_view(session: Session, viewer: Viewer, resource: str, number: int) -> str | None:
    """Forget one of the viewer's own views and say its name; None when it is not his, or of another list."""
    mine = (SavedView.user_id == viewer.user_id, SavedView.resource == resource, SavedView.name != LAST)
    view = session.scalar(select(SavedView).where(SavedView.id == number, *mine))
    if view is None:
        return None
    session.delete(view)
    return view.name
