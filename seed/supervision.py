"""Turns a supervised issue into its demand: who asked what, who answered, and who struck it off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.cases.days import COMMON
from app.process.clock import end_of
from app.process.supervision import Entry, Item, Said, State
from models.issue import IssueState
from models.loop.supervision import Supervision, columns
from seed.rules import TODAY, ZONE, moment
from seed.scene import Scene

OVERSEERS = "纪工委"  # in the name of the office that demands; the governance centre where a place has none
DEMANDS = ("请说明办理进展和完成时间。", "群众多次反映，请说明原因并限期办结。", "请报送处理前后照片和回访情况。")
ANSWERS = ("已安排专人办理，处理情况和照片已上传。", "已办结并回访，反映人表示认可。")
VERIFIED = ("现场核实，情况属实，予以销号。", "电话核实反映人，问题已解决，予以销号。")
LIMIT = 5  # working days


def build(scene: Scene, key: str, issue: int, unit: int, values: Mapping[str, Any]) -> None:
    """The demand about one issue: struck off where the issue is closed."""
    if not values["supervised"]:
        return
    luck = scene.chance(f"supervision/{key}")
    name = demander(scene)
    first: date = values.get("accepted_on") or values["reported_at"].astimezone(ZONE).date()
    closed: date | None = values.get("closed_on")
    on = min(first + timedelta(days=1), closed or TODAY)
    begun = moment(on, 9).astimezone(ZONE)
    due = end_of(COMMON.after(on, LIMIT), begun)
    entries = [Entry(said=Said.DEMAND, by=0, name=name, on=begun, text=luck.choice(DEMANDS), due=due)]
    state = State.OPEN
    if values["state"] is IssueState.CLOSED and closed is not None:
        owner = scene.name_of(values["owner_person_id"])
        said = (
            (Said.ANSWER, owner, 16, luck.choice(ANSWERS), due),
            (Said.STRIKE_OFF, name, 17, luck.choice(VERIFIED), None),
        )
        entries += [
            Entry(said=what, by=0, name=who, on=moment(closed, hour).astimezone(ZONE), text=words, due=until)
            for what, who, hour, words, until in said
        ]
        state = State.CLOSED
    item = Item(of=f"issue/{issue}", state=state, due=entries[-1].due, entries=tuple(entries))
    scene.add(
        Supervision,
        f"{key}/supervision",
        unit=unit,
        issue_id=issue,
        text=entries[0].text,
        demanded_by=name,
        created_at=begun,
        updated_at=entries[-1].on,
        **columns(item),
    )


def demander(scene: Scene) -> str:
    """Somebody of the inspectors; of the governance centre where the place has none."""
    staff = next((people for office, people in scene.sections if OVERSEERS in office.name), scene.centre)
    return scene.name_of(staff[0]) if staff else "街道社会治理中心"
