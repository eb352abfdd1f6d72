"""Turns the case of a record into the panel at the head of its page: the stepper, what is missing, what can be done.

Who may act, and what stands in the way, is asked of the store; here it becomes words, lamps and buttons. The small form
of one transition comes from here, too, and what was sent in it goes back to the store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.cases import acting, store
from app.cases.registry import Follows, Help, Look, following
from app.fields.base import Field
from app.fields.moment import brief
from app.fields.note import Note
from app.fields.number import Number
from app.metadata.resource import Resource
from app.process.case import AMOUNT, REASON, Case
from app.process.process import Doing, Step, Transition
from app.process.refusal import Reason
from app.process.standing import Visit, unit_of, visits
from app.screens.asked import asked_form
from app.screens.light import Lamp, lamp, long
from app.screens.limits import limits
from app.screens.values import Button, Form
from app.screens.work import Work

TYPED = frozenset(("missing", "no_reason", "extension_amount"))  # what the transition's own form asks for
NOT_HIS = frozenset(("not_yours", "barred"))  # somebody else does it
NOT_NOW = frozenset(
    (
        "case_suspended",
        "not_suspended",
        "not_asked",
        "no_extension",
        "extended_before",
        "asked_before",
        "not_repeatable",
    )
)  # what the moment does not offer is not shown
BESIDE = (Doing.NOTE, Doing.SUSPEND, Doing.RESUME, Doing.ASK)  # small acts that lead nowhere
SHOWN = 5  # names of who can act


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One step of the stepper."""

    key: str
    label: str
    state: str  # done, now, next
    who: str = ""
    when: str = ""
    took: str = ""
    limit: str = ""
    lamp: Lamp | None = None


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something that must be so before the case goes on, with the way there."""

    words: str
    button: Button | None = None


@dataclass(frozen=True, kw_only=True)
class Way:
    """A transition as this viewer sees it."""

    key: str
    label: str
    url: str
    tone: str
    icon: str
    step: str  # the step it leads to
    beside: bool
    why: tuple[str, ...] = ()  # what stands in the way; empty when he may go on


@dataclass(frozen=True, kw_only=True)
class CasePanel:
    """A record's case on its page."""

    process: str
    stage: str
    dots: tuple[Dot, ...]
    lamp: Lamp | None
    onward: str  # the label of the main way
    missing: tuple[Missing, ...]
    ways: tuple[Way, ...]
    who: str  # who can go on, where the viewer cannot
    over: bool
    daily: Button | None  # what is written day by day in this stage
    below: str  # an address that answers with a piece for below the stepper
    aside: str  # an address that answers with a piece for the side of the page


def panel(work: Work, resource: Resource, number: int, case: Case) -> CasePanel | None:
    """The panel of a record that was found."""
    follows, record = following(resource.name), work.record(resource, number)
    if follows is None or record is None:
        return None
    look = store.look(work, resource, record, case)
    offered = store.offered(look)
    told = words_of(follows, resource)
    ways = ways_of(work, resource, record.id, case, offered, told)
    main = next((pair for pair in offered if pair[0].tone == "primary" and pair[0].does is Doing.MOVE), None)
    missing = (
        missed(work, resource, follows, record.id, main, told) if main is not None and case.suspended is None else ()
    )
    can = main is not None and not his(main[1])
    now = look.on
    return CasePanel(
        process=case.process.label.told(work.locale),
        stage=case.at.label.told(work.locale),
        dots=dots(work, case, visits(case, now, look.calendar), look),
        lamp=lamp(case.due, now, look.calendar, unit=unit_of(case.at), suspended=case.suspended),
        onward=main[0].label.told(work.locale) if main is not None else "",
        missing=missing,
        ways=ways,
        who=able(look, main[0]) if main is not None and not can else "",
        over=case.over,
        daily=daily(work, follows, case, record.id, missing),
        below=follows.below.replace("{id}", str(number)),
        aside=follows.aside.replace("{id}", str(number)),
    )


def ways_of(
    work: Work,
    resource: Resource,
    number: int,
    case: Case,
    offered: Sequence[tuple[Transition, Sequence[Reason]]],
    told: Mapping[str, Any],
) -> tuple[Way, ...]:
    """The transitions that are this viewer's to take: the main one first, the small acts last."""
    mine = [
        way_of(work, resource, number, case, way, hindering(resource, way, reasons), told)
        for way, reasons in offered
        if not his(reasons) and not any(reason.code in NOT_NOW for reason in reasons)
    ]
    return tuple(sorted(mine, key=lambda way: (way.beside, way.tone == "late", way.tone != "primary")))


