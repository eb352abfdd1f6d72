"""Made-up records: their page, their form, and two people changing one at once."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from app.fields.base import Option
from app.screens.values import (
    Block,
    Button,
    Change,
    Clash,
    ClashField,
    Detail,
    Event,
    FactCell,
    Form,
    FormSection,
    Input,
    Item,
    Pair,
    Tab,
)
from tests.screens.sample_frame import page


def form(text: str = "", *, dialog: bool = False, refused: bool = True) -> Form:
    """A form with every kind of input."""

    def ask(name: str, label: str, widget: str, raw: Any = "", **more: Any) -> Input:
        return Input(name=name, label=text or label, widget=widget, raw=text or raw, **more)

    options = tuple(
        Option(value=str(number), label=text or label)
        for number, label in enumerate(("常住", "寄住", "待迁入", "已迁出"))
    )
    many = tuple(Option(value=str(number), label=f"第{number}项") for number in range(20))
    late = (text or "不能晚于今天。还没迁入的，居住情况选“待迁入”。",) if refused else ()
    when = json.dumps([{"field": "living", "values": ["0"], "require": False}])
    sections = (
        FormSection(
            label=text or "基本情况",
            note="来源：户籍导入，6月30日",
            rows=(
                (
                    ask("name", "姓名", "text", "吴某", required=True, attributes=(("maxlength", "40"),)),
                    ask(
                        "number",
                        "公民身份号码",
                        "citizen_number",
                        masked="990101********0026",
                        secret=True,
                        required=True,
                        help=text or "女，77 岁，由号码得出，不用再填",
                    ),
                ),
                (
                    ask("mobile", "手机号", "phone", "19000001234", secret=True),
                    ask("politics", "政治面貌", "choice", "3", options=many),
                ),
                (
                    ask(
                        "code",
                        "编号",
                        "readonly",
                        Markup('<a class="lnk" href="/x">HX-JM-004217</a>') if not text else "",
                        readonly=True,
                    ),
                    ask(
                        "area",
                        "建筑面积",
                        "number",
                        "98.5",
                        unit="㎡",
                        attributes=(("min", "0"), ("max", "1000"), ("inputmode", "decimal")),
                    ),
                ),
            ),
        ),
        FormSection(
            label="住在哪里",
            note="网格由房屋带出",
            rows=(
                (
                    ask(
                        "house",
                        "住在哪一户",
                        "link",
                        "7",
                        required=True,
                        chosen=(Option(value="7", label=text or "3号楼2单元301", note="华新苑"),),
                        source="/house/pick/",
                        add="/house/add?dialog=1",
                    ),
                    ask("relation", "与户主的关系", "choice", "1", options=many[:8]),
                ),
                (
                    ask("living", "居住情况", "choice", "0", options=options, required=True),
                    ask("moved_on", "迁入日期", "day", "2024-07-19", required=True, errors=late),
                ),
                (ask("place", "位置", "place", "36.20000,117.10000", wide=True),),
            ),
        ),
        FormSection(
            label="走访关怀",
            note="",
            when=json.dumps({"field": "living", "values": ["0", "1"]}),
            why="居住情况是常住或寄住时填写",
            rows=(
                (Input(name="groups", label="人群", widget="choices", raw=["1"], options=options, wide=True),),
                (
                    ask(
                        "visit",
                        "走访频次",
                        "rating",
                        "3",
                        options=tuple(Option(value=str(n), label=f"{n} 星") for n in range(1, 6)),
                    ),
                    ask("lonely", "独居", "yes_no", "1", when=when, why=text or "居住情况是常住时填写"),
                ),
                (
                    ask("at", "下次走访", "moment", "2024-07-19T09:30"),
                    Input(
                        name="teams",
                        label="队伍",
                        widget="links",
                        raw=["4"],
                        chosen=(Option(value="4", label=text or "银龄队"),),
                        source="/team/pick/",
                    ),
                ),
                (ask("site", "网址", "url", ""), ask("fee", "补助", "money", "100.00", unit="元")),
                (ask("state", "身体情况", "note", "行走需拐杖，听力较弱。", wide=True),),
                (
                    Input(
                        name="photos",
                        label="照片",
                        widget="photo",
                        raw=["9"],
                        chosen=(Option(value="9", label=text or "门口.jpg", note="image/jpeg"),),
                        wide=True,
                    ),
                ),
                (
                    ask("papers", "材料", "file", [], attributes=(("data-most", "5"),)),
                    Input(name="signed", label="签名", widget="signature", raw=[]),
                ),
            ),
        ),
    )
    return Form(
        action="/person/edit/1",
        sections=sections,
        errors=(("moved_on", text or "迁入日期晚于今天，填实际迁入的日期"),) if refused else (),
        hidden=(("_version", "3"), ("_token", text or "t")),
        save_label="保存",
        cancel_url="/person/show/1",
        draft_key="person/1",
        dialog=dialog,
    )


def form_sample(text: str) -> tuple[str, dict[str, Any]]:
    crumbs = (Item(label="居民", url="/person/list/"), Item(label=text or "吴某", url="/person/show/1"))
    return "form.html", {"page": page(text or "修改居民", sum="吴某，HX-JM-004217", crumbs=crumbs), "form": form(text)}


def detail(text: str = "") -> Detail:
    """A compound."""
    pairs = (
        Pair(label=text or "地址", value=text or "上高街道华新路 18 号"),
        Pair(label="所属", value="华新社区，第1、2、3网格"),
        Pair(label="建成", value="2006 年"),
        Pair(label="物业公司", value=Markup('<a class="lnk" href="/x">{}</a>').format(text or "华新物业")),
        Pair(label="值班电话", value=text or "190****0321", unmask="/compound/unmask/1/phone"),
        Pair(label="维修资金余额", value=None),
        Pair(label="说明", value=text or "东门夜间 22:00 关闭，访客登记。", wide=True),
    )
    events = (
        Event(
            who=text or "李某",
            what="写了评论",
            when="今天 10:24",
            when_full="2024年7月9日 10:24:01",
            kind="comment",
            text=text or "公共收益的账物业说这周五贴，\n周五下午请第3网格去看一眼。",
            files=(Item(label=text or "照片.jpg", url="/file/3"),),
        ),
        Event(
            who="赵某",
            what="改了 1 处",
            when="7月8日",
            when_full="2024年7月8日 09:00:00",
            kind="change",
            changes=(Change(label=text or "物业费收缴率", before=text or "88.6 %", after=text or "91.3 %"),),
        ),
        Event(
            who="孙某",
            what="改了 2 处",
            when="6月20日",
            when_full="2024年6月20日 09:00:00",
            kind="change",
            changes=(
                Change(label="7号楼楼长", before="钱某", after=""),
                Change(label="已登记户数", before="797", after="812"),
            ),
        ),
    )
    return Detail(
        facts=(
            FactCell(label=text or "住户", value=text or "846", unit="户", note=text or "已登记 812 户，2163 人"),
            FactCell(label="楼栋", value="12", unit="栋"),
            FactCell(label="收缴率", value="91.3", unit="%", note="比街道高 4.1 个百分点"),
            FactCell(label="在办问题", value="9", unit="件", url="/issue/list/?compound=1"),
        ),
        blocks=(Block(label=text or "基本情况", note="", pairs=pairs), Block(label="记录", note="", pairs=pairs[:2])),
        tabs=(
            Tab(
                key="building-compound",
                label=text or "楼栋",
                url="/page/tab",
                count="/badge/1",
                add="/building/add?compound=1",
                add_label=text or "登记楼栋",
            ),
            Tab(key="disclosure-compound", label="五公开", url="/page/tab", count="/badge/2"),
        ),
        events=events,
        more_events="/compound/events/1?before=3",
        comment_url="/compound/comment/1",
        edit=Button(label="修改", url="/compound/edit/1", icon="pencil", tone="primary"),
    )


def detail_sample(text: str) -> tuple[str, dict[str, Any]]:
    head = page(
        text or "华新苑",
        crumbs=(Item(label="小区", url="/compound/list/"),),
        tags=((text or "在管", "ok"), ("公示过期 1 项", "late")),
        buttons=(
            Button(label="打印", url="/compound/print/1", icon="printer", wide=True),
            Button(label="修改", url="/compound/edit/1", icon="pencil", tone="primary", key="e"),
        ),
        more=(
            Button(
                label=text or "移到回收站",
                url="/compound/delete/1",
                icon="trash",
                method="post",
                tone="danger",
                confirm=text or "移到回收站？",
            ),
        ),
    )
    return "detail.html", {"page": head, "detail": detail(text)}


def clash_sample(text: str) -> tuple[str, dict[str, Any]]:
    fields = (
        ClashField(
            name="rate",
            label=text or "物业费收缴率",
            mine=text or "91.3 %",
            theirs="90.8 %",
            original="88.6 %",
            mine_raw=(text or "91.3",),
        ),
        ClashField(name="head", label="7号楼楼长", mine="韩某", theirs=text or "陈某", original="", mine_raw=("4",)),
        ClashField(
            name="note",
            label="备注",
            mine=text or "东门夜间 23:00 后只出不进，访客登记；北口地桩 7月26日前装好。",
            theirs="东门夜间 22:30 关闭，访客登记；雨后东门积水，已报市政。",
            original=text or "东门夜间 22:00 关闭，访客登记。",
            mine_raw=(text or "东门夜间 23:00 后只出不进，访客登记。",),
            many_lines=True,
        ),
    )
    value = Clash(
        action="/compound/edit/1",
        who=text or "网格长 孙某",
        when="今天 19:42",
        fields=fields,
        calm=((text or "值班电话", "我改的", text or "190****0321"), ("电梯", "我改的", "14 部")),
        hidden=(("_version", "4"), ("phone", text or "x")),
        give_up_url="/compound/show/1",
    )
    return "clash.html", {
        "page": page(
            "没有保存：有 3 处和别人改的不一样",
            crumbs=(Item(label="小区", url="/compound/list/"), Item(label="华新苑", url="/compound/show/1")),
        ),
        "clash": value,
    }
