"""The shipped processes, one file each; `SHIPPED` holds them by key. A street may publish versions of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.process.process import Process
from models.processes.common import EFFECTS, FACTS
from models.processes.loop import LOOP

SHIPPED: Mapping[str, Process] = MappingProxyType({process.key: process for process in (LOOP,)})

__all__ = ["EFFECTS", "FACTS", "LOOP", "SHIPPED"]
