"""龙桑寺镇 (370126104), 济南市商河县: figures of the report of 2024-07-08; thinned by default.

Of its 94 villages the report names 刘集村.
"""

from __future__ import annotations

from seed.place import Kind, Office, Place, Staffing, Talks, Unit

PLACES = (
    Place(
        key="longsangsi",
        code="370126104",
        name="龙桑寺镇",
        district="370126",
        district_name="商河县",
        region=8,
        centre=(37.37, 117.31),
        units=(
            Unit(name="刘集村", kind=Kind.VILLAGE, grids=1, brand="五心五民"),
            *(Unit(name=f"龙桑寺第{number}村", kind=Kind.VILLAGE, grids=1) for number in range(2, 95)),
        ),
        special_grids=6,
        sections=(Office(name="综治中心", title="网格中心工作人员"),),
        staffing=Staffing(staff=100, reserve=30, awards=10),
        talks=Talks(formats=("room", "courtyard"), total=23),
    ),
)
