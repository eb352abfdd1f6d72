"""Turns made-up values into pages: an application that knows the templates and nothing else."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from app import language
from app.assets import STATIC, static_url, svg_icon
from app.screens.fragment import Fragments
from app.screens.values import (
    Failure,
    Item,
    Pager,
)
from tests.screens.sample_frame import page, shell
from tests.screens.sample_home import home_sample
from tests.screens.sample_lists import figures, list_sample, table
from tests.screens.sample_records import clash_sample, detail, detail_sample, form, form_sample


def make_app(locale: str = "zh", theme: str = "light") -> Flask:
    """An application with the product's templates; `/page/<name>` shows each sample."""
    app = Flask("app", root_path=str(STATIC.parent), static_folder=str(STATIC))
    app.config.update(SECRET_KEY="test", BABEL_TRANSLATION_DIRECTORIES=str(STATIC.parent.parent / "translations"))
    language.Language(app, locale_selector=lambda: locale)
    CSRFProtect(app)
    language.install(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(static_url=static_url, svg_icon=svg_icon, fragment=Fragments(app))
    app.add_url_rule("/page/<name>", view_func=lambda name: render(name, locale, theme), endpoint="page")
    return app


def render(name: str, locale: str = "zh", theme: str = "light", text: str = "") -> str:
    """The HTML of one sample page."""
    template, values = SAMPLES[name](text)
    return render_template(template, **{"shell": shell(locale, theme, text), **values})


SAMPLES: dict[str, Any] = {
    "list": list_sample,
    "empty": lambda text: list_sample(text, rows=0),
    "bin": lambda text: ("bin.html", list_sample(text)[1]),
    "form": form_sample,
    "dialog": lambda text: (
        "dialog.html",
        {"page": page(text or "新建一户"), "form": form(text, dialog=True), "csrf": "token"},
    ),
    "clash": clash_sample,
    "detail": detail_sample,
    "tab": lambda text: ("tab.html", {"table": table(text, rows=5), "title": text}),
    "timeline": lambda text: ("timeline.html", {"events": detail(text).events, "more_events": "/x"}),
    "print": lambda text: ("print.html", {**detail_sample(text)[1], "printed": "2024年7月9日"}),
    "chart": lambda text: (
        "chart.html",
        {
            "page": page(text or "问题的图表", crumbs=(Item(label="问题", url="/issue/list/"),)),
            "figures": figures(text),
            "table": table(text),
        },
    ),
    "home": home_sample,
    "search": lambda text: (
        "search.html",
        {
            "page": page("搜索", sum="3 条"),
            "query": text or "华新",
            "groups": [
                {
                    "label": text or "居民",
                    "items": [{"label": text or "吴某", "note": text or "华新苑", "url": "/person/show/1"}],
                }
            ],
        },
    ),
    "login": lambda text: (
        "login.html",
        {
            "office": text or "上高街道",
            "username": text,
            "error": text or "用户名或密码不对。",
            "shell": None,
            "locale": "zh",
        },
    ),
    "locked": lambda text: (
        "login.html",
        {"office": "上高街道", "locked": text or "14:47", "shell": None, "locale": "zh"},
    ),
    "message": lambda text: (
        "message.html",
        {
            "failure": Failure(
                status=404,
                title=text or "没有这一页",
                text=text or "它可能已被移走，或者不在你的工作范围。",
                error_id=text or "e1",
                hints=(text or "看看回收站",),
            )
        },
    ),
    "bare": lambda text: (
        "message.html",
        {"shell": None, "failure": Failure(status=500, title="出错了", text=text or "已记录。", error_id="e1")},
    ),
    "me": lambda text: (
        "me.html",
        {
            "page": page("我的"),
            "holdings": ({"role": {"label": text or "社区书记"}, "organisation": text or "王府社区"},),
            "errors": {"old": text or "密码不对。"},
        },
    ),
    "trace": lambda text: (
        "trace.html",
        {
            "page": page("操作记录"),
            "columns": table(text).columns,
            "rows": table(text).rows,
            "pager": Pager(words="", next="/trace/?before=3"),
            "asked": dict.fromkeys(("who", "action", "resource", "from", "to"), text),
            "resources": (Item(label=text or "问题", url=text or "issue"),),
            "actions": (Item(label=text or "修改", url=text or "edit"),),
        },
    ),
    "fab": lambda text: ("appbuilder/general/model/list.html", {}),
    "swagger": lambda text: ("swagger.html", {"page": page(text or "接口"), "openapi_url": "/api/v1/openapi.json"}),
}
