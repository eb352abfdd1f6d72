"""`flask forms export|diff|import|recompute`: a unit's forms as one JSON file; its computed fields worked out anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app, g
from flask_babel import force_locale
from sqlalchemy import or_, select
from sqlalchemy.orm.exc import StaleDataError

from app.access.audit import note_action
from app.access.epoch import FORMS, FormsMoved, read_epoch
from app.access.scope import working_as
from app.extensions import db
from app.fields.base import Context
from app.fields.unique import NotAlone
from app.forms import speed
from app.forms.converting import Unfit
from app.forms.package import Change, apply, plan, read_package, write_package
from app.forms.recompute import by_the_day, recompute
from app.forms.schema import schema_text
from app.forms.spec import Faulty
from app.forms.store import standing
from app.screens.work import plain_context


@click.group("forms")
def forms_group() -> None:
    """What streets added to the forms: export, compare, import, work out anew."""


@forms_group.command("export")
@click.argument("unit")
@click.argument("resource", required=False, default="")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed.")
def export_command(unit: str, resource: str, out: Path | None) -> None:
    """Write the forms of UNIT (its code, number or name) as JSON: of one RESOURCE or register/KEY, else all."""
    owner = found_unit(unit)
    try:
        text = write_package(db.session(), owner.id, owner.name, resource)
    except LookupError as error:
        names = ", ".join(sorted(item.resource for item in standing(db.session()) if item.owner == owner.id)) or "–"
        raise click.BadParameter(f"{unit} has no form of {resource!r}. It has: {names}.") from error
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out}: {len(text.encode())} bytes.")


@forms_group.command("diff")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("unit")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
def diff_command(file: Path, unit: str, language: str) -> None:
    """Say what importing FILE into UNIT would change."""
    with force_locale(language):
        show(planned(file, unit, language)[1])


@forms_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("unit")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
def import_command(file: Path, unit: str, dry_run: bool, language: str) -> None:
    """Publish what FILE brings as the next versions of UNIT's forms. What stands there and not in FILE stays."""
    with force_locale(language):
        owner, changes = planned(file, unit, language)
        show(changes)
        if dry_run or not changes:
            return
        g.writing = True
        session = db.session()
        session.rollback()  # what was read so far was read without the right to write
        with working_as(session, current_app.extensions["huizhi"].viewers.house):
            try:
                apply(session, owner.id, changes, "flask forms import", file.name)
            except Unfit as unfit:  # what was counted is otherwise by now
                raise click.ClickException("\n".join(unfit.faults)) from unfit
            for change in changes:
                note_action(session, "publish", change.resource, record=None, note=f"{owner.name}: {file.name}")
            session.commit()
        build_indexes(click.echo)


@forms_group.command("schema")
def schema_command() -> None:
    """Print the JSON schema of a package, as it stands in docs/package.schema.json."""
    click.echo(schema_text(), nl=False)


@forms_group.command("speed")
def speed_command() -> None:
    """Build the indexes of fields marked to be sped up, and drop those that no form asks for.

    Looks at every entry, whether the values that charts read out of an index are there, and fills in what is missing.
    """
    made, dropped = build_indexes(click.echo, thorough=True)
    click.echo(f"{made} indexes made, {dropped} dropped.")


def build_indexes(told: Callable[[str], Any] = speed.log.info, *, thorough: bool = False) -> tuple[int, int]:
    """(made, dropped): what all published forms ask for is there afterwards.

    Whoever publishes meanwhile finds this at work and leaves his part to it; so the forms are read again at the end.
    """
    made, dropped, asked = 0, 0, asked_indexes()
    while True:
        more, fewer = speed.build(db.engine, asked, told, thorough=thorough)
        made, dropped, before, asked = made + more, dropped + fewer, asked, asked_indexes()
        if asked == before:
            return made, dropped


def asked_indexes() -> dict[str, speed.Speed]:
    """The indexes that the published forms ask for now."""
    house, session = current_app.extensions["huizhi"], db.session()
    table = house.viewers.organisation.__table__
    door = {"door": "forms belong to units"}
    rows = session.execute(select(table.c.id, table.c.path), execution_options=door)
    paths = {row.id: row.path for row in rows}
    with force_locale("zh"):  # forms are read in words, also outside a request
        asked = speed.wanted(session, house.forms, context("zh"), paths)
    session.rollback()
    return asked


