"""What the tests of all kinds share: a Context, and for every kind a field, values in order and ways to write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from app.fields import KINDS, Choices, Context, Field, Option
from app.fields.base import StoredFile
from app.fields.computed import computed

NOW = datetime(2026, 7, 8, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">\'"&{{7*7}}'
PEOPLE = {1: "王秀兰", 2: HOSTILE, 3: "李强", 4: "赵敏"}
CODES = {"first_aid": "急救", "plumbing": "水电", "law": HOSTILE, "old": "打字"}


class Stage(Choices):
    """An enum of the kind that declarations use."""

    APPLICANT = "applicant", "Applicant", "soon"
    FULL = "full", "Full member", "ok"
    LATE = "late", "Late", "late"
    LEFT = "left", "Left"


class Skills:
    """A code list in which "old" has retired."""

    def label(self, code: str) -> str | None:
        return CODES.get(code)

    def options(self) -> Sequence[Option]:
        return tuple(Option(value=code, label=label) for code, label in CODES.items() if code != "old")


class Files:
    """A store that holds four files of anybody, one with a hostile name."""

    stored: Mapping[int, StoredFile] = {
        number: StoredFile(id=number, name=name, media_type="image/png", size=2048, inline=True)
        for number, name in {1: "合同.pdf", 2: f"{HOSTILE}.pdf", 3: "照片.png", 4: "签名.png"}.items()
    }

    def keep(self, stream: BinaryIO, filename: str, kind: str) -> StoredFile:
        return self.stored[1]

    def info(self, ids: Sequence[int]) -> Mapping[int, StoredFile]:
        return {number: self.stored[number] for number in ids if number in self.stored}

    def usable(
        self, ids: Sequence[int], kind: str, resource: str, record_id: int | None, field: str
    ) -> Mapping[int, StoredFile]:
        return self.info(ids)


def find(resource: str, text: str, limit: int) -> Sequence[Option]:
    """The people whose name has this part."""
    found = [Option(value=str(number), label=name) for number, name in PEOPLE.items() if text in name]
    return found[:limit]


def make_context(**changes: Any) -> Context:
    """A Chinese clerk's world on 8 July 2026; changes replace parts of it."""
    plain = Context(
        locale="zh",
        timezone=ZoneInfo("Asia/Shanghai"),
        now=NOW,
        codes=lambda name: Skills(),
        titles=lambda resource, ids: {number: PEOPLE[number] for number in ids if number in PEOPLE},
        find=find,
        url=lambda endpoint, **values: f"/{endpoint}/{values.get('id', '')}",
        files=Files(),
    )
    return replace(plain, **changes)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A field, four values of it from the least to the greatest, and ways in which people write such values."""

    field: Field
    values: tuple[Any, Any, Any, Any]
    typed: st.SearchStrategy[Any]

    @property
    def name(self) -> str:
        """The attribute it has in a table of samples."""
        return f"{self.field.kind}_{getattr(self.field, 'decimals', 0)}"


def a(kind: str, **options: Any) -> Field:
    """A field of a kind."""
    return KINDS[kind](label=f"A {kind}", **options)


def citizen(seventeen: str) -> str:
    """A citizen number with its check character."""
    return seventeen + ric.calc_check_digit(f"{seventeen}0")


def credit(seventeen: str) -> str:
    """A credit code with its check character."""
    return seventeen + uscc.calc_check_digit(seventeen)


def moments() -> st.SearchStrategy[str]:
    """Moments to the minute, as a browser writes them; from 1992 on the zone knows no summer time."""
    first, last = datetime(1992, 1, 1), datetime(2199, 12, 30)
    return st.datetimes(first, last).map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M"))


LINES = st.text(max_size=60)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
BORN = st.dates(date(1900, 1, 1), date(2026, 7, 1))
NUMBERS = st.builds(
    lambda region, born, order: citizen(f"{region}{born:%Y%m%d}{order:03d}"),
    st.sampled_from(["990101", "370902", "110222"]),
    BORN,
    st.integers(0, 999),
)
SIGN = st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY")
CREDITS = st.builds(
    lambda office, region, rest: credit(f"{office}{region:06d}{rest}"),
    st.sampled_from(["91", "52", "N2", "Y1"]),
    st.integers(0, 999999),
    st.text(SIGN, min_size=9, max_size=9),
)
PHONES = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"(\+86 ?)?0538-?[2-8][0-9]{6}(-[0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"[48]00-?[0-9]{3}-?[0-9]{4}", fullmatch=True),
    st.sampled_from(["110", "12345", "95588"]),
)
URLS = st.one_of(
    st.builds(lambda host, path: f"http://{host}.cn/{path}", st.from_regex(r"[a-z]{1,9}", fullmatch=True), LINES), LINES
)


def listed(values: Sequence[Any]) -> st.SearchStrategy[list[Any]]:
    """Lists of some of the values, as a form sends them."""
    return st.lists(st.sampled_from([str(value) for value in values]), max_size=5)


def day(number: int) -> date:
    """One of four days around today: last year, last month, this month twice."""
    return (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 8))[number]


SAMPLES: tuple[Sample, ...] = (
    Sample(field=a("text"), values=("100%", "ABC_d", "abd", "东关"), typed=LINES),
    Sample(
        field=a("note"),
        values=("a\nb", "abc", "第一行\n第二行", "长" * 100),
        typed=st.text(max_size=300),
    ),
    Sample(
        field=a("url"),
        values=("http://a.cn/", "http://b.cn/?x=1&y=%3C", "https://a.cn/", "https://例子.cn/路"),
        typed=URLS,
    ),
    Sample(
        field=a("number"),
        values=(-3, 0, 12, 9_007_199_254_740_991),
        typed=st.integers(-(2**54), 2**54).map(str),
    ),
    Sample(
        field=a("number", decimals=3),
        values=(Decimal("-0.500"), Decimal("0.000"), Decimal("9.999"), Decimal("10.000")),
        typed=st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    ),
    Sample(
        field=a("percent"),
        values=(Decimal("-3.2"), Decimal("9.9"), Decimal("96.6"), Decimal("100.0")),
        typed=st.decimals(-1000, 1000, places=1).map(lambda value: f"{value}%"),
    ),
    Sample(
        field=a("money"),
        values=(Decimal("-0.01"), Decimal("9.90"), Decimal("1234.56"), Decimal("30000000.00")),
        typed=st.decimals(-(10**9), 10**9, places=2).map(lambda value: f"¥{value:,}"),
    ),
    Sample(field=a("day"), values=(day(0), day(1), day(2), day(3)), typed=DAYS.map(date.isoformat)),
    Sample(
        field=a("moment"),
        values=(
            datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC),
            datetime(2026, 6, 30, 15, 59, tzinfo=UTC),  # 23:59 of 30 June in the street
            datetime(2026, 6, 30, 16, 0, tzinfo=UTC),  # 1 July in the street
            NOW + timedelta(microseconds=1),
        ),
        typed=moments(),
    ),
    Sample(field=a("yes_no"), values=(False, False, True, True), typed=st.sampled_from(["", "1", "0", "是", True])),
    Sample(
        field=a("choice", enum=Stage),
        values=("applicant", "full", "late", "left"),
        typed=st.sampled_from(["applicant", "Full member", "left"]),
    ),
    Sample(
        field=a("choices", codes="skill"),
        values=(["first_aid"], ["first_aid", "plumbing"], ["law"], ["plumbing", "law"]),
        typed=listed([*CODES, *CODES.values()]),
    ),
    Sample(field=a("link", target="person"), values=(1, 2, 3, 4), typed=st.sampled_from(["1", "2", "李强"])),
    Sample(field=a("links", target="person"), values=([1], [1, 2], [3], [4, 2]), typed=listed(list(PEOPLE))),
    Sample(
        field=a("citizen_number"),
        values=tuple(citizen(f"990101{year}0101001") for year in (1950, 1960, 1970, 1980)),
        typed=NUMBERS.map(str.lower),
    ),
    Sample(
        field=a("credit_code"),
        values=tuple(map(credit, ("52370902MJE000001", "91370902MA0000001", "N2370902MF0000001", "Y1370902000000001"))),
        typed=CREDITS.map(lambda code: f"{code[:8].lower()} {code[8:]}"),
    ),
    Sample(
        field=a("phone"),
        values=("0538-8224321", "12345", "19000000001", "19000000002"),
        typed=PHONES,
    ),
    Sample(field=a("address"), values=("1号楼", "东岳大街 12 号", "岱庙", "青年路"), typed=LINES),
    Sample(
        field=a("place"),
        values=("-36.20000,117.10000", "0.00000,0.00000", "36.20000,117.10000", "36.20001,117.10000"),
        typed=st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda pair: f"{pair[0]:.6f}，{pair[1]:.6f}"),
    ),
    Sample(field=a("photo"), values=([1], [2], [1, 3], [4]), typed=listed(list(Files.stored))),
    Sample(field=a("file"), values=([1], [2], [1, 3], [4]), typed=listed(list(Files.stored))),
    Sample(field=a("signature"), values=([1], [2], [3], [4]), typed=st.sampled_from([["1"], ["4"], []])),
    Sample(field=a("rating"), values=(1, 2, 4, 5), typed=st.sampled_from(["1", "★★★☆☆", "5", ""])),
    Sample(
        field=a("serial"),
        values=("370902-2025-0009", "370902-2026-0001", "370902-2026-0002", "370903-2026-0001"),
        typed=st.just("370902-2026-0001"),
    ),
)
"""One field of each kind, computed ones apart: they are kept nowhere."""

AGE = computed("Age", kind=a("number", unit="a"), read=lambda record: record.age, expression=lambda entity: entity.age)

BY_NAME = {sample.name: sample for sample in SAMPLES}
assert len(BY_NAME) == len(SAMPLES)
