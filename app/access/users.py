"""Turns an account into a Viewer: its person's posts of today, and what their roles were granted."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.posts import held
from app.access.viewer import Holding, Rights, Viewer
from app.declare import Role

KEPT = 512  # viewers in memory

HOUSE = "系统"  # who the trace says it was where nobody acted


class Viewers:
    """Viewers by account, kept until the epoch of rights, or the day, changes."""

    def __init__(self, account: type[Any], post: type[Any], organisation: type[Any], rights: Rights) -> None:
        self.account, self.post, self.organisation, self.rights = account, post, organisation, rights
        self.house = Viewer(
            user_id=0, username="", name=HOUSE, person_id=None, holdings=(), rights=rights, unlimited=True
        )
        self._kept: dict[int, tuple[int, date, Viewer]] = {}

    def get(self, session: Session, user_id: int, epoch: int, today: date) -> Viewer | None:
        """The viewer of an account; None when the account is gone."""
        kept = self._kept.get(user_id)
        if kept is not None and kept[0] == epoch and kept[1] == today:
            return kept[2]
        viewer = self.load(session, user_id, today)
        if viewer is None:
            self._kept.pop(user_id, None)
            return None
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[user_id] = (epoch, today, viewer)
        return viewer

    def load(self, session: Session, user_id: int, today: date) -> Viewer | None:
        """Read the account and its posts; two statements."""
        account, post, organisation = self.account.__table__, self.post.__table__, self.organisation.__table__
        found = session.execute(
            select(account.c.username, account.c.name, account.c.person_id, account.c.must_change_password).where(
                account.c.id == user_id, account.c.active.is_(True), account.c.deleted_at.is_(None)
            ),
            execution_options={"door": "sign-in: who this is decides what he may read"},
        ).first()
        if found is None:
            return None
        rows = session.execute(
            select(
                post.c.id,
                post.c.role,
                organisation.c.id,
                organisation.c.name,
                organisation.c.kind,
                organisation.c.path,
                organisation.c.street_id,
            )
            .join(organisation, organisation.c.id == post.c.organisation_id)
            .where(
                post.c.person_id == found.person_id,
                post.c.deleted_at.is_(None),
                organisation.c.deleted_at.is_(None),
                held(post.c, today),
            )
            .order_by(post.c.id),
            execution_options={"door": "sign-in: posts decide what may be read"},
        )
        holdings = tuple(
            Holding(
                post_id=number,
                role=Role(role),
                organisation_id=unit,
                organisation=name,
                kind=kind,
                path=path,
                street_id=street,
            )
            for number, role, unit, name, kind, path, street in rows
        )
        return Viewer(
            user_id=user_id,
            username=found.username,
            name=found.name,
            person_id=found.person_id,
            holdings=separated(holdings),
            rights=self.rights,
            must_change_password=bool(found.must_change_password),
        )


def separated(holdings: tuple[Holding, ...]) -> tuple[Holding, ...]:
    """The posts that count: the three administrators exclude each other and every business role.

    Whoever holds posts that exclude each other gets the rights of the first administrator's post only.
    """
    from app.declare import ADMINISTRATORS

    administrators = [holding for holding in holdings if holding.role in ADMINISTRATORS]
    if not administrators:
        return holdings
    first = administrators[0].role
    return tuple(holding for holding in administrators if holding.role is first)
