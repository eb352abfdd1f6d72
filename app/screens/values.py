"""What the pages are made of: the values that the screens hand to the templates, and nothing else.

A template asks no question of a model, a viewer or a database; it lays out one of these. Texts are already in the
viewer's language, cells are strings or Markup (templates escape strings).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.fields.base import Option


@dataclass(frozen=True, kw_only=True)
class Item:
    """A place to go: in the sidebar, the crumbs, a menu."""

    label: str
    url: str
    icon: str = ""
    current: bool = False
    badge: str = ""  # an address that answers with a number, asked after the page has loaded
    note: str = ""  # a second line, in search results
    own: int | None = None  # the number of a saved view that the viewer made himself, and may delete
    late: bool = False  # what its number counts should not be there


@dataclass(frozen=True, kw_only=True)
class Group:
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The frame around every page of a signed-in person."""

    locale: str  # zh, en
    theme: str  # light, dark, auto
    product: str  # 汇治
    organisation: str  # where the viewer works: 王府社区
    organisations: tuple[Option, ...]  # what the switch offers; value is the id
    within: str  # "subtree" (本级及以下) or "own" (本级)
    user: str  # the name
    roles: str  # the roles in words
    user_key: str  # opaque: browser drafts belong to it
    menu: tuple[Group, ...]
    phone: tuple[Item, ...]  # the bar at the bottom of a phone: four places
    csrf: str
    nonce: str
    notices: tuple[Notice, ...] = ()
    levels: tuple[Item, ...] = ()  # this level, this level and below: addresses of the page that is open
    account: tuple[Item, ...] = ()  # further lines of the account menu
    home: str = "/"
    search_url: str = "/search"
    organisation_url: str = "/organisation"  # POST organisation or within, and _back
    language_url: str = "/language"  # POST language, _back
    theme_url: str = "/theme"  # POST theme, _back
    logout_url: str = "/logout"  # POST


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A sentence after something was done, with what may still be done about it."""

    text: str
    tone: str = ""  # "", ok, soon, late
    undo: str = ""  # an address to POST to within ten seconds
    error_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Button:
    label: str
    url: str
    icon: str = ""
    method: str = "get"  # get: a link; post: a form with the CSRF token; dialog: opens the page at url in a dialog
    tone: str = ""  # "", primary, danger
    confirm: str = ""
    wide: bool = False  # not on a phone
    key: str = ""  # a keyboard short cut
    fields: tuple[tuple[str, str], ...] = ()  # hidden inputs of a post


@dataclass(frozen=True, kw_only=True)
class Page:
    """The head every page has."""

    title: str
    sum: str = ""  # the soft words after the title: "138 rows"
    crumbs: tuple[Item, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()  # (words, tone) beside the title
    buttons: tuple[Button, ...] = ()  # the last one with tone "primary" is the main one
    more: tuple[Button, ...] = ()  # behind "…"


# -- list ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Column:
    key: str
    label: str
    numeric: bool = False
    sort_url: str = ""  # empty: cannot be sorted
    sorted: str = ""  # "", asc, desc
    low: bool = False  # of less weight: not on a phone's card
    named: bool = False  # a number, yes or no: on a phone's card its label goes with it


@dataclass(frozen=True, kw_only=True)
class Row:
    id: int
    url: str
    title: Any  # the cell that is the link
    cells: tuple[Any, ...]  # in the order of Table.columns, without the title column


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One active filter: what, in words, and the address without it."""

    label: str
    words: str
    remove_url: str


@dataclass(frozen=True, kw_only=True)
class FilterInput:
    """One field of the filter panel."""

    key: str
    label: str
    widget: str  # choice, link, range-number, range-day, text, flag
    operators: tuple[Option, ...]
    options: tuple[Option, ...] = ()
    values: tuple[tuple[str, str], ...] = ()  # (parameter name, value) now in the address
    source: str = ""  # where a remote picker searches
    chosen: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pager:
    words: str  # "1–25 of 138", "10,001–10,025 of more than 10,000"
    previous: str = ""
    next: str = ""
    sizes: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What a list says when it holds nothing."""

    title: str
    text: str
    buttons: tuple[Button, ...] = ()
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    resource: str
    url: str  # the list's address without parameters
    query: str
    search_hint: str  # "" when there is no search box
    kept: tuple[tuple[str, str], ...]  # parameters that a search keeps
    chips: tuple[Chip, ...]
    filters: tuple[FilterInput, ...]
    columns: tuple[Column, ...]  # the title column first
    rows: tuple[Row, ...]
    pager: Pager
    empty: Empty | None
    bulk: tuple[Button, ...]  # for the selected rows: POST with `ids`
    choosable: tuple[Option, ...]  # all columns one may show; retired=True marks those not shown now
    views: tuple[Item, ...]  # saved views
    count: str = ""  # how many rows there are, in words
    save_view: str = ""  # where a new view is posted; empty when one may not
    share_roles: tuple[Option, ...] = ()
    error: str = ""

    @property
    def panel(self) -> Panel:
        """What the panel of conditions is made of."""
        return Panel(url=self.url, query=self.query, kept=self.kept, filters=self.filters)

    @property
    def typed(self) -> bool:
        """Whether the panel shows what somebody typed, or names a row: then it must not be remembered."""
        free = ("choice", "flag", "range-day", "empty")
        return bool(self.query) or any(item.values and item.widget not in free for item in self.filters)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The part of a table that the panel of conditions shows."""

    url: str
    query: str
    kept: tuple[tuple[str, str], ...]
    filters: tuple[FilterInput, ...]


