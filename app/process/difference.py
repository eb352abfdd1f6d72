"""Turns two versions of a process into what a page says of their difference.

    differences(old, new)  ->  (Difference(code="limit", values=(("name", …), ("new", Words("5 个工作日")), …)), …)

A higher room tells it in the reader's language: `gettext(MESSAGES[difference.code], **dict(difference.values))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.process.process import KIND_WORDS, Limit, Process, Stage, Step, Transition, Words

N_ = str  # marks a text for the catalogue: message extractors know the name, and this room needs no translator

MESSAGES: Mapping[str, str] = {
    "process_renamed": N_("The process is now called “%(new)s”, no longer “%(old)s”."),
    "start": N_("A case now begins at “%(new)s”, no longer at “%(old)s”."),
    "step_added": N_("New step: “%(name)s”."),
    "step_removed": N_("The step “%(name)s” is gone."),
    "step_renamed": N_("The step “%(old)s” is now called “%(new)s”."),
    "step_order": N_("The steps stand in another order: %(new)s."),
    "step_beside": N_("Supervision at “%(name)s” was changed."),
    "stage_added": N_("New stage: “%(name)s”."),
    "stage_removed": N_("The stage “%(name)s” is gone."),
    "stage_renamed": N_("The stage “%(old)s” is now called “%(new)s”."),
    "stage_order": N_("The stages stand in another order: %(new)s."),
    "stage_moved": N_("“%(name)s” now belongs to the step “%(new)s”, no longer to “%(old)s”."),
    "kind": N_("What is done at “%(name)s” is now “%(new)s”, no longer “%(old)s”."),
    "limit": N_("“%(name)s” may take %(new)s, before: %(old)s."),
    "extension": N_("“%(name)s” may be given more time: %(new)s, before: %(old)s."),
    "form": N_("“%(name)s” has another form."),
    "skippable": N_("“%(name)s” may be skipped now."),
    "not_skippable": N_("“%(name)s” may not be skipped any more."),
    "repeatable": N_("“%(name)s” may be done again now."),
    "not_repeatable": N_("“%(name)s” is done once only now."),
    "final": N_("“%(name)s” is an end now."),
    "not_final": N_("“%(name)s” is no end any more."),
    "way_added": N_("New action: “%(name)s”."),
    "way_removed": N_("The action “%(name)s” is gone."),
    "way_renamed": N_("The action “%(old)s” is now called “%(new)s”."),
    "way_order": N_("The actions are offered in another order: %(new)s."),
    "way": N_("“%(name)s” now leads from %(new)s, before from %(old)s."),
    "does": N_("“%(name)s” now does something else to the case."),
    "actors": N_("Other people may now take “%(name)s”."),
    "needs": N_("“%(name)s” now asks for other fields."),
    "facts": N_("“%(name)s” now has other conditions."),
    "reason": N_("“%(name)s” asks for a reason now."),
    "no_reason": N_("“%(name)s” asks for no reason any more."),
    "skips": N_("“%(name)s” now leaves out: %(new)s. Before: %(old)s."),
    "effects": N_("“%(name)s” now has other consequences."),
    "tone": N_("“%(name)s” looks different now."),
}
"""Of the differences of two versions."""

NONE = Words("无", "none")
UNLIMITED = Words("不限时", "no limit")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One thing that changed: a key of MESSAGES and its parameters."""

    code: str
    values: tuple[tuple[str, Words], ...] = ()

    def __str__(self) -> str:
        return MESSAGES[self.code] % dict(self.values)


def differences(old: Process, new: Process) -> tuple[Difference, ...]:
    """Everything by which two versions differ, but for their number; empty when nothing does.

    The order of what a transition names (its sources, who may, its fields) says nothing.
    """
    return (
        *_renamed("process", old, new),
        *_started(old, new),
        *_lists("step", old.steps, new.steps, _step),
        *_lists("stage", old.stages, new.stages, lambda before, after: _stage(before, after, old, new)),
        *_lists("way", old.transitions, new.transitions, lambda before, after: _way(before, after, old, new)),
    )


def _say(code: str, **values: Words) -> Difference:
    return Difference(code=code, values=tuple(values.items()))


