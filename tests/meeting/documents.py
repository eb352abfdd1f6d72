"""Documents of meetings as a phone sends them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from models.meeting import PARTIES

EMPTY: dict[str, dict[str, Any]] = {
    "issues": {"issue": None},
    "people": {
        "name": "王某", "person": None, "side": "parties", "unit": None,
        "present": True, "observer": False, "heads": None, "absence": "",
    },
    "agenda": {"text": "", "done": False},
    "statements": {"item": "", "who": "", "name": "", "text": "", "at": ""},
    "votes": {"subject": "", "method": "hands", "yes": 0, "no": 0, "abstain": 0, "ballots": {}},
    "decisions": {"text": "", "person": None, "unit": None, "due": ""},
    "photos": {"at": ""},
}  # fmt: skip


def entry(list_: str, **values: Any) -> dict[str, Any]:
    """One item of a list."""
    return {"key": str(uuid4()), **EMPTY[list_], **values}


def document(**values: Any) -> dict[str, Any]:
    """A meeting with one person of each party, and nothing else."""
    return {
        "title": "华新苑停车议事",
        "organisation": None,
        "format": "bench",
        "venue": "3号楼前",
        "held_on": "2026-07-09T19:00",
        "chair": None,
        "recorder": None,
        "quorum": None,
        "resolution": "",
        "ended": False,
        **{name: [] for name in EMPTY},
        "people": [entry("people", name=f"{side}甲", side=side) for side in PARTIES],
        **values,
    }
