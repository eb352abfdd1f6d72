"""The shipped processes, one file each; `SHIPPED` holds them by key. A street may publish versions of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.process.process import Process
from models.processes.appeal import APPEAL
from models.processes.common import EFFECTS, FACTS
from models.processes.eight_steps import EIGHT_STEPS
from models.processes.grid_event import GRID_EVENT
from models.processes.grid_round import GRID_ROUND
from models.processes.loop import LOOP
from models.processes.service_order import SERVICE_ORDER
from models.processes.templates import TEMPLATES

SHIPPED: Mapping[str, Process] = MappingProxyType(
    {process.key: process for process in (LOOP, EIGHT_STEPS, GRID_EVENT, APPEAL, GRID_ROUND, SERVICE_ORDER)}
)

__all__ = [
    "APPEAL",
    "EFFECTS",
    "EIGHT_STEPS",
    "FACTS",
    "GRID_EVENT",
    "GRID_ROUND",
    "LOOP",
    "SERVICE_ORDER",
    "SHIPPED",
    "TEMPLATES",
]