def his(reasons: Sequence[Reason]) -> bool:
    """Whether a transition is somebody else's to take."""
    return any(reason.code in NOT_HIS for reason in reasons)


def hindering(resource: Resource, way: Transition, reasons: Sequence[Reason]) -> list[Reason]:
    """What stands in the way of a transition, apart from what its own form asks for."""
    follows = following(resource.name)
    asked = {field.key for field in store.inputs(follows, resource, way)} if follows is not None else set()
    return [reason for reason in reasons if reason.code not in TYPED and named_in(reason) not in asked]


def named_in(reason: Reason) -> str:
    """The fact or the field that a reason is about."""
    return next((str(value) for name, value in reason.values if name in ("fact", "field")), "")


def words_of(follows: Follows, resource: Resource) -> dict[str, Any]:
    """Facts and fields by name, in words."""
    labels = {name: str(field.label) for name, field in resource.fields.items()}
    return {**labels, **{name: str(field.label) for name, field in follows.inputs.items()}, **follows.words}


def way_of(
    work: Work,
    resource: Resource,
    number: int,
    case: Case,
    way: Transition,
    reasons: Sequence[Reason],
    told: Mapping[str, Any],
) -> Way:
    """A transition with what stands in the way, apart from what its form asks."""
    return Way(
        key=way.key,
        label=way.label.told(work.locale),
        url=take_url(resource, number, way.key),
        tone=way.tone,
        icon=ICONS.get(way.key, ICONS_BY_DOING.get(way.does, "arrow-right")),
        step=case.process.step_of(way.target) if way.target else "",
        beside=way.does in BESIDE,
        why=tuple(store.sentence(reason, work.locale, told) for reason in reasons),
    )


ICONS = {
    "urge": "bell-ringing",
    "progress": "notes",
    "comment": "message",
    "escalate": "arrow-up",
    "turn_down": "arrow-back-up",
    "merge": "git-merge",
    "reject": "ban",
    "redirect": "road",
    "reopen": "refresh-alert",
    "archive": "archive",
    "accept": "check",
    "close": "circle-check",
    "reply": "send",
}
ICONS_BY_DOING = {
    Doing.SUSPEND: "player-pause",
    Doing.RESUME: "player-play",
    Doing.ASK: "clock-pause",
    Doing.GRANT: "clock",
    Doing.DENY: "x",
    Doing.NOTE: "note",
}


def missed(
    work: Work,
    resource: Resource,
    follows: Follows,
    number: int,
    main: tuple[Transition, Sequence[Reason]],
    told: Mapping[str, Any],
) -> tuple[Missing, ...]:
    """What must be so before the main way is open, each once, with its button; what its form asks stands there."""
    found: list[Missing] = []
    for reason in hindering(resource, *main):
        if reason.code in NOT_HIS:
            continue
        named = named_in(reason)
        help = follows.help.get(named)
        if help is not None and any(item.button and item.button.url == at(help, number) for item in found):
            continue  # the first of what is brought about in one place says enough
        found.append(Missing(words=plain(reason, named, told, work.locale), button=button(work, help, number)))
    return tuple(found)


def daily(work: Work, follows: Follows, case: Case, number: int, missing: Sequence[Missing]) -> Button | None:
    """The way to what is written day by day in this stage, unless it stands among what is missing."""
    found = button(work, follows.daily.get(case.at.kind), number) if case.suspended is None else None
    return None if found is None or any(item.button == found for item in missing) else found


def button(work: Work, help: Help | None, number: int) -> Button | None:
    """The way to something, where there is one and it is open to the viewer."""
    if help is None or (help.resource and not work.may(help.action, work.resources[help.resource])):
        return None
    return Button(label=help.label.told(work.locale), url=at(help, number))


def at(help: Help, number: int) -> str:
    """Where something is brought about for a record."""
    return help.url.replace("{id}", str(number))


def plain(reason: Reason, named: str, told: Mapping[str, Any], locale: str) -> str:
    """What is missing, without the words around it where it is a fact or a field."""
    if reason.code == "not_so_yet" and named in told:
        said = told[named]
        return str(said.told(locale) if hasattr(said, "told") else said)
    return store.sentence(reason, locale, told)