# -- form ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Input:
    """One field of a form."""

    name: str
    label: str
    widget: str  # templates/inputs/<widget>.html
    raw: Any  # a string, or a list of strings: what the input holds
    required: bool = False
    readonly: bool = False
    masked: str = ""  # the masked text of a value that may be replaced but not read
    help: str = ""
    unit: str = ""
    errors: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    chosen: tuple[Option, ...] = ()  # what a picker or a file input holds now
    source: str = ""  # where a picker searches
    near: str = ""  # the input that names the unit whose rows stand first in it
    add: str = ""  # where it makes a new row in a dialog; empty when the viewer may not
    wide: bool = False
    secret: bool = False  # never kept in a browser draft
    when: str = ""  # JSON of the condition that shows it: {"field": "has_lift", "values": ["1"], "require": false}
    why: str = ""  # the condition in words: "Asked because …"
    attributes: tuple[tuple[str, str], ...] = ()  # min, max, step, maxlength, inputmode …


@dataclass(frozen=True, kw_only=True)
class FormSection:
    label: str
    note: str
    rows: tuple[tuple[Input, ...], ...]
    when: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    action: str
    sections: tuple[FormSection, ...]
    errors: tuple[tuple[str, str], ...]  # (input name or "", sentence)
    hidden: tuple[tuple[str, str], ...]  # version, token, next
    save_label: str
    cancel_url: str
    draft_key: str  # "" : no draft is kept
    error_id: str = ""
    dialog: bool = False


@dataclass(frozen=True, kw_only=True)
class ClashField:
    name: str
    label: str
    mine: Any
    theirs: Any
    original: Any
    mine_raw: tuple[str, ...]
    many_lines: bool = False  # texts: both may be written together


@dataclass(frozen=True, kw_only=True)
class Clash:
    """A save that somebody else overtook."""

    action: str
    who: str
    when: str
    fields: tuple[ClashField, ...]
    calm: tuple[tuple[str, str, Any], ...]  # (label, whose, value): kept without asking
    hidden: tuple[tuple[str, str], ...]  # all that was typed, and the new version
    give_up_url: str


# -- detail -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class FactCell:
    label: str
    value: Any
    figure: bool = True  # a number, shown large; else words
    unit: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Pair:
    label: str
    value: Any  # "—" for nothing is the template's
    unmask: str = ""  # where a reason is posted to see it whole
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    label: str
    note: str
    pairs: tuple[Pair, ...]
    folded: bool = False  # closed until somebody opens it


@dataclass(frozen=True, kw_only=True)
class Tab:
    key: str
    label: str
    url: str  # answers with the table of that tab (htmx)
    count: str  # an address that answers with the number
    add: str = ""
    add_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the timeline."""

    who: str
    what: str  # "changed 2 fields", "commented"
    when: str
    when_full: str
    kind: str  # change, comment
    changes: tuple[Change, ...] = ()
    text: str = ""
    files: tuple[Item, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Detail:
    facts: tuple[FactCell, ...]
    blocks: tuple[Block, ...]
    tabs: tuple[Tab, ...]
    events: tuple[Event, ...]
    more_events: str = ""
    comment_url: str = ""
    edit: Button | None = None
    deleted: str = ""  # "in the recycle bin since …"
    case: Any = None  # the CasePanel of a record that follows a process


# -- chart --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Bar:
    label: str
    value: Any  # a number; None shows "—"
    words: str  # the number as people read it
    url: str  # the rows counted
    rest: bool = False  # what is left over of all other groups: told, not drawn


@dataclass(frozen=True, kw_only=True)
class Figure:
    key: str
    title: str
    kind: str  # bar, line, pie, number
    unit: str
    bars: tuple[Bar, ...]
    csv: str
    total: str = ""
    data: str = ""  # JSON for the script


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A page that says what went wrong and what to do."""

    status: int
    title: str
    text: str
    error_id: str = ""
    home: str = "/"
    hints: Sequence[str] = ()
