"""邳州 (320382) with 运河街道 (320382002) and 东湖街道: figures of the report of 2023-11-03; thinned by default.

The city has a studio in each of its 25 towns and streets. The report names three; the others are numbered and carry the
city's estates and social organisations with them. It gives no code for 东湖街道 and 戴圩街道, so they have local ones.
"""

from __future__ import annotations

from seed.place import Homes, Kind, Office, Place, Service, Unit
from seed.rules import shared

CITY, CITY_NAME = "320382", "邳州市"
CENTRE = (34.32, 117.98)
STUDIOS = 25
COMPOUNDS = 491
SOCIAL_ORGANISATIONS = 3260

WEIGHTS = (6.0, 4.0, 3.0, *(1.0 for _ in range(STUDIOS - 3)))
ESTATES = shared(COMPOUNDS, WEIGHTS)
SOCIETIES = shared(SOCIAL_ORGANISATIONS, WEIGHTS)
STUDIO = "“新联心”社会治理工作室"

YUNHE = Place(
    key="yunhe",
    code="320382002",
    name="运河街道",
    district=CITY,
    district_name=CITY_NAME,
    centre=CENTRE,
    region=3,
    units=tuple(Unit(name=f"运河第{number}社区", grids=4, micro_grids=5) for number in range(1, 11)),
    sections=(Office(name="网格中心", title="网格中心工作人员"),),
    studio=STUDIO,
    social_organisations=SOCIETIES[0],
    homes=Homes(new=ESTATES[0], companies=10, ratings=True),
    service=Service(
        volunteers=14_650,
        teams=("彩虹联盟志愿队", "公益顺风车志愿队", "巡防联盟"),
        activities=200,
        longest=218,
        redemptions=600,
    ),
)
DONGHU = Place(
    key="donghu",
    code="DHJD",
    name="东湖街道",
    district=CITY,
    district_name=CITY_NAME,
    centre=CENTRE,
    region=4,
    units=tuple(Unit(name=f"东湖第{number}社区", grids=2) for number in range(1, 5)),
    studio=STUDIO,
    social_organisations=SOCIETIES[1],
    homes=Homes(new=ESTATES[1], companies=6),
    service=Service(volunteers=60, teams=("骑手志愿队",), activities=58, stations=29, longest=40),
)
DAIWEI = Place(
    key="daiwei",
    code="DWJD",
    name="戴圩街道",
    district=CITY,
    district_name=CITY_NAME,
    centre=CENTRE,
    region=5,
    units=tuple(Unit(name=f"戴圩第{number}村", kind=Kind.VILLAGE, grids=1) for number in range(1, 5)),
    studio=STUDIO,
    social_organisations=SOCIETIES[2],
    homes=Homes(new=ESTATES[2], companies=4),
)
OTHERS = tuple(
    Place(
        key=f"pizhou{number}",
        code=f"ZJ{number:02d}",
        name=f"邳州第{number}镇",
        district=CITY,
        district_name=CITY_NAME,
        centre=CENTRE,
        region=10 + number,
        studio=STUDIO,
        social_organisations=SOCIETIES[number - 1],
        homes=Homes(new=ESTATES[number - 1], companies=2),
    )
    for number in range(4, STUDIOS + 1)
)

PLACES = (YUNHE, DONGHU, DAIWEI, *OTHERS)
