"""Turns a Query into the columns and rows of its list page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext, ngettext

from app.declare import Right
from app.fields.base import OPERATORS, Context, Option
from app.fields.link import Link
from app.metadata.resource import Path, Resource
from app.query.paging import seekable
from app.query.read import SIZES, Query, Sort, searchable, words
from app.query.select import CAP, Page, count, page
from app.screens.values import Button, Chip, Column, Empty, FilterInput, Item, Pager, Row, Table
from app.screens.work import Work, address

KEPT = 512  # lists whose offer is remembered: one for each resource, set of roles and language


def table(
    work: Work,
    query: Query,
    *,
    url: str = "",
    views: Sequence[Item] = (),
    save_view: str = "",
    share: Sequence[Option] = (),
) -> Table:
    """The list page of a query: at most two statements, the page and the count."""
    resource, context = query.resource, work.context
    query = replace(query, columns=tuple(path for path in query.columns if path.name not in resource.title))
    found = page(work.session, query, work.resources, work.regions, context, counting=True)
    total, capped = counted(work, query, found)
    for index, path in enumerate(query.columns):
        path.field.prepare([values[index] for _number, _title, values in found.rows], context)
    makers = [cell_maker(path, work.viewer.right(path.owner, path.field.key), context) for path in query.columns]
    nameless = gettext("(no name)")
    shown = [
        Row(
            id=number,
            url=address(resource.name, id=number),
            title=name or nameless,
            cells=tuple(make(value) for make, value in zip(makers, values, strict=True)),
        )
        for number, name, values in found.rows
    ]
    same = standing(work, resource)
    url = url or address(resource.name)
    return Table(
        resource=resource.name,
        url=url,
        query=query.text,
        search_hint=same.hint,
        kept=tuple((name, value) for name, value in query.parameters() if name not in ("q", "page")),
        chips=tuple(
            Chip(label=str(item.path.label), words=words(item, context), remove_url=link(url, query.without(item)))
            for item in query.filters
        ),
        filters=tuple(asked(work, item, query) for item in same.filters),
        columns=(title_column(work, query, url), *(column(query, path, url) for path in query.columns)),
        rows=tuple(shown),
        pager=pager(query, found, total, capped, url),
        empty=empty(work, query) if not shown else None,
        bulk=bulk(work, resource, bin=query.bin),
        choosable=choosable(query, same),
        views=tuple(views),
        count=told(total, capped),
        save_view=save_view,
        share_roles=tuple(share),
    )


def counted(work: Work, query: Query, found: Page) -> tuple[int, bool]:
    """(rows, whether there are more than that); no statement when the first page shows them all."""
    if found.total is not None:
        return found.total
    if query.page == 1 and not query.after and not query.before and not found.more:
        return len(found.rows), False
    return count(work.session, query, work.resources, work.regions, work.context)


def told(total: int, capped: bool) -> str:
    """How many rows there are, in words; nothing for none."""
    if capped:
        return gettext("more than %(count)s rows", count=f"{total:,}")
    return ngettext("%(count)s row", "%(count)s rows", total, count=f"{total:,}") if total else ""


def cell_maker(path: Path, right: Right, context: Context) -> Callable[[Any], Any]:
    """From a value of a column to its cell: nothing stays empty, secrets stay masked, equal values are told once."""
    field = path.field
    masked = field.secret or right is Right.MASKED
    known: dict[Any, Any] = {None: ""}

    def make(value: Any) -> Any:
        try:
            return known[value]
        except KeyError:
            made = known[value] = field.mask(value) if masked else field.cell(value, context)
            return made
        except TypeError:  # a list
            return field.mask(value) if masked else field.cell(value, context)

    return make


def link(url: str, query: Query, **more: str) -> str:
    """The address of a query."""
    parameters = [*query.parameters(), *more.items()]
    return f"{url}?{urlencode(parameters)}" if parameters else url


def column(query: Query, path: Path, url: str) -> Column:
    """The head of a column, with the address that sorts by it."""
    sorted_by = query.sort[0] if query.sort else None
    now = "" if sorted_by is None or sorted_by.path.name != path.name else "desc" if sorted_by.descending else "asc"
    can = path.field.sortable and not path.field.secret
    turned = replace(query, sort=(Sort(path=path, descending=now == "asc"),), page=1, after="", before="")
    return Column(
        key=path.name,
        label=str(path.label),
        numeric=path.field.numeric,
        sort_url=link(url, turned) if can else "",
        sorted=now,
        low=path.field.kind in ("note", "address"),
        named=path.field.numeric or path.field.kind == "yes_no",
    )


def title_column(work: Work, query: Query, url: str) -> Column:
    """The head of the column that is the link; a title of several fields sorts by its first."""
    resource = query.resource
    first = column(query, work.resources.path(resource, resource.title[0]), url)
    label = first.label if len(resource.title) == 1 else resource.label
    return replace(first, label=label, numeric=False, low=False, named=False)


def pager(query: Query, found: Page, total: int, capped: bool, url: str) -> Pager:
    """Where one is and the ways on; beyond the counted rows by key, where the order allows."""
    first = (query.page - 1) * query.size + 1
    shown = len(found.rows)
    if query.after or query.before:
        told = gettext("of more than %(count)s", count=f"{CAP:,}")
    elif not shown:
        told = ""
    elif capped:
        told = gettext(
            "%(first)s–%(last)s of more than %(count)s",
            first=f"{first:,}",
            last=f"{first + shown - 1:,}",
            count=f"{total:,}",
        )
    else:
        told = gettext(
            "%(first)s–%(last)s of %(count)s", first=f"{first:,}", last=f"{first + shown - 1:,}", count=f"{total:,}"
        )
    sizes = tuple(
        Item(
            label=str(size),
            url=link(url, replace(query, size=size, page=1, after="", before="")),
            current=size == query.size,
        )
        for size in SIZES
    )
    before, behind = "", ""
    by_key = seekable(query) and (query.after or query.before or (capped and query.page * query.size >= CAP))
    plain = replace(query, page=1, after="", before="")
    if by_key:
        behind = link(url, plain, after=found.cursor(-1, query)) if shown and (found.more or query.before) else ""
        before = link(url, plain, before=found.cursor(0, query)) if shown and (found.more or not query.before) else ""
        if query.page > 1:
            before = link(url, replace(query, page=query.page - 1))
    else:
        before = link(url, replace(query, page=query.page - 1)) if query.page > 1 else ""
        behind = link(url, replace(query, page=query.page + 1)) if found.more else ""
    return Pager(words=told, previous=before, next=behind, sizes=sizes)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a list offers to all who have the same roles, whatever is asked of it."""

    resource: Resource
    codes: Any
    day: date
    hint: str
    filters: tuple[FilterInput, ...]  # with nothing chosen
    labels: Mapping[str, str]  # of the columns that may be shown


