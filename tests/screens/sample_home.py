"""Made-up values for 我的待办: every piece of it once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.screens.light import Lamp
from app.screens.values import Button, Item
from tests.screens.sample_frame import page
from tests.screens.sample_lists import groups
from views.overview import FigureTile, Unit
from views.todo import MyIssue, Tab, Todo, TodoGroup, Told

LATE = Lamp(words="超 2 个工作日", tone="late")
ACCEPT = Button(label="受理", url="/case/issue/1/accept?_next=/", method="dialog")


def row(text: str) -> Todo:
    """One thing to do."""
    return Todo(
        bucket=0,
        due=datetime(2024, 7, 3, tzinfo=UTC),
        title=text or "3号楼电梯停运",
        url="/issue/show/1",
        words=text or "王丽 7月3日登记，等你受理。",
        notes=("HX-2024-0318", text or "第3网格"),
        light=LATE,
        buttons=(ACCEPT, Button(label=text or "记回访", url="/return_visit/add")),
    )


def home_sample(text: str) -> tuple[str, dict[str, Any]]:
    """The page of a community secretary."""
    begin = (Button(label=text or "登记问题", url="/issue/add", icon="plus"),)
    return "home.html", {
        "page": page("我的待办", sum="1 件"),
        "day": "7月5日 星期五",
        "groups": [TodoGroup(key="late", label="已超期", count=30, rows=(row(text),), more=29, url="/?only=late")],
        "tabs": (Tab(label="全部", count=30, url="/", current=True),),
        "total": 30,
        "business": True,
        "figures": (FigureTile(label=text or "超期", count=1234, url="/loop/?overdue=1", late=True),),
        "leads": False,
        "units": (
            Unit(id=1, name=text or "华新物业", note=text, count=5, worst=LATE, url="/loop/", urge=True),
            Unit(id=2, name="交警中队", note="", count=1, worst=None, url="/loop/", urge=False),
            Unit(id=None, name="还没有承办", note="", count=1, worst=None, url="/loop/", urge=True),
        ),
        "overdue": 7,
        "mine": (
            MyIssue(title=text or "器材松动", url="/issue/show/2", number="1", state="在办", light=None, owner=text),
        ),
        "mine_count": 1,
        "mine_url": "/issue/list/?created_by=1",
        "told": (
            Told(id=1, text=text or "今天到期", rule=text or "到期", late=True, when="今天", url="/issue/show/1"),
        ),
        "told_count": 1,
        "begin": begin,
        "waiting": (
            Item(label=text or "超期的公示", url="/disclosure/list/?stale=1", badge="/api/v1/disclosure/", late=True),
        ),
        "home": groups(text),
        "warning": text,
    }
