"""Turns made-up values into pages: an application that knows the templates and nothing else."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.assets import STATIC, static_url
from app.fields.base import Option
from app.screens import phrases
from app.screens.values import (
    Bar, Block, Button, Change, Chip, Clash, ClashField, Column, Detail, Empty, Event, FactCell, Failure, Figure,
    FilterInput, Form, FormSection, Group, Input, Item, Notice, Page, Pager, Pair, Row, Shell, Tab, Table,
)  # fmt: skip

HOSTILE = "<script>alert(1)</script>'\"&{{7*7}}"


def make_app(locale: str = "zh", theme: str = "light") -> Flask:
    """An application with the product's templates; `/page/<name>` shows each sample."""
    app = Flask("app", root_path=str(STATIC.parent), static_folder=str(STATIC))
    app.config.update(SECRET_KEY="test", BABEL_TRANSLATION_DIRECTORIES=str(STATIC.parent.parent / "translations"))
    Babel(app, locale_selector=lambda: locale)
    CSRFProtect(app)
    phrases.install(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["static_url"] = static_url
    app.add_url_rule("/page/<name>", view_func=lambda name: render(name, locale, theme), endpoint="page")
    return app


def render(name: str, locale: str = "zh", theme: str = "light", text: str = "") -> str:
    """The HTML of one sample page."""
    template, values = SAMPLES[name](text)
    return render_template(template, **{"shell": shell(locale, theme, text), **values})


def shell(locale: str = "zh", theme: str = "light", text: str = "") -> Shell:
    """A frame with as many places as a community secretary has."""
    names = (
        ("", (("我的待办", "checklist"),)),
        ("议事闭环", (("闭环看板", "layout-kanban"), ("问题", "message-report"), ("小板凳议事会", "armchair"), ("回访", "home-check"))),
        ("居民与党员", (("组织与网格", "sitemap"), ("居民", "users"), ("党员", "flag-3"), ("党员大会", "presentation"))),
        ("志愿服务", (("志愿者", "heart-handshake"), ("队伍", "users-group"), ("活动", "calendar-event"), ("服务记录", "clock"))),
        ("小区与物业", (("小区", "building-community"), ("楼栋", "building"), ("物业公司", "briefcase"), ("收费期", "cash"), ("五公开", "news"), ("红黄榜", "medal"))),
        ("积分", (("积分账户", "wallet"), ("积分流水", "receipt"), ("积分规则", "scale"), ("礼品", "gift"), ("兑换", "ticket"))),
        ("设置", (("代码表", "list"), ("回收站", "recycle"))),
    )
    menu = tuple(
        Group(label=group, items=tuple(Item(label=label, url=f"/{icon}/list/", icon=icon, current=label == "小区", badge=f"/badge/{icon}" if label == "问题" else "") for label, icon in places))
        for group, places in names
    )
    phone = tuple(Item(label=label, url=f"/{icon}/", icon=icon, current=icon == "user") for label, icon in (("待办", "checklist"), ("议事", "layout-kanban"), ("上报", "camera-plus"), ("我的", "user")))
    return Shell(
        locale=locale, theme=theme, product="汇治", organisation=text or "王府社区",
        organisations=tuple(Option(value=str(number), label=label, note="上高街道") for number, label in enumerate(("王府社区", "华新社区", "第3网格"))),
        within="subtree", user=text or "社区书记", roles=text or "社区书记，王府社区", user_key="u1", menu=menu, phone=phone, csrf="token", nonce="n",
        notices=(Notice(text=text or "已删除 1 条试填记录", undo="/restore"),) if locale == "en" else (),
    )  # fmt: skip


def page(title: str, **more: Any) -> Page:
    """The head of a page."""
    return Page(title=title, **more)


def table(text: str = "", rows: int = 25) -> Table:
    """A list of issues."""
    titles = ("3号楼前消防通道常被私家车占用", "单元门禁损坏，外来人员随意进出", "南区十二户申请加装电梯，一层住户不同意", "绿地被圈占种菜", "幼儿园放学时段西路拥堵")
    tags = (("late", "超 2 个工作日"), ("soon", "今天到期"), ("", "剩 3 个工作日"), ("ok", "待回访"), ("late", "超 1 个工作日"))
    labels = ("事项", "编号", "环节", "时限", "类别", "网格", "承办", "登记")
    columns = tuple(
        Column(key=f"c{place}", label=text or label, numeric=label == "登记", sort_url=f"/issue/list/?sort=c{place}", sorted="desc" if label == "登记" else "", low=label in ("类别", "承办"))
        for place, label in enumerate(labels)
    )
    made = tuple(
        Row(
            id=number + 1,
            url=f"/issue/show/{number + 1}",
            title=text or titles[number % 5],
            cells=(
                text or f"HX-2024-{318 + number:04d}", Markup('<span class="tag ">集中化解</span>'), Markup('<span class="tag {}">{}</span>').format(*tags[number % 5]),
                text or "停车", f"第{number % 6 + 1}网格", "华新物业" if number % 4 else "", Markup('<time datetime="2024-07-01" title="2024年7月1日">7月1日</time>'),
            ),
        )  # fmt: skip
        for number in range(rows)
    )
    stages = tuple(Option(value=str(number), label=text or label) for number, label in enumerate(("问题收集", "集中研判", "下呼上应", "集中化解", "定点反馈")))
    sources = tuple(Option(value=str(number), label=f"来源{number}") for number in range(9))
    operators = tuple(Option(value=name, label=name) for name in ("eq", "contains", "from", "to", "within", "gte", "lte", "empty"))
    filters = (
        FilterInput(key="stage", label=text or "环节", widget="choice", operators=(), options=stages, values=(("stage", "3"),)),
        FilterInput(key="source", label="来源", widget="choice", operators=(), options=sources, values=(("source", "1"),)),
        FilterInput(key="grid", label="网格", widget="link", operators=(), source="/organisation/pick/", chosen=(Option(value="3", label=text or "第3网格"),)),
        FilterInput(key="households", label="涉及户数", widget="range-number", operators=()),
        FilterInput(key="registered_on", label="登记日期", widget="range-day", operators=operators, options=(Option(value="this_week", label="本周"), Option(value="this_month", label="本月"))),
        FilterInput(key="title", label="标题", widget="text", operators=operators, values=(("title__contains", text),)),
        FilterInput(key="urgent", label="紧急", widget="flag", operators=()),
        FilterInput(key="photos", label="照片", widget="empty", operators=operators),
    )
    return Table(
        resource="issue", url="/issue/list/", query=text, search_hint=text or "标题、编号、楼号", kept=(("stage", "3"), ("sort", "-registered_on")),
        chips=(Chip(label=text or "环节", words=text or "集中化解", remove_url="/issue/list/?source=1"), Chip(label="来源", words="群众诉求", remove_url="/issue/list/?stage=3")) if rows else (),
        filters=filters, columns=columns, rows=made,
        pager=Pager(words="1–25，共 138", next="/issue/list/?page=2", sizes=tuple(Item(label=str(size), url=f"/issue/list/?size={size}", current=size == 25) for size in (25, 50, 100))),
        empty=None if rows else Empty(title="给小餐馆、小商店等九类小场所做消防巡查台账", text=text or "网格员每月到店巡查，有隐患的记下期限；店主也可以扫码自查。", who="社区书记、网格长、网格员可以登记；街道治理中心看得到。",
                                     buttons=(Button(label="登记第一条", url="/issue/add", icon="plus", tone="primary", key="n"), Button(label="从 Excel 导入", url="/issue/import", icon="file-spreadsheet"))),
        bulk=(Button(label="关注", url="/issue/do/follow", icon="star", method="dialog"), Button(label="导出", url="/issue/export", icon="download", method="post", fields=(("format", "xlsx"),)), Button(label="删除", url="/issue/delete", icon="trash", method="post", tone="danger", confirm=text or "把选中的移到回收站？")),
        choosable=tuple(Option(value=f"c{place}", label=text or label, retired=place > 6) for place, label in enumerate(labels)),
        views=(Item(label=text or "本周要办", url="/issue/list/?view=1", current=True), Item(label="超期", url="/issue/list/?view=2")),
        save_view="/issue/view", share_roles=(Option(value="grid_staff", label="网格员"),),
    )  # fmt: skip


def list_sample(text: str, rows: int = 25) -> tuple[str, dict[str, Any]]:
    buttons = (Button(label="导出", url="/issue/export", icon="download", method="post", wide=True, fields=(("address", text), ("format", "xlsx"))), Button(label="图表", url="/issue/chart/", icon="chart-bar", wide=True), Button(label=text or "登记问题", url="/issue/add", icon="plus", tone="primary", key="n"))
    return "list.html", {"page": page(text or "问题", sum="138 件", buttons=buttons if rows else (), more=(Button(label="回收站", url="/issue/bin/", icon="recycle"),)), "table": table(text, rows)}


def form(text: str = "", *, dialog: bool = False, refused: bool = True) -> Form:
    """A form with every kind of input."""

    def ask(name: str, label: str, widget: str, raw: Any = "", **more: Any) -> Input:
        return Input(name=name, label=text or label, widget=widget, raw=text or raw, **more)

    options = tuple(Option(value=str(number), label=text or label) for number, label in enumerate(("常住", "寄住", "待迁入", "已迁出")))
    many = tuple(Option(value=str(number), label=f"第{number}项") for number in range(20))
    late = (text or "不能晚于今天。还没迁入的，居住情况选“待迁入”。",) if refused else ()
    when = json.dumps([{"field": "living", "values": ["0"], "require": False}])
    sections = (
        FormSection(label=text or "基本情况", note="来源：户籍导入，6月30日", rows=(
            (ask("name", "姓名", "text", "吴某", required=True, attributes=(("maxlength", "40"),)), ask("number", "公民身份号码", "citizen_number", masked="990101********0026", secret=True, required=True, help=text or "女，77 岁，由号码得出，不用再填")),
            (ask("mobile", "手机号", "phone", "19000001234", secret=True), ask("politics", "政治面貌", "choice", "3", options=many)),
            (ask("code", "编号", "readonly", Markup('<a class="lnk" href="/x">HX-JM-004217</a>') if not text else "", readonly=True), ask("area", "建筑面积", "number", "98.5", unit="㎡", attributes=(("min", "0"), ("max", "1000"), ("inputmode", "decimal")))),
        )),
        FormSection(label="住在哪里", note="网格由房屋带出", rows=(
            (ask("house", "住在哪一户", "link", "7", required=True, chosen=(Option(value="7", label=text or "3号楼2单元301", note="华新苑"),), source="/house/pick/", add="/house/add?dialog=1"), ask("relation", "与户主的关系", "choice", "1", options=many[:8])),
            (ask("living", "居住情况", "choice", "0", options=options, required=True), ask("moved_on", "迁入日期", "day", "2024-07-19", required=True, errors=late)),
            (ask("place", "位置", "place", "36.20000,117.10000", wide=True),),
        )),
        FormSection(label="走访关怀", note="", when=json.dumps({"field": "living", "values": ["0", "1"]}), why="居住情况是常住或寄住时填写", rows=(
            (Input(name="groups", label="人群", widget="choices", raw=["1"], options=options, wide=True),),
            (ask("visit", "走访频次", "rating", "3", options=tuple(Option(value=str(n), label=f"{n} 星") for n in range(1, 6))), ask("lonely", "独居", "yes_no", "1", when=when, why=text or "居住情况是常住时填写")),
            (ask("at", "下次走访", "moment", "2024-07-19T09:30"), Input(name="teams", label="队伍", widget="links", raw=["4"], chosen=(Option(value="4", label=text or "银龄队"),), source="/team/pick/")),
            (ask("site", "网址", "url", ""), ask("fee", "补助", "money", "100.00", unit="元")),
            (ask("state", "身体情况", "note", "行走需拐杖，听力较弱。", wide=True),),
            (Input(name="photos", label="照片", widget="photo", raw=["9"], chosen=(Option(value="9", label=text or "门口.jpg", note="image/jpeg"),), wide=True), ),
            (ask("papers", "材料", "file", [], attributes=(("data-most", "5"),)), Input(name="signed", label="签名", widget="signature", raw=[])),
        )),
    )  # fmt: skip
    return Form(
        action="/person/edit/1", sections=sections, errors=(("moved_on", text or "迁入日期晚于今天，填实际迁入的日期"),) if refused else (),
        hidden=(("_version", "3"), ("_token", text or "t")), save_label="保存", cancel_url="/person/show/1", draft_key="person/1", dialog=dialog,
    )  # fmt: skip


def form_sample(text: str) -> tuple[str, dict[str, Any]]:
    crumbs = (Item(label="居民", url="/person/list/"), Item(label=text or "吴某", url="/person/show/1"))
    return "form.html", {"page": page(text or "修改居民", sum="吴某，HX-JM-004217", crumbs=crumbs), "form": form(text)}


def detail(text: str = "") -> Detail:
    """A compound."""
    pairs = (
        Pair(label=text or "地址", value=text or "上高街道华新路 18 号"), Pair(label="所属", value="华新社区，第1、2、3网格"), Pair(label="建成", value="2006 年"),
        Pair(label="物业公司", value=Markup('<a class="lnk" href="/x">{}</a>').format(text or "华新物业")), Pair(label="值班电话", value=text or "190****0321", unmask="/compound/unmask/1/phone"), Pair(label="维修资金余额", value=None),
        Pair(label="说明", value=text or "东门夜间 22:00 关闭，访客登记。", wide=True),
    )  # fmt: skip
    events = (
        Event(who=text or "李某", what="写了评论", when="今天 10:24", when_full="2024年7月9日 10:24:01", kind="comment", text=text or "公共收益的账物业说这周五贴，\n周五下午请第3网格去看一眼。", files=(Item(label=text or "照片.jpg", url="/file/3"),)),
        Event(who="赵某", what="改了 1 处", when="7月8日", when_full="2024年7月8日 09:00:00", kind="change", changes=(Change(label=text or "物业费收缴率", before=text or "88.6 %", after=text or "91.3 %"),)),
        Event(who="孙某", what="改了 2 处", when="6月20日", when_full="2024年6月20日 09:00:00", kind="change", changes=(Change(label="7号楼楼长", before="钱某", after=""), Change(label="已登记户数", before="797", after="812"))),
    )
    return Detail(
        facts=(FactCell(label=text or "住户", value=text or "846", unit="户", note=text or "已登记 812 户，2163 人"), FactCell(label="楼栋", value="12", unit="栋"), FactCell(label="收缴率", value="91.3", unit="%", note="比街道高 4.1 个百分点"), FactCell(label="在办问题", value="9", unit="件", url="/issue/list/?compound=1")),
        blocks=(Block(label=text or "基本情况", note="", pairs=pairs), Block(label="记录", note="", pairs=pairs[:2])),
        tabs=(Tab(key="building-compound", label=text or "楼栋", url="/page/tab", count="/badge/1", add="/building/add?compound=1", add_label=text or "登记楼栋"), Tab(key="disclosure-compound", label="五公开", url="/page/tab", count="/badge/2")),
        events=events, more_events="/compound/events/1?before=3", comment_url="/compound/comment/1", previous="/compound/show/2", next="/compound/show/3",
        edit=Button(label="修改", url="/compound/edit/1", icon="pencil", tone="primary"),
    )  # fmt: skip


def detail_sample(text: str) -> tuple[str, dict[str, Any]]:
    head = page(
        text or "华新苑", crumbs=(Item(label="小区", url="/compound/list/"),), tags=((text or "在管", "ok"), ("公示过期 1 项", "late")),
        buttons=(Button(label="打印", url="/compound/print/1", icon="printer", wide=True), Button(label="修改", url="/compound/edit/1", icon="pencil", tone="primary", key="e")),
        more=(Button(label=text or "移到回收站", url="/compound/delete/1", icon="trash", method="post", tone="danger", confirm=text or "移到回收站？"),),
    )  # fmt: skip
    return "detail.html", {"page": head, "detail": detail(text)}


def clash_sample(text: str) -> tuple[str, dict[str, Any]]:
    fields = (
        ClashField(name="rate", label=text or "物业费收缴率", mine=text or "91.3 %", theirs="90.8 %", original="88.6 %", mine_raw=(text or "91.3",)),
        ClashField(name="head", label="7号楼楼长", mine="韩某", theirs=text or "陈某", original="", mine_raw=("4",)),
        ClashField(name="note", label="备注", mine=text or "东门夜间 23:00 后只出不进，访客登记；北口地桩 7月26日前装好。", theirs="东门夜间 22:30 关闭，访客登记；雨后东门积水，已报市政。", original=text or "东门夜间 22:00 关闭，访客登记。", mine_raw=(text or "东门夜间 23:00 后只出不进，访客登记。",), many_lines=True),
    )
    value = Clash(action="/compound/edit/1", who=text or "网格长 孙某", when="今天 19:42", fields=fields, calm=((text or "值班电话", "我改的", text or "190****0321"), ("电梯", "我改的", "14 部")), hidden=(("_version", "4"), ("phone", text or "x")), give_up_url="/compound/show/1")
    return "clash.html", {"page": page("没有保存：有 3 处和别人改的不一样", crumbs=(Item(label="小区", url="/compound/list/"), Item(label="华新苑", url="/compound/show/1"))), "clash": value}


def figures(text: str = "") -> tuple[Figure, ...]:
    """Charts of every kind."""
    months = tuple(Bar(label=text or f"{month}月", value=value, words="—" if value is None else str(value), url=f"/issue/list/?month={month}") for month, value in enumerate((12, 18, 9, None, 22, 17), 1))
    return (
        Figure(key="month", title=text or "按月", kind="line", unit="件", bars=months, csv="/issue/chart/month.csv"), Figure(key="kind", title="按类别", kind="bar", unit=text or "件", bars=months, csv="/issue/chart/kind.csv", total="共 78 件"),
        Figure(key="share", title="来源", kind="pie", unit="件", bars=months, csv="/issue/chart/share.csv"), Figure(key="all", title="合计", kind="number", unit="件", bars=(Bar(label="合计", value=78, words="78", url="/issue/list/"),), csv="/issue/chart/all.csv"),
    )  # fmt: skip


def groups(text: str = "") -> tuple[Group, ...]:
    """Work in groups."""
    return (Group(label=text or "议事闭环", items=(Item(label=text or "问题", url="/issue/list/", icon="message-report", badge="/badge/1"), Item(label="议事会", url="/x/", icon="armchair"))), Group(label="居民与党员", items=(Item(label="居民", url="/person/list/", icon="users"),)))


SAMPLES: dict[str, Any] = {
    "list": list_sample,
    "empty": lambda text: list_sample(text, rows=0),
    "bin": lambda text: ("bin.html", list_sample(text)[1]),
    "form": form_sample,
    "dialog": lambda text: ("dialog.html", {"page": page(text or "新建一户"), "form": form(text, dialog=True), "csrf": "token"}),
    "clash": clash_sample,
    "detail": detail_sample,
    "tab": lambda text: ("tab.html", {"table": table(text, rows=5), "title": text}),
    "timeline": lambda text: ("timeline.html", {"events": detail(text).events, "more_events": "/x"}),
    "print": lambda text: ("print.html", {**detail_sample(text)[1], "printed": "2024年7月9日"}),
    "chart": lambda text: ("chart.html", {"page": page(text or "问题的图表", crumbs=(Item(label="问题", url="/issue/list/"),)), "figures": figures(text), "table": table(text)}),
    "home": lambda text: ("home.html", {"page": page("首页"), "home": groups(text), "begin": (Button(label=text or "登记问题", url="/issue/add", icon="plus"),), "recent": (Item(label=text or "华新苑", url="/compound/show/1"),)}),
    "search": lambda text: ("search.html", {"page": page("搜索", sum="3 条"), "query": text or "华新", "groups": [{"label": text or "居民", "items": [{"label": text or "吴某", "note": text or "华新苑", "url": "/person/show/1"}]}]}),
    "login": lambda text: ("login.html", {"office": text or "上高街道", "username": text, "error": text or "用户名或密码不对。", "shell": None, "locale": "zh"}),
    "locked": lambda text: ("login.html", {"office": "上高街道", "locked": text or "14:47", "shell": None, "locale": "zh"}),
    "message": lambda text: ("message.html", {"failure": Failure(status=404, title=text or "没有这一页", text=text or "它可能已被移走，或者不在你的工作范围。", error_id=text or "e1", hints=(text or "看看回收站",))}),
    "bare": lambda text: ("message.html", {"shell": None, "failure": Failure(status=500, title="出错了", text=text or "已记录。", error_id="e1")}),
    "me": lambda text: ("me.html", {"page": page("我的"), "holdings": ({"role": {"label": text or "社区书记"}, "organisation": text or "王府社区"},), "errors": {"old": text or "密码不对。"}}),
    "trace": lambda text: ("trace.html", {"page": page("操作记录"), "columns": table(text).columns, "rows": table(text).rows, "pager": Pager(words="", next="/trace/?before=3"), "asked": dict.fromkeys(("who", "action", "resource", "from", "to"), text), "resources": (Item(label=text or "问题", url=text or "issue"),)}),
    "fab": lambda text: ("appbuilder/general/model/list.html", {}),
    "swagger": lambda text: ("swagger.html", {"page": page(text or "接口"), "openapi_url": "/api/v1/openapi.json"}),
}