@forms_group.command("recompute")
@click.argument("unit")
@click.argument("resource", required=False)
def recompute_command(unit: str, resource: str | None) -> None:
    """Work out the computed fields of UNIT's form (of one RESOURCE, else of all) in every record of it and below.

    Needed after an expression was changed: a record keeps its old result until it is saved again.
    """
    house, session = current_app.extensions["huizhi"], db.session()
    owner = found_unit(unit)
    epoch = read_epoch(session, FORMS)
    with force_locale("zh"):
        resources = house.forms.at(session, owner.path, lambda: context("zh"), epoch)
    computing = {item.name: item for item in resources.values() if item.computed}
    if resource is not None and resource not in computing:
        raise click.BadParameter(f"{resource} has no computed fields there. Those that have: {', '.join(computing)}.")
    g.writing = True
    session.rollback()  # what was read so far was read without the right to write
    with force_locale("zh"), working_as(session, house.viewers.house):
        session.info.update(resources=resources, note="flask forms recompute", forms_epoch=epoch)
        for name in [resource] if resource else computing:
            try:
                count = recompute(session, computing[name], owner.path, house.viewers.organisation)
            except FormsMoved as error:
                raise click.ClickException("A form was published meanwhile. Run this again.") from error
            except NotAlone as error:
                session.rollback()
                raise click.ClickException(f"{name}: two records would hold the same {error.key}.") from error
            click.echo(f"{name}: {count} changed.")


def renew_days() -> int:
    """Work out, in all units, what depends on the present day; returns how many records changed. Run every night.

    A form that stands in the way (two results that must differ, a publication meanwhile) is written down and left.
    """
    house, session = current_app.extensions["huizhi"], db.session()
    table = house.viewers.organisation.__table__
    door = {"door": "forms belong to units"}
    paths = {row.id: row.path for row in session.execute(select(table.c.id, table.c.path), execution_options=door)}
    asked = [item for item in standing(session) if "today" in repr(item.spec.get("fields", ())) and item.owner in paths]
    count = 0
    for item in asked:
        epoch = read_epoch(session, FORMS)
        with force_locale("zh"), working_as(session, house.viewers.house):
            resources = house.forms.at(session, paths[item.owner], lambda: context("zh"), epoch)
            resource = resources.get(item.resource)
            computed = by_the_day(resource) if resource is not None else {}
            if resource is None or not computed:
                continue
            session.rollback()
            session.info.update(resources=resources, note="flask nightly", forms_epoch=epoch)
            try:
                count += recompute(session, resource, paths[item.owner], house.viewers.organisation, computed)
            except (NotAlone, FormsMoved, StaleDataError):
                session.rollback()
                speed.log.exception("%s of unit %s: not worked out tonight", item.resource, item.owner)
            finally:
                for name in ("resources", "note", "forms_epoch"):
                    session.info.pop(name, None)
    return count


def planned(file: Path, unit: str, language: str) -> tuple[Any, list[Change]]:
    """The unit, and what importing would change. Ends the command with every fault."""
    house, session = current_app.extensions["huizhi"], db.session()
    owner = found_unit(unit)
    try:
        forms = read_package(file.read_bytes())
        return owner, plan(session, house.forms, owner.id, owner.path, forms, context(language))
    except Faulty as faulty:
        for fault in faulty.faults:
            click.echo(fault, err=True)
        raise SystemExit(1) from faulty


def show(changes: list[Change]) -> None:
    """Print the differences."""
    for change in changes:
        click.echo(f"{change.resource}: {change.seen} → {change.seen + 1}")
        for line in change.lines:
            click.echo(f"  {line}")
    if not changes:
        click.echo("Nothing changes.")


def found_unit(unit: str) -> Any:
    """The organisation of a code, number or name."""
    house = current_app.extensions["huizhi"]
    table = house.viewers.organisation.__table__
    chosen = or_(table.c.code == unit, table.c.name == unit, table.c.id == (int(unit) if unit.isdigit() else -1))
    statement = select(table.c.id, table.c.name, table.c.path).where(chosen, table.c.deleted_at.is_(None))
    found = db.session().execute(statement, execution_options={"door": "forms belong to units"}).all()
    if len(found) != 1:
        raise click.BadParameter(f"{len(found)} units are called {unit!r}. Give a code, a number or a whole name.")
    return found[0]


def context(language: str) -> Context:
    """What reading a form may know of the world: the clock and the code lists."""
    house = current_app.extensions["huizhi"]
    now, timezone = datetime.now(UTC), house.config.timezone
    return plain_context(house.codes.load(db.session()), language, timezone, now)
