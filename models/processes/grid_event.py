"""网格事件: 信息采集上报, 处置反馈, 核查办结, 综合评价, 事件归档."""

from __future__ import annotations

from app.process.process import Kind, Limit, Process, Stage, Step, Transition, Words
from models.processes.common import CENTRE, GRID, OFFICE, OWNER, PERSON, SECRETARY, clock, notes, pause

OPEN = ("report", "handle", "verify", "rate")

STEPS = (
    Step(key="report", label=Words("信息采集上报", "Report")),
    Step(key="handle", label=Words("处置反馈", "Handle")),
    Step(key="verify", label=Words("核查办结", "Verify")),
    Step(key="rate", label=Words("综合评价", "Rate")),
    Step(key="archive", label=Words("事件归档", "File")),
)

STAGES = (
    Stage(key="report", step="report", kind=Kind.INTAKE, label=Words("待受理", "To be accepted"), limit=Limit(1)),
    Stage(
        key="handle",
        step="handle",
        kind=Kind.HANDLE,
        label=Words("处置中", "Being handled"),
        limit=Limit(5),
        extension=Limit(5),
        skippable=True,
        repeatable=True,
    ),
    Stage(
        key="verify",
        step="verify",
        kind=Kind.VERIFY,
        label=Words("待核查", "To be verified"),
        limit=Limit(2),
        repeatable=True,
    ),
    Stage(key="rate", step="rate", kind=Kind.RATE, label=Words("待评价", "To be rated"), limit=Limit(7)),
    Stage(key="archived", step="archive", kind=Kind.ARCHIVE, label=Words("已归档", "Archived"), final=True),
    Stage(key="rejected", step="report", kind=Kind.TRIAGE, label=Words("不予受理", "Not accepted"), final=True),
)

TRANSITIONS = (
    Transition(
        key="hand_over",
        label=Words("交处置单位", "Hand it over"),
        source=("report",),
        target="handle",
        actors=(*GRID, *OFFICE),
        needs=("category", "organisation", "owner_organisation"),
        effects=("accept", "assign"),
        tone="primary",
    ),
    Transition(
        key="settle_on_the_spot",
        label=Words("现场办结", "Settled on the spot"),
        source=("report",),
        target="verify",
        actors=GRID,
        needs=("category", "organisation", "outcome"),
        facts=("evidence",),
        reason=True,
        skips=("handle",),
        effects=("accept",),
    ),
    Transition(
        key="handled",
        label=Words("反馈处置结果", "Report what was done"),
        source=("handle",),
        target="verify",
        actors=(OWNER, PERSON),
        needs=("outcome",),
        facts=("evidence",),
        effects=("finish_assignment",),
        tone="primary",
    ),
    Transition(
        key="verify",
        label=Words("核查通过", "Verified"),
        source=("verify",),
        target="rate",
        actors=("role:grid_leader", *OFFICE),
        bars=("did:handled", "did:settle_on_the_spot", PERSON),
        effects=("close", "answer"),
        tone="primary",
    ),
    Transition(
        key="send_back",
        label=Words("核查不通过，退回处置", "Not in order: handle again"),
        source=("verify",),
        target="handle",
        actors=("role:grid_leader", *OFFICE),
        bars=("did:handled", "did:settle_on_the_spot", PERSON),
        needs=("owner_organisation",),
        reason=True,
        effects=("assign",),
        tone="late",
    ),
    Transition(
        key="rate",
        label=Words("评价归档", "Rate and file"),
        source=("rate",),
        target="archived",
        actors=(CENTRE, SECRETARY),
        bars=("did:handled", PERSON),
        needs=("rating",),
        tone="primary",
    ),
    Transition(
        key="reject",
        label=Words("不予受理", "Do not accept"),
        source=("report",),
        target="rejected",
        actors=OFFICE,
        reason=True,
        effects=("answer",),
        tone="late",
    ),
    *clock(("handle",)),
    *pause(OPEN),
    *notes(OPEN),
)

GRID_EVENT = Process(
    key="grid_event",
    label=Words("网格事件", "Grid event"),
    steps=STEPS,
    stages=STAGES,
    transitions=TRANSITIONS,
    start="report",
)
