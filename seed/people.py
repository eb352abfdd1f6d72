"""Turns an ordinal into a person who does not exist: a name with 某, a citizen number of no region, a phone of no one.

The region codes 990101 to 990199 are assigned to no county (GB/T 2260 ends below 90), so no such number was ever given
to anybody; the check digit is right (GB 11643). The phones 190-000x-xxxx are made up in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from seed.rules import TODAY

SURNAMES = tuple(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN_MEN = tuple("伟强军勇刚平辉峰超波斌磊鹏杰涛明浩宇飞毅良海山仁宁贵福生龙元全国胜学祥才发武新利清健")
GIVEN_WOMEN = tuple("芳娜敏静丽艳娟霞秀燕玲桂红梅莲珍琴云洁雪琳萍华慧巧美香月莺媛瑞凡佳嘉琼勤珊莎锦黛青倩婷姣")

REGIONS = "9901"
"""The first four digits of every citizen number here; two more say the place."""
PHONES = "190000"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MALE, FEMALE = "1", "2"

# What a list of people is: its number in the citizen numbers (0 to 49), and between which ages they are.
LISTS: Mapping[str, tuple[int, int, int]] = {
    "leaders": (0, 32, 58),
    "offices": (1, 25, 58),
    "secretaries": (2, 30, 58),
    "grid_leaders": (3, 26, 58),
    "grid_staff": (4, 23, 56),
    "specialists": (5, 25, 58),
    "companies": (6, 26, 58),
    "heads": (7, 35, 76),
    "members": (8, 22, 80),
    "volunteers": (9, 16, 75),
    "residents": (10, 3, 90),
    "social_workers": (11, 24, 55),
    "cadres": (12, 30, 60),
    "administrators": (13, 26, 50),
    "micro_staff": (14, 25, 70),
    "cared": (15, 60, 92),
    "children": (16, 7, 15),
}


def person(place: int, listed: str, ordinal: int, luck: Random) -> dict[str, Any]:
    """The columns of a synthetic person: the `ordinal`-th of a list in a place (1 to 99). No number comes twice."""
    number, youngest, oldest = LISTS[listed]
    first, last = _birthdays(youngest, oldest)
    span = (last - first).days
    # 7919 is a prime above every span's factors: the first `span` people have as many different birthdays.
    born = first + timedelta(days=ordinal * 7919 % span)
    sex = luck.choice((MALE, FEMALE))
    order = number * 20 + ordinal // span * 2 + (sex == MALE)
    return {
        "name": name(luck, sex),
        "citizen_number": checked(f"{REGIONS}{place:02d}{born:%Y%m%d}{order:03d}"),
        "sex": sex,
        "birthday": born,
        "ethnic": "03" if luck.random() < 0.02 else "01",
        "phone": f"{PHONES}{(place * 14653 + number * 7001 + ordinal) % 100_000:05d}",
    }


def name(luck: Random, sex: str) -> str:
    """A surname, 某 and one sign, as newspapers write of people they do not name."""
    return f"{luck.choice(SURNAMES)}某{luck.choice(GIVEN_MEN if sex == MALE else GIVEN_WOMEN)}"


def checked(digits: str) -> str:
    """Seventeen digits with their check digit, MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def _birthdays(youngest: int, oldest: int) -> tuple[date, date]:
    return date(TODAY.year - oldest, 1, 1), date(TODAY.year - youngest, 1, 1)
