"""Turns the limits of a step's stages into words: "签收 1、接办 5 个工作日"."""

from __future__ import annotations

from flask_babel import gettext

from app.process.process import Process


def limits(process: Process, step: str, locale: str) -> str:
    """The limits of the stages of a step, the unit once where all have the same; empty where none has one."""
    found = [
        (stage.label.told(locale), stage.limit)
        for stage in process.stages
        if stage.step == step and stage.limit is not None
    ]
    once = len({limit.unit for _label, limit in found}) == 1
    said = [
        f"{label} {limit.amount if once and index + 1 < len(found) else limit.words.told(locale)}"
        for index, (label, limit) in enumerate(found)
    ]
    return gettext(", ").join(said)