def dots(work: Work, case: Case, stays: Sequence[Visit], look: Look) -> tuple[Dot, ...]:
    """The stepper: what is done with who and when, the present step, what is to come."""
    keys = [step.key for step in case.process.steps]
    here = keys.index(case.step) if case.step in keys else 0
    found = []
    for index, step in enumerate(case.process.steps):
        mine = [stay for stay in stays if stay.stage.step == step.key and not stay.stage.final]
        if index == here and not case.over:
            found.append(now_dot(work, case, step, mine, look))
        elif mine and (index < here or case.over):
            found.append(done_dot(work, step, mine[-1], look))
        elif case.over and case.at.step == step.key:
            found.append(Dot(key=step.key, label=step.label.told(work.locale), state="done"))
        else:
            state = "skipped" if index < here else "next"
            found.append(
                Dot(
                    key=step.key,
                    label=step.label.told(work.locale),
                    state=state,
                    limit=limits(case.process, step.key, work.locale),
                )
            )
    return tuple(found)


def done_dot(work: Work, step: Step, stay: Visit, look: Look) -> Dot:
    """A step that is behind: who led out of it, when, and how long it took."""
    return Dot(
        key=step.key,
        label=step.label.told(work.locale),
        state="done",
        who=stay.left_by,
        when=day(work, stay.left) if stay.left else "",
        took=gettext("took %(time)s", time=long(stay.took)),
        limit=gettext("limit %(time)s", time=stay.stage.limit.words.told(work.locale)) if stay.stage.limit else "",
    )


def now_dot(work: Work, case: Case, step: Step, mine: Sequence[Visit], look: Look) -> Dot:
    """The present step."""
    return Dot(
        key=step.key,
        label=step.label.told(work.locale),
        state="now",
        who=case.at.label.told(work.locale),
        when=gettext("since %(moment)s", moment=day(work, case.entered)),
        limit=gettext("due %(moment)s", moment=day(work, case.due)) if case.due is not None else "",
        lamp=lamp(case.due, look.on, look.calendar, unit=unit_of(case.at), suspended=case.suspended),
    )


def day(work: Work, at: datetime) -> str:
    """A moment, short."""
    return brief(at.astimezone(work.timezone), work.context)


def able(look: Look, way: Transition) -> str:
    """The names of those who can take a transition; where none of them can sign in yet, that they cannot."""
    found = acting.able(look, way)
    names = [actor.name for actor in found if actor.active]
    if found and not names:
        return gettext("%(names)s (no account yet)", names=listed([actor.name for actor in found]))
    return listed(names)


def listed(names: Sequence[str]) -> str:
    """The first few names."""
    shown = gettext(", ").join(names[:SHOWN])
    if len(names) > SHOWN:
        return gettext("%(names)s and %(num)s more", names=shown, num=len(names) - SHOWN)
    return shown


# -- the form of one transition -----------------------------------------------------------------------------------


def take_url(resource: Resource, number: int, way: str) -> str:
    """Where a transition's form is, and where it is sent."""
    return f"/case/{resource.name}/{number}/{way}"


def asked_fields(resource: Resource, follows: Follows, case: Case, way: Transition) -> tuple[Field, ...]:
    """What a transition asks: its fields, an amount of time, a reason."""
    found = [replace(field, required=field.key in way.needs) for field in store.inputs(follows, resource, way)]
    if way.does is Doing.ASK and case.at.extension is not None:
        most = case.at.extension.amount
        label = gettext("Days more, at most %(most)s", most=most)
        found.append(replace(Number(label=label, minimum=1, maximum=most, required=True), key=AMOUNT))
    asks = way.reason or bool(way.skips)
    label = gettext("Reason") if way.does is not Doing.NOTE else gettext("Words")
    if asks:
        found.append(replace(Note(label=label, length=2000, required=True), key=REASON))
    return tuple(found)


def take_form(
    work: Work,
    resource: Resource,
    record: Any,
    case: Case,
    way: Transition,
    fields: Sequence[Field],
    *,
    seen: int,
    after: str = "",
    typed: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> Form:
    """The form of a transition, with what the record holds already."""
    look = store.look(work, resource, record, case)
    stands, follows = store.standing(look, way), following(resource.name)
    proposed = follows.proposes(look, way) if follows is not None and typed is None else {}
    start = {**proposed, **{name: value for name, value in stands.items() if value is not None}}
    stored = {field.key: start[field.key] for field in fields if field.key in start and not field.secret}
    return asked_form(
        work,
        fields,
        action=take_url(resource, record.id, way.key),
        save_label=way.label.told(work.locale),
        stored=stored,
        typed=typed or {},
        errors=errors or {},
        hidden=(("_seen", str(seen)), ("_next", after)),
    )
