"""Registers of 上高街道: the six packages beside this file, imported as a clerk imports them, with entries made up
around the words of the source documents. They are written through the session, so that every rule of theirs holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import versions
from app.fields.base import Context
from app.forms.book import FormBook
from app.forms.package import apply, plan, read_package
from app.metadata.resource import Resource
from models.compound import Compound
from models.organisation import Organisation
from models.person import Person
from models.processes import TEMPLATES
from seed.book import NAMESPACE
from seed.rules import FIRST, TODAY, chance, day_in, present, working

FOLDER = Path(__file__).parent / "packages"
PLACE = "370902004000"  # 上高街道
PATROLS = "register/jxcs"
REPAIR = replace(TEMPLATES["rectify"], key="yhzg")
"""隐患整改, the street's own process: the template as it is."""
MADE_BY = "样例数据"

Values = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Street:
    """What entries are made of: the units of the street, some of its compounds and residents."""

    centre: Organisation
    grids: Sequence[Organisation]
    communities: Sequence[Organisation]
    compounds: Sequence[Compound]
    people: Sequence[Person]

    @cached_property
    def elders(self) -> list[Person]:
        """The oldest sixty."""
        return sorted(self.people, key=lambda person: (person.birthday or TODAY, person.id))[:60]


Maker = Callable[[Street, Random, int], tuple[int, Values]]
"""(street, chance, ordinal) -> (the unit that it belongs to, values by field)"""


def load(session: Session, book: FormBook, context: Context) -> int:
    """Import the packages into the street and fill their registers; how many entries were added.

    Run again it adds what is missing. The session works for the house; the caller commits.
    """
    centre = session.scalars(select(Organisation).where(Organisation.code == PLACE)).one()
    draw(session, centre.id)
    for file in sorted(FOLDER.glob("*.json")):
        forms = read_package(file.read_bytes())
        if PATROLS in forms:  # the package is for every street; the process is this one's
            forms[PATROLS]["register"]["process"] = REPAIR.key
        apply(session, centre.id, plan(session, book, centre.id, centre.path, forms, context), MADE_BY, file.name)
    resources = book.at(session, centre.path, lambda: context)
    street = read_street(session, centre)
    before = {name: session.info.get(name) for name in ("resources", "silent")}
    session.info.update(resources=resources, silent=True)  # what was there from the start has no history
    try:
        return sum(
            fill(session, resources[f"register/{name}"], street, count, maker)
            for name, (count, maker) in MAKERS.items()
        )
    finally:
        session.info.update(before)


def draw(session: Session, street: int) -> None:
    """Publish the process of its own that the street lets its patrols follow, once."""
    connection = session.connection()
    if not versions.published(connection, street, REPAIR.key):
        versions.publish(connection, street, REPAIR, seen=0, by=MADE_BY)


def read_street(session: Session, centre: Organisation) -> Street:
    """The rows of the street that entries name."""
    units = session.scalars(
        select(Organisation).where(Organisation.street_id == centre.id).order_by(Organisation.path)
    ).all()
    return Street(
        centre=centre,
        grids=[unit for unit in units if unit.kind == "grid"],
        communities=[unit for unit in units if unit.kind in ("community", "village")],
        compounds=session.scalars(select(Compound).where(Compound.street_id == centre.id).order_by(Compound.id)).all(),
        people=session.scalars(
            select(Person).where(Person.street_id == centre.id, Person.staff.is_(False)).order_by(Person.id).limit(400)
        ).all(),
    )


def fill(session: Session, resource: Resource, street: Street, count: int, maker: Maker) -> int:
    """Write the entries of one register that are not there yet."""
    marks = [uuid5(NAMESPACE, f"{resource.name}/{ordinal}") for ordinal in range(count)]
    model: Any = resource.model
    known = set(session.scalars(select(model.client_uuid).execution_options(bin=True)))
    added = 0
    for ordinal, mark in enumerate(marks):
        if mark in known:
            continue
        unit, values = maker(street, chance(f"{resource.name}/{ordinal}"), ordinal)
        record = model(organisation_id=unit, client_uuid=mark, form_version=resource.form)
        for name, value in values.items():
            if value is not None:
                resource.field(name).write(record, value)
        session.add(record)
        added += 1
    session.flush()
    return added


