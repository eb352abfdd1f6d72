"""What a process of a street may name, in words: who acts, what must be so, what happens, what is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from app.declare import ADMINISTRATORS, Role
from app.fields.serial import Serial
from app.metadata.resource import Resource
from app.process.process import Kind, Process, Stage, Words
from app.process.reading import Known
from models.issue import IssueState
from models.loop.effects import EFFECT_OF
from models.loop.facts import FACT_OF
from models.loop.following import INPUTS, state_at
from models.loop.parts import PARTS
from models.processes import SHIPPED

PART_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "owner": Words("责任单位的人员", "Anybody of the unit in charge"),
        "owner_person": Words("责任人", "The person in charge"),
        "visitor": Words("回访人", "Who made the return visit"),
        "reporter": Words("登记人", "Who entered the matter"),
        "requester": Words("点单人", "Who placed the order"),
        "offered": Words("收到派单的志愿者", "Volunteers whom it was offered to"),
        "volunteer": Words("接单的志愿者", "The volunteer who took the order"),
    }
)

CONDITIONS: Mapping[str, Words] = MappingProxyType(
    {
        "contact_known": Words("有联系电话，或已注明匿名", "There is a phone number, or the reporter is anonymous"),
        "session_held": Words("已开商研判会", "A session has been held on it"),
        "parties_present": Words("四方到齐，或写明缺席原因", "All four parties were present, or a reason is given"),
        "may_turn_down": Words("收到交办未满 5 个工作日", "No more than 5 working days have passed"),
        "evidence": Words("已上传办理凭证", "There is proof of what was done"),
        "visit_done": Words("已登记回访", "A return visit has been entered"),
        "visit_settled": Words("最近一次回访为“已解决”", "The last return visit found it solved"),
        "visit_unsettled": Words("最近一次回访未解决", "The last return visit did not find it solved"),
        "within_90_days": Words("办结未满 90 天", "It was closed no more than 90 days ago"),
        "fault_found": Words("发现超期、推诿或敷衍", "Delay, evasion or carelessness was found"),
        "no_fault": Words("没有发现超期、推诿或敷衍", "No delay, evasion or carelessness was found"),
        "not_rated": Words("居民还没有评单", "The resident has not rated it"),
        "rating_overdue": Words("评单期限已过", "The time for rating is over"),
    }
)
"""Facts, said as what must be so; `FACTS` says of the same what is missing."""

ELSEWHERE: Mapping[str, Words] = MappingProxyType(
    {
        "service": Words("服务项目", "Service"),
        "served_on": Words("服务日期", "Day of service"),
        "hours": Words("服务时长", "Hours of service"),
    }
)
"""Fields of orders, which are no issues."""

NAMELESS = Words("")
NOT_ASKED = frozenset(("state", "state_reason", "closed_on", "accepted_on", "recurrences"))  # the case decides these


def may_name(process: Process) -> Known:
    """What a street's version of a process may name: what is known of issues, and what it named as shipped."""
    ways = process.transitions
    return Known(
        actors=frozenset(
            {
                *(f"role:{role.value}" for role in Role if role not in ADMINISTRATORS),
                *(f"part:{part}" for part in PARTS),
                *(name for way in ways for name in (*way.actors, *way.bars) if not name.startswith("did:")),
            }
        ),
        facts=frozenset({*FACT_OF, *(name for way in ways for name in (*way.facts, *way.when))}),
        effects=frozenset({*EFFECT_OF, *(name for way in ways for name in way.effects)}),
    )


def askable(issue: Resource, processes: Iterable[Process]) -> dict[str, str]:
    """The fields that a process may ask for, with their labels: those that are filled in, the street's own too."""
    found = {
        name: str(field.label)
        for name, field in issue.fields.items()
        if not (field.readonly or field.hidden or field.kind == "computed" or isinstance(field, Serial))
        and name not in NOT_ASKED
    }
    named = {name for process in processes for way in process.transitions for name in way.needs}
    for name in sorted(named - set(found)):
        declared = issue.fields.get(name) or INPUTS.get(name)
        found[name] = str(declared.label) if declared is not None else ""
    for name, declared in INPUTS.items():
        found.setdefault(name, str(declared.label))
    return found


def column(stage: Mapping[str, Any]) -> str:
    """The column of the board, or the state beside it, that a stage of a spec is shown in."""
    shown = Stage(
        key=stage["key"], step=stage["step"], kind=Kind(stage["kind"]), label=NAMELESS, final=bool(stage.get("final"))
    )
    return str(IssueState(state_at(shown)).label)


def shipped(key: str) -> Process | None:
    """A process as it comes with the program."""
    return SHIPPED.get(key)
