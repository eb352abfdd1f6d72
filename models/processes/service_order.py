"""点单服务: 点单, 派单, 接单, 评单. 派单 is an offer, freely taken; points follow the rating only."""

from __future__ import annotations

from app.process.process import Doing, Kind, Limit, Process, Stage, Step, Transition, Unit, Words
from models.processes.common import OFFICE, clock, notes, pause

OPEN = ("order", "offer", "serve", "rate")
REQUESTER = "part:requester"  # who ordered
OFFERED = "part:offered"  # whom the order was offered to
VOLUNTEER = "part:volunteer"  # who took it

STEPS = (
    Step(key="order", label=Words("点单", "Order")),
    Step(key="offer", label=Words("派单", "Offer")),
    Step(key="serve", label=Words("接单", "Take and serve")),
    Step(key="rate", label=Words("评单", "Rate")),
)

STAGES = (
    Stage(key="order", step="order", kind=Kind.INTAKE, label=Words("待派单", "To be offered"), limit=Limit(1)),
    Stage(
        key="offer",
        step="offer",
        kind=Kind.DISPATCH,
        label=Words("待接单", "Waiting for a volunteer"),
        limit=Limit(3, Unit.DAYS),
        repeatable=True,
    ),
    Stage(
        key="serve",
        step="serve",
        kind=Kind.ACCEPT,
        label=Words("服务中", "Being served"),
        limit=Limit(7, Unit.DAYS),
        extension=Limit(7, Unit.DAYS),
        repeatable=True,
    ),
    Stage(
        key="rate",
        step="rate",
        kind=Kind.RATE,
        label=Words("待评单", "To be rated"),
        limit=Limit(7, Unit.DAYS),
        repeatable=True,
    ),
    Stage(key="rated", step="rate", kind=Kind.ARCHIVE, label=Words("已评单", "Rated"), final=True),
    Stage(key="unrated", step="rate", kind=Kind.ARCHIVE, label=Words("未评单，不计积分", "Not rated"), final=True),
    Stage(key="cancelled", step="order", kind=Kind.ARCHIVE, label=Words("已取消", "Cancelled"), final=True),
)

TRANSITIONS = (
    Transition(
        key="offer",
        label=Words("派单", "Offer it"),
        source=("order",),
        target="offer",
        actors=OFFICE,
        needs=("service", "organisation"),
        facts=("contact_known",),
        effects=("offer",),
        tone="primary",
    ),
    Transition(
        key="take",
        label=Words("接单", "Take the order"),
        source=("offer",),
        target="serve",
        actors=(OFFERED,),
        bars=(REQUESTER,),
        effects=("take_order",),
        tone="primary",
    ),
    Transition(
        key="pass",
        label=Words("这次不接", "Not this time"),
        source=("offer",),
        does=Doing.NOTE,
        actors=(OFFERED,),
    ),
    Transition(
        key="offer_again",
        label=Words("重新派单", "Offer it to others"),
        source=("offer",),
        target="offer",
        actors=OFFICE,
        effects=("offer",),
    ),
    Transition(
        key="hand_back",
        label=Words("退单", "Hand it back"),
        source=("serve",),
        target="offer",
        actors=(VOLUNTEER, *OFFICE),
        reason=True,
        effects=("hand_back_order",),
        tone="late",
    ),
    Transition(
        key="served",
        label=Words("服务完成", "Served"),
        source=("serve",),
        target="rate",
        actors=(VOLUNTEER,),
        needs=("served_on", "hours"),
        effects=("record_service",),
        tone="primary",
    ),
    Transition(
        key="rate",
        label=Words("评单", "Rate"),
        source=("rate",),
        target="rated",
        actors=(REQUESTER,),
        bars=(VOLUNTEER, "did:served"),
        needs=("rating",),
        effects=("earn_points",),
        tone="primary",
    ),
    Transition(
        key="not_served",
        label=Words("没有服务，退回", "It was not served"),
        source=("rate",),
        target="serve",
        actors=(REQUESTER, *OFFICE),
        bars=(VOLUNTEER,),
        reason=True,
        tone="late",
    ),
    Transition(
        key="close_unrated",
        label=Words("无评价关闭", "Close without a rating"),
        source=("rate",),
        target="unrated",
        actors=OFFICE,
        facts=("not_rated", "rating_overdue"),
        reason=True,
    ),
    Transition(
        key="cancel",
        label=Words("取消订单", "Cancel the order"),
        source=("order", "offer", "serve"),
        target="cancelled",
        actors=(REQUESTER, *OFFICE),
        reason=True,
        tone="late",
    ),
    Transition(
        key="ask_time",
        label=Words("申请改期", "Ask for another day"),
        source=("serve",),
        does=Doing.ASK,
        actors=(VOLUNTEER,),
        reason=True,
    ),
    *clock(("serve",), (REQUESTER, *OFFICE))[1:],
    *pause(OPEN),
    *notes(OPEN, (REQUESTER, VOLUNTEER)),
)

SERVICE_ORDER = Process(
    key="service_order",
    label=Words("点单服务", "Service order"),
    steps=STEPS,
    stages=STAGES,
    transitions=TRANSITIONS,
    start="order",
)
