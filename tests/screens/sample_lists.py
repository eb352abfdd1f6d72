"""Made-up lists, charts and groups of work."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from app.fields.base import Option
from app.screens.values import (
    Bar,
    Button,
    Chip,
    Column,
    Empty,
    Figure,
    FilterInput,
    Group,
    Item,
    Pager,
    Row,
    Table,
)
from tests.screens.sample_frame import page


def table(text: str = "", rows: int = 25) -> Table:
    """A list of issues."""
    titles = (
        "3号楼前消防通道常被私家车占用",
        "单元门禁损坏，外来人员随意进出",
        "南区十二户申请加装电梯，一层住户不同意",
        "绿地被圈占种菜",
        "幼儿园放学时段西路拥堵",
    )
    tags = (
        ("late", "超 2 个工作日"),
        ("soon", "今天到期"),
        ("", "剩 3 个工作日"),
        ("ok", "待回访"),
        ("late", "超 1 个工作日"),
    )
    labels = ("事项", "编号", "环节", "时限", "类别", "网格", "承办", "登记")
    columns = tuple(
        Column(
            key=f"c{place}",
            label=text or label,
            numeric=label == "登记",
            sort_url=f"/issue/list/?sort=c{place}",
            sorted="desc" if label == "登记" else "",
            low=label in ("类别", "承办"),
        )
        for place, label in enumerate(labels)
    )
    made = tuple(
        Row(
            id=number + 1,
            url=f"/issue/show/{number + 1}",
            title=text or titles[number % 5],
            cells=(
                text or f"HX-2024-{318 + number:04d}",
                Markup('<span class="tag ">集中化解</span>'),
                Markup('<span class="tag {}">{}</span>').format(*tags[number % 5]),
                text or "停车",
                f"第{number % 6 + 1}网格",
                "华新物业" if number % 4 else "",
                Markup('<time datetime="2024-07-01" title="2024年7月1日">7月1日</time>'),
            ),
        )
        for number in range(rows)
    )
    stages = tuple(
        Option(value=str(number), label=text or label)
        for number, label in enumerate(("问题收集", "集中研判", "下呼上应", "集中化解", "定点反馈"))
    )
    sources = tuple(Option(value=str(number), label=f"来源{number}") for number in range(9))
    operators = tuple(
        Option(value=name, label=name) for name in ("eq", "contains", "from", "to", "within", "gte", "lte", "empty")
    )
    filters = (
        FilterInput(
            key="stage", label=text or "环节", widget="choice", operators=(), options=stages, values=(("stage", "3"),)
        ),
        FilterInput(
            key="source", label="来源", widget="choice", operators=(), options=sources, values=(("source", "1"),)
        ),
        FilterInput(
            key="grid",
            label="网格",
            widget="link",
            operators=(),
            source="/organisation/pick/",
            chosen=(Option(value="3", label=text or "第3网格"),),
        ),
        FilterInput(key="households", label="涉及户数", widget="range-number", operators=()),
        FilterInput(
            key="registered_on",
            label="登记日期",
            widget="range-day",
            operators=operators,
            options=(Option(value="this_week", label="本周"), Option(value="this_month", label="本月")),
        ),
        FilterInput(key="title", label="标题", widget="text", operators=operators, values=(("title__contains", text),)),
        FilterInput(key="urgent", label="紧急", widget="flag", operators=()),
        FilterInput(key="photos", label="照片", widget="empty", operators=operators),
    )
    return Table(
        resource="issue",
        url="/issue/list/",
        query=text,
        search_hint=text or "标题、编号、楼号",
        kept=(("stage", "3"), ("sort", "-registered_on")),
        chips=(
            Chip(label=text or "环节", words=text or "集中化解", remove_url="/issue/list/?source=1"),
            Chip(label="来源", words="群众诉求", remove_url="/issue/list/?stage=3"),
        )
        if rows
        else (),
        filters=filters,
        columns=columns,
        rows=made,
        pager=Pager(
            words="1–25，共 138",
            next="/issue/list/?page=2",
            sizes=tuple(
                Item(label=str(size), url=f"/issue/list/?size={size}", current=size == 25) for size in (25, 50, 100)
            ),
        ),
        empty=None
        if rows
        else Empty(
            title="给小餐馆、小商店等九类小场所做消防巡查台账",
            text=text or "网格员每月到店巡查，有隐患的记下期限；店主也可以扫码自查。",
            who="社区书记、网格长、网格员可以登记；街道治理中心看得到。",
            buttons=(
                Button(label="登记第一条", url="/issue/add", icon="plus", tone="primary", key="n"),
                Button(label="从 Excel 导入", url="/issue/import", icon="file-spreadsheet"),
            ),
        ),
        bulk=(
            Button(label="关注", url="/issue/do/follow", icon="star", method="dialog"),
            Button(label="导出", url="/issue/export", icon="download", method="post", fields=(("format", "xlsx"),)),
            Button(
                label="删除",
                url="/issue/delete",
                icon="trash",
                method="post",
                tone="danger",
                confirm=text or "把选中的移到回收站？",
            ),
        ),
        choosable=tuple(
            Option(value=f"c{place}", label=text or label, retired=place > 6) for place, label in enumerate(labels)
        ),
        views=(
            Item(label=text or "本周要办", url="/issue/list/?view=1", current=True),
            Item(label="超期", url="/issue/list/?view=2"),
        ),
        save_view="/issue/view",
        share_roles=(Option(value="grid_staff", label="网格员"),),
    )


def list_sample(text: str, rows: int = 25) -> tuple[str, dict[str, Any]]:
    buttons = (
        Button(
            label="导出",
            url="/issue/export",
            icon="download",
            method="post",
            wide=True,
            fields=(("address", text), ("format", "xlsx")),
        ),
        Button(label="图表", url="/issue/chart/", icon="chart-bar", wide=True),
        Button(label=text or "登记问题", url="/issue/add", icon="plus", tone="primary", key="n"),
    )
    return "list.html", {
        "page": page(
            text or "问题",
            sum="138 件",
            buttons=buttons if rows else (),
            more=(Button(label="回收站", url="/issue/bin/", icon="recycle"),),
        ),
        "table": table(text, rows),
    }


def figures(text: str = "") -> tuple[Figure, ...]:
    """Charts of every kind."""
    months = tuple(
        Bar(
            label=text or f"{month}月",
            value=value,
            words="—" if value is None else str(value),
            url=f"/issue/list/?month={month}",
        )
        for month, value in enumerate((12, 18, 9, None, 22, 17), 1)
    )
    return (
        Figure(key="month", title=text or "按月", kind="line", unit="件", bars=months, csv="/issue/chart/month.csv"),
        Figure(
            key="kind",
            title="按类别",
            kind="bar",
            unit=text or "件",
            bars=months,
            csv="/issue/chart/kind.csv",
            total="共 78 件",
        ),
        Figure(key="share", title="来源", kind="pie", unit="件", bars=months, csv="/issue/chart/share.csv"),
        Figure(
            key="all",
            title="合计",
            kind="number",
            unit="件",
            bars=(Bar(label="合计", value=78, words="78", url="/issue/list/"),),
            csv="/issue/chart/all.csv",
        ),
    )


def groups(text: str = "") -> tuple[Group, ...]:
    """Work in groups."""
    return (
        Group(
            label=text or "议事闭环",
            items=(
                Item(label=text or "问题", url="/issue/list/", icon="message-report", badge="/badge/1"),
                Item(label="议事会", url="/x/", icon="armchair"),
            ),
        ),
        Group(label="居民与党员", items=(Item(label="居民", url="/person/list/", icon="users"),)),
    )