def latest(luck: Random) -> date:
    """Some day of the last year before the sample's present day; never a Sunday."""
    day = day_in(luck, TODAY - timedelta(days=360), TODAY)
    return day - timedelta(days=day.weekday() == 6)


# -- one maker for each register -----------------------------------------------------------------------------------

PREMISES = (
    ("school", ("幼儿园", "小饭桌")), ("clinic", ("诊所", "口腔门诊")), ("shop", ("便利店", "文具店", "五金店")),
    ("food", ("早餐店", "饺子馆", "面馆", "烧烤店")), ("inn", ("宾馆", "旅社")), ("leisure", ("棋牌室", "歌厅")),
    ("internet", ("网吧",)), ("bath", ("理发店", "浴池")), ("workshop", ("木工坊", "塑料制品厂")),
)  # fmt: skip
NAMES = ("顺达", "家和", "小城", "福满", "阳光", "北门", "老街", "平安", "新悦", "和顺", "向阳", "惠民")
HAZARDS = ("灭火器压力不足", "安全出口堆放杂物", "电线私拉乱接", "燃气软管老化", "疏散指示灯不亮", "电动车在店内充电")


STANDING = (("found", "open"), ("rectify", "under"), ("recheck", "done"))
"""Where a hazard that was found lately stands, and what its patrol says of the repair."""
LATELY = 18  # the first patrols: what they found is not over yet


