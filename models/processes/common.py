"""What the shipped processes share: who acts, what facts and effects mean, and the ways that run beside the main one.

Facts are told to the clerk as what is missing, effects as what will happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.process.process import Doing, Transition, Words

SECRETARY = "role:community_secretary"
CENTRE = "role:street_centre"
OFFICE = (SECRETARY, CENTRE)
GRID = ("role:grid_leader", "role:grid_staff")
WATCHING = ("role:party_secretary", "role:inspector")
OWNER = "part:owner"  # anybody of the unit in charge
PERSON = "part:owner_person"  # the one named
VISITOR = "part:visitor"
REPORTER = "part:reporter"

FACTS: Mapping[str, Words] = MappingProxyType(
    {
        "contact_known": Words(
            "没有联系电话，也没有注明匿名", "There is neither a phone number nor a note that the reporter is anonymous"
        ),
        "session_held": Words("还没有开会商研判会", "No session has been held on it"),
        "parties_present": Words(
            "四方未到齐，且没有写明缺席原因",
            "Not all four parties were present, and no reason is given for who was not",
        ),
        "may_turn_down": Words(
            "超过 5 个工作日，不能再退回", "More than 5 working days have passed: too late to turn it down"
        ),
        "evidence": Words("没有上传办理凭证（照片或文件）", "There is no proof of what was done, a photo or a paper"),
        "visit_done": Words("还没有登记回访", "No return visit has been entered"),
        "visit_settled": Words("最近一次回访的结果不是“已解决”", "The last return visit did not find it solved"),
        "visit_unsettled": Words("最近一次回访的结果是“已解决”", "The last return visit found it solved"),
        "within_90_days": Words(
            "办结已超过 90 天，请登记为新问题", "It was closed more than 90 days ago: enter it as a new matter"
        ),
        "fault_found": Words("没有发现超期、推诿或敷衍", "No delay, evasion or carelessness was found"),
        "no_fault": Words(
            "发现超期、推诿或敷衍，须先追责",
            "Delay, evasion or carelessness was found: those in charge answer for it first",
        ),
        "not_rated": Words("居民已经评单", "The resident has rated it already"),
        "rating_overdue": Words("评单期限还没有到", "The resident may still rate it"),
    }
)

EFFECTS: Mapping[str, Words] = MappingProxyType(
    {
        "accept": Words("记下受理日期", "Keeps the day of acceptance"),
        "answer": Words("把答复发给所有反映人", "Gives the answer to everybody who reported it"),
        "merge": Words("并入所选问题，反映人一并转入", "Joins it to the matter chosen, with all who reported it"),
        "assign": Words("开出交办单，写明责任单位、责任人和期限", "Writes an assignment with unit, person and day"),
        "accept_assignment": Words("交办单记为已接办", "Marks the assignment as accepted"),
        "turn_down_assignment": Words("交办单记为已退回", "Marks the assignment as turned down"),
        "finish_assignment": Words("交办单记为已办结", "Marks the assignment as done"),
        "escalate": Words("责任单位改为上级", "Puts the unit above in charge"),
        "close": Words("记下办结日期并销号", "Keeps the day of closing and strikes it off the list"),
        "recur": Words("记为反复，清空办结日期", "Marks it as recurring and removes the day of closing"),
        "call_to_account": Words("登记追责", "Enters who answers for it"),
        "keep_as_case": Words("收入案例库", "Takes it into the library of cases"),
        "offer": Words(
            "把订单发给合适的志愿者，由其自愿接单", "Offers the order to volunteers, who are free to take it"
        ),
        "take_order": Words("记下接单的志愿者", "Keeps the volunteer who took the order"),
        "hand_back_order": Words("订单重新派出", "Offers the order anew"),
        "record_service": Words("登记服务时长", "Enters the hours of service"),
        "earn_points": Words("按评单结果计积分", "Books points by the rating"),
    }
)


def clock(stages: tuple[str, ...], grants: tuple[str, ...] = OFFICE) -> tuple[Transition, ...]:
    """More time for the stages that may be given some: who asks does not decide."""
    return (
        Transition(
            key="ask_time",
            label=Words("申请延期", "Ask for more time"),
            source=stages,
            does=Doing.ASK,
            actors=(OWNER, PERSON, VISITOR),
            reason=True,
        ),
        Transition(
            key="grant_time",
            label=Words("同意延期", "Grant more time"),
            source=stages,
            does=Doing.GRANT,
            actors=grants,
        ),
        Transition(
            key="deny_time",
            label=Words("不同意延期", "Deny more time"),
            source=stages,
            does=Doing.DENY,
            actors=grants,
            reason=True,
        ),
    )


def pause(stages: tuple[str, ...], actors: tuple[str, ...] = OFFICE) -> tuple[Transition, ...]:
    """The clock stands still, and runs again."""
    return (
        Transition(
            key="suspend",
            label=Words("挂起", "Suspend"),
            source=stages,
            does=Doing.SUSPEND,
            actors=actors,
            reason=True,
            tone="late",
        ),
        Transition(
            key="resume",
            label=Words("恢复办理", "Resume"),
            source=stages,
            does=Doing.RESUME,
            actors=actors,
            reason=True,
            tone="primary",
        ),
    )


def notes(stages: tuple[str, ...], more: tuple[str, ...] = ()) -> tuple[Transition, ...]:
    """Entries in the history that change nothing; their text stands in the reason."""
    return (
        Transition(
            key="urge",
            label=Words("催办", "Urge"),
            source=stages,
            does=Doing.NOTE,
            actors=(*OFFICE, *WATCHING, REPORTER),
            reason=True,
        ),
        Transition(
            key="progress",
            label=Words("记进展", "Note progress"),
            source=stages,
            does=Doing.NOTE,
            actors=(*OFFICE, OWNER, PERSON, VISITOR, *more),
            reason=True,
        ),
        Transition(
            key="comment",
            label=Words("留言", "Comment"),
            source=stages,
            does=Doing.NOTE,
            actors=(*OFFICE, *GRID, *WATCHING, OWNER, PERSON, VISITOR, *more),
            reason=True,
        ),
    )
