"""Says of each tool how it is served, signed in to and asked for the same seven pages: one Adapter per peer.

Every path is relative to the tool's address; {page} counts from 1 and {page0} from 0, {status} and {q} arrive URL-quoted,
{pk} is an issue's id. Titles carry (GD00000001), which is how an answer is checked: the right rows must have come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

USER, CLERK, PASSWORD = "admin", "clerk", "Admin-bench-1"
STATUS = "处理中"
NEW = {"title": "基准新建诉求（GD99999999）", "description": "基准测试新建", "category": "环境卫生", "status": "待受理", "org": "40",
       "reporter": "500", "date": "2026-01-15", "time": "08:30:00", "deadline": "2026-01-22", "satisfaction": "5"}  # fmt: skip
PLAIN = {name: NEW[name] for name in ("title", "description", "category", "status", "org", "reporter", "deadline", "satisfaction")}


@dataclass(kw_only=True)
class Adapter:
    """One tool: addresses, sign-in and server."""

    name: str
    login: Callable[[Any], None]  # leaves the session cookie in the client
    list: str  # page 1, newest id first, 25 rows
    page: str
    filter: str  # by status, sorted by the moment of creation, newest first
    search: str  # part of the title
    edit: str
    create: Callable[[Any], tuple[str, Callable[[], dict[str, str]]]]  # (path, a form for each post); asks for the token once
    export: Callable[[Any], tuple[str, str, Any]] | None = None  # (method, path, form or None)
    accept: tuple[int, ...] = (302, 303)  # what a successful create answers
    ready: str = "/"  # any page that answers 200 without a sign-in
    serve: tuple[str, ...]  # a command with {python}, {bin} and {port}
    init: tuple[str, ...] = ()
    venv: str = ""  # under build/peers; empty: the product's own
    env: dict[str, str] = field(default_factory=dict)
    status: str = STATUS
    pk: int = 777
    data: Any = None  # the product's own database; None: the peers'


GUNICORN = ("{bin}/gunicorn", "-w", "1", "-k", "sync", "-b", "127.0.0.1:{port}", "--no-control-socket", "--timeout", "600", "--log-level", "warning")
UVICORN = ("{bin}/uvicorn", "--workers", "1", "--host", "127.0.0.1", "--port", "{port}", "--log-level", "warning", "--no-access-log")


def same(form: dict[str, str]) -> Callable[[], dict[str, str]]:
    """The same form for every post."""
    return lambda: form


def _django_create(client):
    path = "/admin/street/issue/add/"
    token = client.token(path, "csrfmiddlewaretoken")
    return path, same({**PLAIN, "created_at_0": NEW["date"], "created_at_1": NEW["time"], "csrfmiddlewaretoken": token})


def _django_export(client):
    path = "/admin/street/issue/export/"
    fields = ["title", "category", "status", "org", "reporter", "created_at", "deadline", "satisfaction"]
    token = client.token(path, "csrfmiddlewaretoken")
    return "POST", path, {"csrfmiddlewaretoken": token, "format": "0", "resource": "0", **{f"issueresource_{name}": "on" for name in fields}}


def django(name, **env):
    return Adapter(
        name=name, venv="django", env=env, serve=(*GUNICORN, "django_app:application"), init=("django_app.py", "init"),
        ready="/admin/login/", login=lambda c: c.login("/admin/login/", "csrfmiddlewaretoken", USER, PASSWORD),
        list="/admin/street/issue/", page="/admin/street/issue/?p={page}", search="/admin/street/issue/?q={q}",
        filter="/admin/street/issue/?status__exact={status}&o=-6", edit="/admin/street/issue/{pk}/change/",
        create=_django_create, export=_django_export)  # fmt: skip


def _wtf_create(path, **extra):
    def create(client):
        form = {**PLAIN, "created_at": f"{NEW['date']} {NEW['time']}", "csrf_token": client.token(path, "csrf_token"), **extra}
        return path, same(form)

    return create


def flask_admin(name, **env):
    return Adapter(
        name=name, venv="flaskadmin", env=env, serve=(*GUNICORN, "flaskadmin_app:app"), ready="/login",
        login=lambda c: c.login("/login", "csrf_token", USER, PASSWORD), list="/admin/issue/", page="/admin/issue/?page={page0}",
        filter="/admin/issue/?flt0_2={status}&sort=5&desc=1", search="/admin/issue/?search={q}", edit="/admin/issue/edit/?id={pk}",
        create=_wtf_create("/admin/issue/new/"), export=lambda c: ("GET", "/admin/issue/export/csv/", None))  # fmt: skip


def fab(name, user=USER, **env):
    return Adapter(
        name=name, venv="fab", env=env, serve=(*GUNICORN, "fab_app:app"), init=("fab_app.py", "init"), ready="/login/",
        login=lambda c: c.login("/login/", "csrf_token", user, PASSWORD), list="/issueview/list/",
        page="/issueview/list/?page_IssueView={page0}", search="/issueview/list/?_flt_2_title={q}",
        filter="/issueview/list/?_flt_3_status={status}&_oc_IssueView=created_at&_od_IssueView=desc",
        edit="/issueview/edit/{pk}", create=_wtf_create("/issueview/add"))  # fmt: skip


def _starlette_create(client):
    path = "/admin/issue/create"
    return path, same({**PLAIN, "created_at": f"{NEW['date']} {NEW['time']}", "csrftoken": client.token(path, "csrftoken")})


def _starlette_export(client):
    fields = ["title", "category", "status", "org", "reporter", "created_at", "deadline", "satisfaction"]
    form = {"csrftoken": client.token("/admin/issue/create", "csrftoken"), "scope": "selected", "format": "csv", "fields": fields}
    return "POST", "/admin/_api/issue/action?name=export&all=1", form


def starlette(name, **env):
    return Adapter(
        name=name, venv="starlette", env=env, serve=(*UVICORN, "starlette_app:app"), ready="/admin/login",
        login=lambda c: c.login("/admin/login", "csrftoken", USER, PASSWORD), list="/admin/issue/list",
        page="/admin/issue/list?page={page}", filter="/admin/issue/list?filter=status__eq%3D{status}&sort=created_at__desc",
        search="/admin/issue/list?q={q}", edit="/admin/issue/edit?pk={pk}", create=_starlette_create, export=_starlette_export)  # fmt: skip


def _raw_create(client):
    path, form = _wtf_create("/issues/new")(client)
    return path, same({**form(), "org_id": NEW["org"], "reporter_id": NEW["reporter"]})


def raw(name, **env):
    return Adapter(
        name=name, venv="raw", env=env, serve=(*GUNICORN, "raw_app:app"), ready="/login",
        login=lambda c: c.login("/login", "csrf_token", USER, PASSWORD), list="/issues", page="/issues?page={page}",
        filter="/issues?status={status}&order=created_at", search="/issues?q={q}", edit="/issues/{pk}", create=_raw_create,
        export=lambda c: ("GET", "/issues.csv", None))  # fmt: skip


TUNED = {"BENCH_TUNED": "1"}
PEERS = (
    raw("handwritten"),
    raw("handwritten, total kept 5 s", **TUNED),
    django("Django admin"),
    django("Django admin, tuned", **TUNED),
    flask_admin("Flask-Admin"),
    flask_admin("Flask-Admin, tuned", **TUNED),
    starlette("starlette-admin"),
    starlette("starlette-admin, tuned", **TUNED),
    fab("Flask-AppBuilder"),
    fab("Flask-AppBuilder, tuned", **TUNED),
    fab("Flask-AppBuilder, tuned, clerk role", user=CLERK, **TUNED),
)
YARDSTICK = "Django admin, tuned"