def _lists(
    name: str, old: Sequence[Any], new: Sequence[Any], inside: Callable[[Any, Any], Iterable[Difference]]
) -> Iterator[Difference]:
    """What was added, what is gone, what changed inside, and the order of what stayed."""
    before, after = {item.key: item for item in old}, {item.key: item for item in new}
    yield from (_say(f"{name}_added", name=item.label) for item in new if item.key not in before)
    yield from (_say(f"{name}_removed", name=item.label) for item in old if item.key not in after)
    for item in new:
        if item.key in before:
            yield from _renamed(name, before[item.key], item)
            yield from inside(before[item.key], item)
    stayed = [item.key for item in old if item.key in after]
    now = [item.key for item in new if item.key in before]
    if stayed != now:
        yield _say(f"{name}_order", new=listed(after[key].label for key in now))


def _renamed(name: str, old: Any, new: Any) -> Iterator[Difference]:
    if old.label != new.label:
        yield _say(f"{name}_renamed", old=old.label, new=new.label)


def _started(old: Process, new: Process) -> Iterator[Difference]:
    if old.start != new.start:
        yield _say("start", old=label(old, old.start), new=label(new, new.start))


def _step(old: Step, new: Step) -> Iterator[Difference]:
    if old.beside != new.beside:
        yield _say("step_beside", name=new.label)


def _stage(old: Stage, new: Stage, before: Process, after: Process) -> Iterator[Difference]:
    name = new.label
    if old.step != new.step:
        yield _say("stage_moved", name=name, old=step_label(before, old.step), new=step_label(after, new.step))
    if old.kind != new.kind:
        yield _say("kind", name=name, old=KIND_WORDS[old.kind], new=KIND_WORDS[new.kind])
    if old.limit != new.limit:
        yield _say("limit", name=name, old=limited(old.limit, UNLIMITED), new=limited(new.limit, UNLIMITED))
    if old.extension != new.extension:
        yield _say("extension", name=name, old=limited(old.extension, NONE), new=limited(new.extension, NONE))
    if old.form != new.form:
        yield _say("form", name=name)
    for flag in ("skippable", "repeatable", "final"):
        if getattr(old, flag) != getattr(new, flag):
            yield _say(flag if getattr(new, flag) else f"not_{flag}", name=name)


def _way(old: Transition, new: Transition, before: Process, after: Process) -> Iterator[Difference]:
    name = new.label
    if (set(old.source), old.target) != (set(new.source), new.target):
        yield _say("way", name=name, old=ends(before, old), new=ends(after, new))
    if old.reason != new.reason:
        yield _say("reason" if new.reason else "no_reason", name=name)
    if set(old.skips) != set(new.skips):
        skipped = (listed(label(drawn, key) for key in way.skips) for drawn, way in ((before, old), (after, new)))
        yield _say("skips", name=name, **dict(zip(("old", "new"), skipped, strict=True)))
    for code, parts in CHANGES.items():
        if any(_plain(getattr(old, part)) != _plain(getattr(new, part)) for part in parts):
            yield _say(code, name=name)


def _plain(value: Any) -> Any:
    """Lists whose order says nothing are compared without it."""
    return set(value) if isinstance(value, tuple) else value


CHANGES: Mapping[str, tuple[str, ...]] = {
    "does": ("does",),
    "actors": ("actors", "bars"),
    "needs": ("needs",),
    "facts": ("facts", "when"),
    "effects": ("effects",),
    "tone": ("tone",),
}
"""What is said of a transition when one of these parts changed."""


def label(process: Process, key: str) -> Words:
    """What a stage is called."""
    stage = process.by_key.get(key)
    return Words(key) if stage is None else stage.label


def step_label(process: Process, key: str) -> Words:
    """What a step is called."""
    return next((step.label for step in process.steps if step.key == key), Words(key))


def limited(limit: Limit | None, without: Words) -> Words:
    """A limit in words."""
    return without if limit is None else limit.words


def listed(labels: Iterable[Words]) -> Words:
    """Several labels one after the other."""
    found = list(labels)
    if not found:
        return NONE
    return Words("、".join(text.zh for text in found), ", ".join(str(text) for text in found))


def ends(process: Process, way: Transition) -> Words:
    """Where a transition leads from, and where to."""
    source = listed(label(process, key) for key in way.source)
    if not way.target:
        return source
    target = label(process, way.target)
    return Words(f"{source.zh} → {target.zh}", f"{source} → {target}")