def patrol(street: Street, luck: Random, ordinal: int) -> tuple[int, Values]:
    """A patrol of small premises. What was found long ago is repaired; of late some stands at each stage, some late."""
    kind, names = luck.choices(PREMISES, weights=(2, 2, 8, 9, 3, 2, 2, 5, 3))[0]
    grid = street.grids[ordinal * 7 % len(street.grids)]
    hazard, day = luck.random() < 0.3, latest(luck)
    fixed: str | None
    if ordinal < LATELY:
        stage, fixed = STANDING[ordinal % len(STANDING)]
        day = working(TODAY - timedelta(days=ordinal // 3))
        case: Values = {"f_date": day, "stage": stage, "due_on": working(present() + timedelta(days=ordinal % 7 - 2))}
        hazard = True
    else:
        stage, fixed = ("closed", "done") if hazard else ("all_well", None)
        over = min(day + timedelta(days=luck.randrange(1, 8) if hazard else 0), TODAY)
        case = {"f_date": day, "stage": stage, "closed_on": over}
    return grid.id, {
        "f_place": f"{luck.choice(NAMES)}{luck.choice(names)}",
        "f_kind": kind,
        "f_address": f"泰山区上高街道{grid.name}",
        "f_half": luck.choice(("am", "pm")),
        "f_hazard": hazard,
        "f_what": luck.choice(HAZARDS) if hazard else None,
        "f_fixed": fixed,
        **case,
    }


REMARKS = (
    "血压正常，儿女每周来看。",
    "腿脚不便，想在卫生间装扶手。",
    "吃饭不规律，愿意到助餐点吃。",
    "手机不会挂号，已约下周陪诊。",
)


def visit(street: Street, luck: Random, ordinal: int) -> tuple[int, Values]:
    """A visit to an elder."""
    elder = street.elders[ordinal % len(street.elders)]
    state = luck.choice(("good", "good", "fair", "watch"))
    day = latest(luck)
    return elder.organisation_id, {
        "f_elder": elder.id,
        "f_date": day,
        "f_way": luck.choice(("door", "door", "phone", "message")),
        "f_state": state,
        "f_help": luck.sample(("meal", "care", "errand", "repair", "talk"), luck.randrange(3)) or None,
        "f_note": luck.choice(REMARKS),
        "f_next": day + timedelta(days=7 if state == "watch" else 30),
    }


def station(street: Street, luck: Random, ordinal: int) -> tuple[int, Values]:
    """A rest station for couriers."""
    unit = street.communities[ordinal % len(street.communities)]
    return unit.id, {
        "f_name": f"{unit.name}蜂享驿站",
        "f_address": f"泰山区上高街道{unit.name}党群服务中心一楼",
        "f_host": f"{unit.name}党群服务中心",
        "f_since": day_in(luck, FIRST, TODAY),
        "f_hours": luck.choice(("8:00–20:00", "7:30–21:00", "全天")),
        "f_seats": luck.randrange(6, 25),
        "f_offer": sorted({"water", "charge", *luck.sample(("heat", "medicine", "read", "rain"), 2)}),
        "f_open": luck.random() < 0.9,
    }


POWERS = (
    ("村（居）集体资金支出审批", "money", "“两委”成员提出—党组织审核—居民代表会议表决—公示—支付", 5),
    ("集体资产出租", "asset", "评估—民主表决—公开招租—签订合同—公示", 20),
    ("小型工程项目发包", "works", "立项—预算—民主表决—公开招标—验收—公示", 30),
    ("最低生活保障初审", "benefit", "本人申请—入户核实—民主评议—公示—上报", 10),
    ("临时救助申报", "benefit", "本人申请—核实—公示—上报", 5),
    ("残疾人补贴申报", "benefit", "本人申请—核对证件—上报", 5),
    ("宅基地使用初审", "asset", "本人申请—现场踏勘—民主表决—公示—上报", 20),
    ("党员发展", "decide", "申请—培养考察—支部大会讨论—公示—上级审批", 90),
    ("居民公约修订", "decide", "提出草案—征求意见—居民会议表决—备案—公布", 30),
    ("公益性岗位聘用", "decide", "公布岗位—报名—评议—公示—签订协议", 15),
    ("印章使用", "seal", "申请—审核登记—用印—留存", 1),
    ("证明材料出具", "seal", "本人申请—核实—出具—登记", 1),
    ("捐赠款物使用", "money", "登记—提出用途—民主表决—发放—公示", 10),
    ("公共收益分配", "money", "核算—征求意见—民主表决—公示—分配", 20),
)


def power(street: Street, luck: Random, ordinal: int) -> tuple[int, Values]:
    """A small power of villages and communities."""
    matter, kind, steps, days = POWERS[ordinal % len(POWERS)]
    return street.centre.id, {
        "f_matter": matter,
        "f_kind": kind,
        "f_owner": "村（居）党组织、村（居）委会",
        "f_steps": steps,
        "f_days": days,
        "f_public": luck.choice(("board", "meeting", "online")),
        "f_watch": "村（居）务监督委员会",
    }


BROUGHT = (
    ("policy", ("惠民政策宣讲", "医保政策解读", "养老政策咨询"), "街道民政办"),
    ("law", ("民法典宣讲", "法律咨询日", "反诈宣传"), "司法所、法律服务志愿队"),
    ("medical", ("义诊进小区", "血压血糖免费测", "中医体质辨识"), "社区卫生服务中心"),
    ("culture", ("邻里文艺演出", "春联进万家", "露天电影"), "文化站"),
)


def bringing(street: Street, luck: Random, ordinal: int) -> tuple[int, Values]:
    """An activity that brings something to the people."""
    kind, titles, by = BROUGHT[ordinal % len(BROUGHT)]
    compound = street.compounds[ordinal * 11 % len(street.compounds)]
    return compound.organisation_id, {
        "f_title": f"{compound.name}{luck.choice(titles)}",
        "f_kind": kind,
        "f_date": latest(luck),
        "f_compound": compound.id,
        "f_by": by,
        "f_people": luck.randrange(20, 160),
        "f_stars": luck.choice((3, 4, 4, 5, 5)),
    }


def plot(street: Street, luck: Random, ordinal: int) -> tuple[int, Values]:
    """A green space, with who cares for it where somebody does."""
    compound = street.compounds[ordinal % len(street.compounds)]
    taken = luck.random() < 0.8
    since = day_in(luck, FIRST, TODAY)
    neighbours = [person for person in street.people if person.organisation_id == compound.organisation_id]
    return compound.organisation_id, {
        "f_plot": f"{compound.name}-{ordinal // len(street.compounds) + 1:02d}",
        "f_compound": compound.id,
        "f_area": Decimal(luck.randrange(40, 900)) / 10,
        "f_who": luck.choice(neighbours or street.people).id if taken else None,
        "f_since": since if taken else None,
        "f_until": since + timedelta(days=730) if taken else None,
        "f_plan": luck.choice(("flower", "flower", "lawn", "tree", "corner")) if taken else None,
    }


MAKERS: Mapping[str, tuple[int, Maker]] = {
    "jxcs": (180, patrol),
    "djlr": (120, visit),
    "fxyz": (12, station),
    "xwqlqd": (len(POWERS), power),
    "sshd": (96, bringing),
    "ldrl": (48, plot),
}
"""How many entries each register gets, and what makes one."""
