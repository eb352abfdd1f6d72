"""网格闭环: 指派任务, 发现问题, 调查核实, 处置反馈. It begins with the task, not with a report."""

from __future__ import annotations

from app.process.process import Kind, Limit, Process, Stage, Step, Transition, Words
from models.processes.common import GRID, OFFICE, OWNER, PERSON, clock, notes, pause

OPEN = ("task", "find", "check", "handle", "reply")

STEPS = (
    Step(key="task", label=Words("指派任务", "Set the task")),
    Step(key="find", label=Words("发现问题", "Find")),
    Step(key="check", label=Words("调查核实", "Check")),
    Step(key="handle", label=Words("处置反馈", "Handle and report")),
)

STAGES = (
    Stage(key="task", step="task", kind=Kind.DISPATCH, label=Words("待指派", "To be set"), limit=Limit(1)),
    Stage(key="find", step="find", kind=Kind.INTAKE, label=Words("巡查中", "On the round"), limit=Limit(1)),
    Stage(
        key="check",
        step="check",
        kind=Kind.INVESTIGATE,
        label=Words("核实中", "Being checked"),
        limit=Limit(2),
        extension=Limit(2),
        repeatable=True,
    ),
    Stage(
        key="handle",
        step="handle",
        kind=Kind.HANDLE,
        label=Words("处置中", "Being handled"),
        limit=Limit(5),
        extension=Limit(5),
        repeatable=True,
    ),
    Stage(
        key="reply",
        step="handle",
        kind=Kind.REPLY,
        label=Words("待反馈", "To be reported back"),
        limit=Limit(2),
        repeatable=True,
    ),
    Stage(key="closed", step="handle", kind=Kind.ARCHIVE, label=Words("已办结", "Closed"), final=True),
    Stage(key="all_well", step="find", kind=Kind.ARCHIVE, label=Words("巡查无异常", "All well"), final=True),
    Stage(key="unfounded", step="check", kind=Kind.ARCHIVE, label=Words("核实不属实", "Unfounded"), final=True),
    Stage(key="withdrawn", step="task", kind=Kind.ARCHIVE, label=Words("任务已撤回", "Withdrawn"), final=True),
)

TRANSITIONS = (
    Transition(
        key="set_task",
        label=Words("指派", "Set the task"),
        source=("task",),
        target="find",
        actors=("role:grid_leader", *OFFICE),
        needs=("organisation", "owner_person", "due_on"),
        effects=("assign",),
        tone="primary",
    ),
    Transition(
        key="report",
        label=Words("上报问题", "Report a problem"),
        source=("find",),
        target="check",
        actors=(*GRID, PERSON),
        needs=("category",),
        facts=("evidence",),
        effects=("accept",),
        tone="primary",
    ),
    Transition(
        key="nothing_found",
        label=Words("巡查无异常", "Nothing found"),
        source=("find",),
        target="all_well",
        actors=(*GRID, PERSON),
        effects=("finish_assignment",),
    ),
    Transition(
        key="confirm",
        label=Words("核实属实，交处置", "Confirmed: to be handled"),
        source=("check",),
        target="handle",
        actors=("role:grid_leader", *OFFICE),
        needs=("owner_organisation",),
        effects=("assign",),
        tone="primary",
    ),
    Transition(
        key="not_confirmed",
        label=Words("不属实", "Unfounded"),
        source=("check",),
        target="unfounded",
        actors=("role:grid_leader", *OFFICE),
        bars=("did:report",),
        reason=True,
        effects=("finish_assignment",),
        tone="late",
    ),
    Transition(
        key="handled",
        label=Words("处置完成", "Handled"),
        source=("handle",),
        target="reply",
        actors=(OWNER, PERSON),
        needs=("outcome",),
        facts=("evidence",),
        effects=("finish_assignment",),
        tone="primary",
    ),
    Transition(
        key="check_again",
        label=Words("情况有变，重新核实", "Check again"),
        source=("handle",),
        target="check",
        actors=(OWNER, *OFFICE),
        reason=True,
    ),
    Transition(
        key="reply",
        label=Words("反馈并办结", "Report back and close"),
        source=("reply",),
        target="closed",
        actors=("role:grid_leader", *OFFICE),
        bars=("did:handled",),
        needs=("outcome",),
        effects=("answer", "close"),
        tone="primary",
    ),
    Transition(
        key="handle_again",
        label=Words("处置不到位，重新处置", "Not in order: handle again"),
        source=("reply",),
        target="handle",
        actors=("role:grid_leader", *OFFICE),
        bars=("did:handled",),
        reason=True,
        effects=("assign",),
        tone="late",
    ),
    Transition(
        key="withdraw",
        label=Words("撤回任务", "Withdraw the task"),
        source=("task", "find"),
        target="withdrawn",
        actors=("role:grid_leader", *OFFICE),
        reason=True,
        tone="late",
    ),
    *clock(("check", "handle")),
    *pause(OPEN),
    *notes(OPEN),
)

GRID_ROUND = Process(
    key="grid_round",
    label=Words("网格闭环", "Grid round"),
    steps=STEPS,
    stages=STAGES,
    transitions=TRANSITIONS,
    start="task",
)
