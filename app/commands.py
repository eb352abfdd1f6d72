"""The commands of `flask --app app.factory`: release, check, seed, nightly, remind, reindex, forms, why."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from flask import Flask, current_app, g
from flask_babel import force_locale

from app.access import files, sessions
from app.access.decide import decide
from app.access.scope import working_as
from app.extensions import db
from app.form_commands import context, forms_group, renew_days
from app.metadata.checks import run
from app.query import search
from app.release import migrations, release


def install(app: Flask) -> None:
    """Add the commands to an application."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        migrations(app)  # for `flask db`
    for command in (
        release_command,
        check_command,
        seed_command,
        why_command,
        nightly_command,
        remind_command,
        reindex_command,
        forms_group,
    ):
        app.cli.add_command(command)


@click.command("release")
def release_command() -> None:
    """Bring schema, permissions and code lists up to date, once, under a lock."""
    from seed.codes import load_codes

    g.writing = True
    for line in release(current_app, load_codes):
        click.echo(line)


@click.command("check")
def check_command() -> None:
    """Check every declaration and print all problems together."""
    problems = run(current_app.extensions["huizhi"].resources, current_app.extensions["huizhi"].guardian.open_tables)
    for problem in problems:
        click.echo(str(problem))
    errors = sum(problem.error for problem in problems)
    count = len(current_app.extensions["huizhi"].resources)
    click.echo(f"{count} resources, {errors} errors, {len(problems) - errors} warnings.")
    if errors:
        raise SystemExit(1)


@click.command("seed")
@click.option("--if-empty", is_flag=True, help="Only when there is no organisation yet.")
@click.option("--full", is_flag=True, help="Every row that the source documents speak of.")
@click.option("--scale", type=int, default=0, help="This many issues, for benchmarks.")
def seed_command(if_empty: bool, full: bool, scale: int) -> None:
    """Load the sample data."""
    from seed import papers, registers
    from seed.loader import load

    g.writing = True
    with force_locale("zh"), working_as(db.session(), current_app.extensions["huizhi"].viewers.house):
        house = current_app.extensions["huizhi"]
        loaded: Any = load(db.session(), config=current_app.config["HUIZHI"], full=full, scale=scale, if_empty=if_empty)
        if not loaded.skipped:
            registers.load(db.session(), house.forms, context("zh"))
            papers.load(db.session(), house)
            reminders(db.session(), datetime.now(UTC))
        db.session.commit()
        for line in loaded.lines():
            click.echo(line)


@click.command("nightly")
def nightly_command() -> None:
    """What has to be done once a day: points that lapse, reporters to forget, reminders, old sessions, lost files."""
    from models.ledger.service import expire_due
    from models.report import forget_reporters

    g.writing = True
    house = current_app.extensions["huizhi"]
    session, now = db.session(), datetime.now(UTC)
    with working_as(session, house.viewers.house):
        lapsed = expire_due(session, now.astimezone(house.config.timezone).date())
        forgotten = forget_reporters(session, now)
        over = sessions.sweep(session.connection(), now)
        session.commit()
        told = reminders(session, now)
        swept = files.sweep(session, house.blobs, now - timedelta(days=1))
        session.commit()
    renewed = renew_days()
    click.echo(
        f"{lapsed} lots of points lapsed, {forgotten} reporters forgotten, {told} notices written, {over} sessions "
        f"ended, {swept.rows} files let go, {renewed} records worked out for the day."
    )


@click.command("remind")
def remind_command() -> None:
    """Tell people what is due, overdue or stands still. May run several times a day; nobody is told twice."""
    g.writing = True
    session = db.session()
    with working_as(session, current_app.extensions["huizhi"].viewers.house):
        click.echo(f"{reminders(session, datetime.now(UTC))} notices written.")


def reminders(session: Any, now: datetime) -> int:
    """Write the notices of now, in Chinese, and commit; returns how many."""
    from app.cases.registry import Desk
    from models.loop.reminders import remind
    from models.loop.reminders_entries import following, remind_entries

    house = current_app.extensions["huizhi"]
    desk = Desk(
        session=session,
        viewer=house.viewers.house,
        resources=house.resources,
        timezone=house.config.timezone,
        now=now,
        context=context("zh"),
    )
    with force_locale("zh"):
        told = sum(remind(desk).values())
        for resources, names in following(session, house.forms, desk.context):
            told += remind_entries(replace(desk, resources=resources), names)
    session.commit()
    return told


@click.command("reindex")
@click.argument("names", nargs=-1)
def reindex_command(names: tuple[str, ...]) -> None:
    """Write what the search boxes look in anew, after `search=` or `title=` of NAMES (or of any resource) changed."""
    g.writing = True
    house = current_app.extensions["huizhi"]
    unknown = [name for name in names if name not in house.resources]
    if unknown:
        raise click.BadParameter(f"There is no resource {unknown[0]!r}. Resources: {', '.join(house.resources)}.")
    session = db.session()
    with working_as(session, house.viewers.house):
        for resource in house.resources.values():
            if (names and resource.name not in names) or not hasattr(resource.model, "search_text"):
                continue
            wrong = search.rebuild(session, resource)
            session.commit()
            if wrong or names:
                click.echo(f"{resource.name}: {wrong} rows written anew.")


@click.command("why")
@click.argument("user")
@click.argument("action")
@click.argument("resource")
@click.argument("id", type=int, required=False)
@click.argument("field", required=False)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
def why_command(user: str, action: str, resource: str, id: int | None, field: str | None, language: str) -> None:
    """Say why USER can or cannot do ACTION on RESOURCE, on its row ID, on its FIELD."""
    from sqlalchemy import select

    house, session = current_app.extensions["huizhi"], db.session()
    account = house.viewers.account.__table__
    number = session.execute(
        select(account.c.id).where(account.c.username == user), execution_options={"door": "why"}
    ).scalar()
    if number is None:
        raise click.BadParameter(f"There is no account {user!r}.")
    today = datetime.now(UTC).astimezone(house.config.timezone).date()
    with force_locale(language):
        viewer = house.viewers.load(session, number, today)
        resources = house.resources
        if viewer is not None:
            viewer, resources = house.forms.seat(session, viewer, lambda: context(language))
        if resource not in resources:
            raise click.BadParameter(f"There is no resource {resource!r}. Resources: {', '.join(resources)}.")
        described = resources[resource]
        if field and field not in described.fields:
            raise click.BadParameter(f"{resource} has no field {field!r}. Fields: {', '.join(described.fields)}.")
        if viewer is None:
            click.echo("The account is closed.")
            return
        record = None
        if id is not None:
            with working_as(session, house.viewers.house):
                record = session.execute(
                    select(described.model).where(described.model.id == id).execution_options(bin=True)
                ).scalar()
            if record is None:
                click.echo("There is no such row.")
                return
        with working_as(session, viewer):
            session.info["resources"] = resources  # with the fields and registers of his units
            regions = house.guardian.regions(session)
            decision = decide(
                viewer, action, described, record, field or "", session=session, regions=regions, seen=False
            )
        click.echo(("✓ " if decision else "✗ ") + f"[{decision.step}] {decision.reason}")