_standing: dict[tuple[Any, ...], Standing] = {}


def standing(work: Work, resource: Resource) -> Standing:
    """Made once for each resource, set of roles and language; anew with other code lists, or on another day."""
    viewer, context = work.viewer, work.context
    key = (viewer.rights, viewer.roles, viewer.unlimited, resource.name, work.locale)
    kept = _standing.get(key)
    if kept is not None and kept.resource is resource and kept.codes is work.codes and kept.day == context.today:
        return kept
    names = dict.fromkeys((*resource.screen.list, *resource.fields))
    made = Standing(
        resource=resource,
        codes=work.codes,
        day=context.today,
        hint=search_hint(work, resource),
        filters=tuple(
            filter_offer(work, resource, name, context)
            for name in resource.screen.filters
            if may_filter(work, resource, name)
        ),
        labels={name: label for name in names if (label := may_show(work, resource, name)) is not None},
    )
    if len(_standing) >= KEPT:
        _standing.clear()
    _standing[key] = made
    return made


def may_show(work: Work, resource: Resource, name: str) -> str | None:
    """What a column is called; None when the viewer may not choose it."""
    path = work.resources.path(resource, name)
    hidden = path.field.hidden or work.viewer.right(path.owner, path.field.key) is Right.HIDDEN
    return None if hidden or not listable(path) else str(path.label)


def search_hint(work: Work, resource: Resource) -> str:
    """What the search box looks in: "Name, number"."""
    if not searchable(resource):
        return ""
    # What stands in another record is known by what that record is here: the compound, not its name.
    names = [str(resource.field(name.partition(".")[0]).label) for name in resource.screen.search]
    return gettext(", ").join(dict.fromkeys(names))


def may_filter(work: Work, resource: Resource, name: str) -> bool:
    """Whether the filter panel offers a field."""
    path = work.resources.path(resource, name)
    right = work.viewer.right(path.owner, path.field.key)
    return right >= Right.READ or (right is Right.MASKED and path.field.secret)


def filter_input(work: Work, name: str, query: Query, context: Context) -> FilterInput:
    """One field of the filter panel, with what the address says of it."""
    return asked(work, filter_offer(work, query.resource, name, context), query)


def filter_offer(work: Work, resource: Resource, name: str, context: Context) -> FilterInput:
    """One field of the filter panel, with nothing chosen."""
    path = work.resources.path(resource, name)
    field = path.field
    return FilterInput(
        key=name,
        label=str(path.label),
        widget=filter_widget(field),
        operators=tuple(
            Option(value=operator, label=str(OPERATORS[operator].label))
            for operator in field.operators
            if operator != "empty" or not field.required
        ),
        options=() if isinstance(field, Link) else tuple(field.options(context)),
        source=address(field.target, action="pick").rstrip("/") if isinstance(field, Link) else "",
    )


