"""上高街道 (370902004), 泰安市泰山区: figures of the report of 2024-06-18, loaded whole.

The report names 华新社区, 学苑社区, 岔河, 北上高 and 宁家; whether the last three are villages is assumed. The other
units are numbered. Households, volunteers, teams, sessions and the shares of the channels are made up around the
stated figures.
"""

from __future__ import annotations

from seed.place import Homes, Kind, Matters, Office, Place, Service, Staffing, Talks, Unit

COMMUNITIES = (
    Unit(name="华新社区", grids=10, pilot=True, brand="幸福华新", compounds=16),
    Unit(name="学苑社区", grids=10, pilot=True, compounds=14),
    Unit(name="上高第3社区", grids=9, pilot=True, compounds=13),
    Unit(name="上高第4社区", grids=9, pilot=True, compounds=12),
    Unit(name="上高第5社区", grids=8, compounds=12),
    Unit(name="上高第6社区", grids=8, compounds=11),
    Unit(name="上高第7社区", grids=8, compounds=10),
)
NAMED_VILLAGES = (
    Unit(name="岔河村", kind=Kind.VILLAGE, grids=6, brand="平安岔河", compounds=2),
    Unit(name="北上高村", kind=Kind.VILLAGE, grids=6, brand="共富北上高", compounds=2),
    Unit(name="宁家村", kind=Kind.VILLAGE, grids=6, brand="活力宁家", compounds=2),
)
# 17 more villages; the first eleven have six grids, the others five: 62 + 18 + 66 + 30 = 176.
VILLAGES = tuple(
    Unit(name=f"上高第{number}村", kind=Kind.VILLAGE, grids=6 if number < 15 else 5, compounds=2 if number < 16 else 1)
    for number in range(4, 21)
)

PLACES = (
    Place(
        key="shanggao",
        code="370902004",
        name="上高街道",
        district="370902",
        district_name="泰山区",
        region=1,
        centre=(36.19, 117.17),
        complete=True,
        population=160_000,
        households=58_200,
        units=(*COMMUNITIES, *NAMED_VILLAGES, *VILLAGES),
        sections=(
            Office(name="综治办", title="综治办工作人员", staff=3),
            Office(name="信访办", title="信访接访员"),
            Office(name="司法所", title="司法助理员"),
            Office(name="民政办", title="民政助理员"),
            Office(name="城建办", title="城建管理员"),
            Office(name="应急办", title="安全监管员"),
            Office(name="党建办", title="党建工作人员"),
        ),
        departments=(
            Office(name="区人民法院诉源治理工作站", role="court", title="驻站法官", staff=1),
            Office(name="区人民检察院案件调处工作站", role="procuratorate", title="驻站检察官", staff=1),
            Office(name="上高派出所", role="police", title="社区民警", staff=7),
            Office(name="综合执法中队", role="section", title="执法队员"),
            Office(name="人民调解委员会", role="mediator", title="人民调解员", staff=4),
            Office(name="街道纪工委", role="inspector", title="纪检干部", staff=1),
        ),
        staffing=Staffing(leaders=True, staff=171),
        homes=Homes(
            new=88,
            old=35,
            companies=47,
            heads=1058,
            headless=46,
            well_paid=8,
            branches=96,
            fees=True,
            notices=True,
            ratings=True,
        ),
        matters=Matters(
            total=760,
            closed=685,
            property=228,
            letters=(50, 36),
            hotline=(200, 166),
            hotline_total=380,
            hotline_property=114,
            confirmed=14,
        ),
        talks=Talks(formats=("corner", "folding_stool", "pavilion"), monthly=True, stations=True),
        service=Service(
            volunteers=240,
            teams=("绿地认领志愿队", "暑期托管志愿队", "法律服务志愿队", "平安巡防志愿队", "巾帼志愿队", "银龄志愿队"),
            activities=500,
            longest=126,
            redemptions=90,
        ),
        party=True,
        cared=210,
    ),
)
