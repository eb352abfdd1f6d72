"""孝里街道 (370113008), 济南市长清区: 39 villages that moved into 孝兴家园; the report of 2024-07-08 names 孝里一村."""

from __future__ import annotations

from seed.place import Kind, Office, Place, Unit

PLACES = (
    Place(
        key="xiaoli",
        code="370113008",
        name="孝里街道",
        district="370113",
        district_name="长清区",
        region=10,
        centre=(36.4, 116.62),
        units=(
            Unit(name="孝里一村", kind=Kind.VILLAGE, grids=1),
            *(Unit(name=f"孝里第{number}村", kind=Kind.VILLAGE, grids=1) for number in range(2, 40)),
        ),
        sections=(Office(name="综治中心", title="综治中心工作人员"),),
    ),
)
