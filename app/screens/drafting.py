"""What pages with a shared draft have in common: nobody's step overwrites what somebody else did meanwhile."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from app.forms.draft import Drafting
from app.screens.notices import tell
from app.screens.web import whole


def behind(draft: Drafting) -> bool:
    """Whether a step was sent from a page that is older than the draft; says who changed it."""
    if draft.id is None or whole(request.form.get("_revision")) == draft.revision:
        return False
    tell(changed_words(draft.saved_by), tone="soon")
    return True


def changed_words(who: str) -> str:
    """What is told of a step that came from a page older than the draft."""
    return gettext("%(who)s changed this draft meanwhile. Look at it, then do your step again.", who=who)


def crossed() -> None:
    """Say that somebody else was quicker by a moment."""
    tell(gettext("Somebody else changed this draft just now. Do your step again."), tone="soon")


def overtaken_words(number: int) -> str:
    """What who publishes second is told."""
    return gettext("Version %(number)s was published meanwhile. Give up this draft, or publish again.", number=number)
