"""杆石桥街道 (370103003), 济南市市中区: its six volunteer teams.

The report of 2024-07-08 names three of them, and 乐山小区社区.
"""

from __future__ import annotations

from seed.place import Office, Place, Service, Unit

PLACES = (
    Place(
        key="ganshiqiao",
        code="370103003",
        name="杆石桥街道",
        district="370103",
        district_name="市中区",
        region=9,
        centre=(36.655, 117.005),
        units=(
            Unit(name="乐山小区社区", grids=4),
            *(Unit(name=f"杆石桥第{number}社区", grids=3) for number in range(2, 7)),
        ),
        sections=(Office(name="综治中心", title="综治中心工作人员"),),
        service=Service(
            volunteers=60,
            teams=(
                "星火志愿服务队",
                "拾柴志愿服务队",
                "青年文明号志愿服务队",
                "第4志愿服务队",
                "第5志愿服务队",
                "第6志愿服务队",
            ),
            activities=30,
            longest=60,
        ),
    ),
)
