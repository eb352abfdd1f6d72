"""黄岛街道 (370211001), 青岛西海岸新区: figures of the report of 2018-07-17; thinned by default.

Of its ten city communities the report names 刘公岛路社区. 13 360 problems were solved: 11 748 reports of the grids,
1603 complaints, and nine more so that the sum holds. 8564 people's data were brought up to date. One point is taken as
one yuan, so that 380 000 yuan exchanged are as many points.
"""

from __future__ import annotations

from seed.place import Matters, Office, Place, Service, Staffing, Unit

DEPARTMENTS = ("派出所", "安监所", "环保所", "工商所", "食药所", "国土所", "执法中队", "环卫队", "司法所", "卫生院")

PLACES = (
    Place(
        key="huangdao",
        code="370211001",
        name="黄岛街道",
        district="370211",
        district_name="黄岛区",
        region=7,
        centre=(36.01, 120.22),
        units=(
            Unit(name="刘公岛路社区", grids=4),
            *(Unit(name=f"黄岛第{number}社区", grids=4) for number in range(2, 11)),
        ),
        sections=(
            Office(name="社会治理联动指挥中心", title="指挥中心工作人员", staff=3),
            Office(name="社会工作发展中心", title="中心工作人员"),
            Office(name="街道纪工委", role="inspector", title="纪检干部", staff=1),
        ),
        departments=tuple(
            Office(name=f"驻街{name}", title="专业网格员", staff=10 if place < 2 else 9)
            for place, name in enumerate(DEPARTMENTS)
        ),
        staffing=Staffing(leaders=True, staff=40, social_workers=20, certified=4),
        matters=Matters(
            total=13_360,
            closed=13_360,
            property=2_004,
            grid_reports=11_748,
            complaints=1_603,
            supervised=47,
            updates=8_564,
        ),
        service=Service(
            volunteers=1_034,
            teams=("讯风巡逻队", "蓝天救援志愿队", "汽车联盟志愿队"),
            more_teams=77,
            activities=400,
            longest=96,
            exchanged=380_000,
            per_hour=1_000,
            quarterly=None,
        ),
    ),
)
