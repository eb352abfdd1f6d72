"""What a street's own process may begin with where no shipped one is near: registered, handled, done; or rectified.

Both ask for nothing that the entries of any register could not answer. They run nowhere: a street makes its own of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.process.process import Doing, Kind, Limit, Process, Stage, Step, Transition, Words
from models.processes.common import CENTRE, GRID, OFFICE, OWNER, REPORTER

LEADING = ("role:grid_leader", *OFFICE)


def beside(stages: tuple[str, ...], later: tuple[str, ...]) -> tuple[Transition, ...]:
    """Notes on the way, and more time where it may be given."""
    return (
        Transition(
            key="ask_time", label=Words("申请延期", "Ask for more time"), source=later, does=Doing.ASK,
            actors=(OWNER, *GRID), reason=True,
        ),
        Transition(
            key="grant_time", label=Words("同意延期", "Grant more time"), source=later, does=Doing.GRANT, actors=OFFICE
        ),
        Transition(
            key="deny_time", label=Words("不同意延期", "Deny more time"), source=later, does=Doing.DENY, actors=OFFICE,
            reason=True,
        ),
        Transition(
            key="suspend", label=Words("挂起", "Suspend"), source=stages, does=Doing.SUSPEND, actors=OFFICE,
            reason=True, tone="late",
        ),
        Transition(
            key="resume", label=Words("恢复办理", "Resume"), source=stages, does=Doing.RESUME, actors=OFFICE,
            reason=True, tone="primary",
        ),
        Transition(
            key="progress", label=Words("记进展", "Note progress"), source=stages, does=Doing.NOTE,
            actors=(OWNER, REPORTER, *GRID, *OFFICE), reason=True,
        ),
    )  # fmt: skip


PLAIN = Process(
    key="plain",
    label=Words("登记办理", "Register and handle"),
    steps=(
        Step(key="register", label=Words("登记", "Register")),
        Step(key="handle", label=Words("办理", "Handle")),
        Step(key="done", label=Words("办结", "Done")),
    ),
    stages=(
        Stage(
            key="registered",
            step="register",
            kind=Kind.INTAKE,
            label=Words("待受理", "To be accepted"),
            limit=Limit(1),
            repeatable=True,
        ),
        Stage(key="returned", step="register", kind=Kind.TRIAGE, label=Words("不予受理", "Not accepted"), final=True),
        Stage(
            key="handling",
            step="handle",
            kind=Kind.HANDLE,
            label=Words("办理中", "Being handled"),
            limit=Limit(5),
            extension=Limit(5),
            repeatable=True,
        ),
        Stage(key="done", step="done", kind=Kind.ARCHIVE, label=Words("已办结", "Done"), final=True, repeatable=True),
    ),
    transitions=(
        Transition(
            key="accept",
            label=Words("受理", "Accept"),
            source=("registered",),
            target="handling",
            actors=LEADING,
            tone="primary",
        ),
        Transition(
            key="reject",
            label=Words("不予受理", "Do not accept"),
            source=("registered",),
            target="returned",
            actors=LEADING,
            reason=True,
            tone="late",
        ),
        Transition(
            key="finish",
            label=Words("办结", "Done"),
            source=("handling",),
            target="done",
            actors=(OWNER, *GRID, *OFFICE),
            effects=("close",),
            tone="primary",
        ),
        Transition(
            key="return",
            label=Words("退回", "Send back"),
            source=("handling",),
            target="registered",
            actors=(OWNER, *GRID, *OFFICE),
            reason=True,
            tone="late",
        ),
        Transition(
            key="reopen",
            label=Words("重新办理", "Open again"),
            source=("done",),
            target="handling",
            actors=OFFICE,
            reason=True,
            effects=("recur",),
        ),
        *beside(("registered", "handling"), ("handling",)),
    ),
    start="registered",
)

RECTIFY = Process(
    key="rectify",
    label=Words("隐患整改", "Trouble and repair"),
    steps=(
        Step(key="found", label=Words("登记", "Register")),
        Step(key="rectify", label=Words("整改", "Repair")),
        Step(key="recheck", label=Words("复查", "Check again")),
        Step(key="closed", label=Words("销号", "Closed")),
    ),
    stages=(
        Stage(key="found", step="found", kind=Kind.INTAKE, label=Words("待处理", "To be looked at"), limit=Limit(1)),
        Stage(key="all_well", step="found", kind=Kind.ARCHIVE, label=Words("无隐患", "No trouble"), final=True),
        Stage(
            key="rectify",
            step="rectify",
            kind=Kind.HANDLE,
            label=Words("整改中", "Being repaired"),
            limit=Limit(5),
            extension=Limit(5),
            repeatable=True,
        ),
        Stage(
            key="recheck",
            step="recheck",
            kind=Kind.VERIFY,
            label=Words("待复查", "To be checked again"),
            limit=Limit(2),
            repeatable=True,
        ),
        Stage(
            key="closed", step="closed", kind=Kind.ARCHIVE, label=Words("已销号", "Closed"), final=True, repeatable=True
        ),
    ),
    transitions=(
        Transition(
            key="order",
            label=Words("责令整改", "Order the repair"),
            source=("found",),
            target="rectify",
            actors=(*GRID, *OFFICE),
            tone="primary",
        ),
        Transition(
            key="nothing_found",
            label=Words("未发现隐患", "No trouble found"),
            source=("found",),
            target="all_well",
            actors=(*GRID, *OFFICE),
            effects=("close",),
        ),
        Transition(
            key="rectified",
            label=Words("整改完成", "Repaired"),
            source=("rectify",),
            target="recheck",
            actors=(OWNER, *GRID),
            tone="primary",
        ),
        Transition(
            key="passed",
            label=Words("复查合格，销号", "In order: close it"),
            source=("recheck",),
            target="closed",
            actors=LEADING,
            bars=("did:rectified",),
            effects=("close",),
            tone="primary",
        ),
        Transition(
            key="failed",
            label=Words("复查不合格，继续整改", "Not in order: repair it again"),
            source=("recheck",),
            target="rectify",
            actors=LEADING,
            bars=("did:rectified",),
            reason=True,
            tone="late",
        ),
        Transition(
            key="reopen",
            label=Words("隐患反复，重新整改", "It came back: repair it again"),
            source=("closed",),
            target="rectify",
            actors=(CENTRE, *LEADING[:2]),
            reason=True,
            effects=("recur",),
        ),
        *beside(("found", "rectify", "recheck"), ("rectify",)),
    ),
    start="found",
)

TEMPLATES: Mapping[str, Process] = MappingProxyType({process.key: process for process in (PLAIN, RECTIFY)})
