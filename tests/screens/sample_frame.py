"""A made-up frame: whoever is signed in sees this sidebar."""

from __future__ import annotations

from typing import Any

from app.fields.base import Option
from app.screens.values import (
    Group,
    Item,
    Notice,
    Page,
    Shell,
)

HOSTILE = "<script>alert(1)</script>'\"&{{7*7}}"


def shell(locale: str = "zh", theme: str = "light", text: str = "") -> Shell:
    """A frame with as many places as a community secretary has."""
    names = (
        ("", (("我的待办", "checklist"),)),
        (
            "议事闭环",
            (
                ("闭环看板", "layout-kanban"),
                ("问题", "message-report"),
                ("小板凳议事会", "armchair"),
                ("回访", "home-check"),
            ),
        ),
        (
            "居民与党员",
            (("组织与网格", "sitemap"), ("居民", "users"), ("党员", "flag-3"), ("党员大会", "presentation")),
        ),
        (
            "志愿服务",
            (("志愿者", "heart-handshake"), ("队伍", "users-group"), ("活动", "calendar-event"), ("服务记录", "clock")),
        ),
        (
            "小区与物业",
            (
                ("小区", "building-community"),
                ("楼栋", "building"),
                ("物业公司", "briefcase"),
                ("收费期", "cash"),
                ("五公开", "news"),
                ("红黄榜", "medal"),
            ),
        ),
        (
            "积分",
            (
                ("积分账户", "wallet"),
                ("积分流水", "receipt"),
                ("积分规则", "scale"),
                ("礼品", "gift"),
                ("兑换", "ticket"),
            ),
        ),
        ("设置", (("代码表", "list"), ("回收站", "recycle"))),
    )
    menu = tuple(
        Group(
            label=group,
            items=tuple(
                Item(
                    label=label,
                    url=f"/{icon}/list/",
                    icon=icon,
                    current=label == "小区",
                    badge=f"/badge/{icon}" if label == "问题" else "",
                )
                for label, icon in places
            ),
        )
        for group, places in names
    )
    phone = tuple(
        Item(label=label, url=f"/{icon}/", icon=icon, current=icon == "user")
        for label, icon in (("待办", "checklist"), ("议事", "layout-kanban"), ("上报", "camera-plus"), ("我的", "user"))
    )
    return Shell(
        locale=locale,
        theme=theme,
        product="汇治",
        organisation=text or "王府社区",
        organisations=tuple(
            Option(value=str(number), label=label, note="上高街道")
            for number, label in enumerate(("王府社区", "华新社区", "第3网格"))
        ),
        within="subtree",
        user=text or "社区书记",
        roles=text or "社区书记，王府社区",
        user_key="u1",
        menu=menu,
        phone=phone,
        csrf="token",
        nonce="n",
        notices=(Notice(text=text or "已删除 1 条试填记录", undo="/restore"),) if locale == "en" else (),
    )


def page(title: str, **more: Any) -> Page:
    """The head of a page."""
    return Page(title=title, **more)