def asked(work: Work, offer: FilterInput, query: Query) -> FilterInput:
    """A field of the filter panel with what the address says of it."""
    active = [item for item in query.filters if item.path.name == offer.key]
    if not active:
        return offer
    chosen: tuple[Option, ...] = ()
    field = active[0].path.field
    if isinstance(field, Link):
        numbers = [
            int(value) for item in active if item.operator in ("eq", "ne") for value in item.raw if value.isdigit()
        ]
        found = work.titles(field.target, numbers)
        chosen = tuple(Option(value=str(number), label=found.get(number, "")) for number in numbers)
    values = tuple((item.parameter, value) for item in active for value in item.raw)
    return replace(offer, values=values, chosen=chosen)


def filter_widget(field: Any) -> str:
    """How a filter is given."""
    if isinstance(field, Link) or field.kind == "links":
        return "link"
    if "from" in field.operators:
        return "range-day"
    if "gte" in field.operators:
        return "range-number"
    if field.kind == "yes_no":
        return "flag"
    if field.kind in ("choice", "choices", "rating"):
        return "choice"
    if "contains" in field.operators or "eq" in field.operators:
        return "text"
    return "empty"


def choosable(query: Query, same: Standing) -> tuple[Option, ...]:
    """All columns one may show; `retired` marks those not shown now."""
    shown = dict.fromkeys(path.name for path in query.columns)
    return tuple(
        Option(value=name, label=same.labels[name], retired=name not in shown)
        for name in {**shown, **same.labels}
        if name not in query.resource.title and name in same.labels
    )


def listable(path: Path) -> bool:
    """Whether a field can stand in a list: its value comes from the database."""
    return path.field.kind not in ("signature",)


def bulk(work: Work, resource: Resource, *, bin: bool) -> tuple[Button, ...]:
    """What can be done with selected rows."""
    name = resource.name
    if bin:
        found = []
        if work.may("restore", resource):
            found.append(Button(label=gettext("Restore"), url=f"/{name}/restore", icon="restore", method="post"))
        if work.may("purge", resource):
            found.append(
                Button(
                    label=gettext("Delete for good"),
                    url=f"/{name}/purge",
                    icon="trash-x",
                    method="post",
                    tone="danger",
                    confirm=gettext("Delete the selected rows for good? This cannot be undone."),
                )
            )
        return tuple(found)
    found = [
        Button(
            label=str(action.label),
            url=f"/{name}/do/{action.name}",
            icon=action.icon,
            method="dialog" if action.fields else "post",
            confirm=str(action.confirm),
        )
        for action in resource.screen.actions
        if action.on == "rows" and work.may(action.name, resource)
    ]
    if work.may("export", resource):
        found.append(
            Button(
                label=gettext("Export"),
                url=f"/{name}/export",
                icon="download",
                method="post",
                fields=(("format", "xlsx"),),
            )
        )
    if work.may("delete", resource) and not resource.screen.readonly:
        found.append(
            Button(
                label=gettext("Delete"),
                url=f"/{name}/delete",
                icon="trash",
                method="post",
                tone="danger",
                confirm=gettext("Move the selected rows to the recycle bin?"),
            )
        )
    return tuple(found)


def empty(work: Work, query: Query) -> Empty:
    """What a list says when it holds nothing: why, and what to do."""
    resource = query.resource
    if query.bin:
        return Empty(
            title=gettext("The recycle bin is empty"), text=gettext("Deleted rows wait here and can be restored.")
        )
    if query.filters or query.text:
        return Empty(
            title=gettext("Nothing matches"),
            text=gettext("Remove a condition, or search for fewer words."),
            buttons=(Button(label=gettext("Remove all conditions"), url=address(resource.name)),),
        )
    buttons: tuple[Button, ...] = ()
    if work.may("add", resource) and not resource.screen.readonly:
        buttons = (
            Button(
                label=add_label(resource),
                url=address(resource.name, action="add").rstrip("/"),
                icon="plus",
                tone="primary",
                key="n",
            ),
        )
    return Empty(
        title=gettext("Nothing here yet"), text=str(resource.screen.description), buttons=buttons, who=who(resource)
    )


def who(resource: Resource) -> str:
    """Whose work a list is: the roles that make its entries."""
    roles = dict.fromkeys(str(grant.role.label) for grant in resource.screen.grants if "add" in grant.can)
    if not roles or resource.screen.readonly:
        return ""
    return gettext("Entries are made by: %(roles)s.", roles=gettext(", ").join(roles))


def add_label(resource: Resource) -> str:
    """The words of the button that makes a new record."""
    return str(resource.screen.add_label) or gettext("Add %(label)s", label=resource.label)
