"""天水郡街道 (620502007), 天水市秦州区: figures of the case of its five integrations, loaded whole.

The case names 藉水北路社区, 王家磨社区, 莲亭社区 and 西十里社区, and the compounds 华博小区 and 精表小区; in which
community 华博小区 lies is assumed. The other communities and compounds are numbered. Volunteers, teams and sessions
are made up.
"""

from __future__ import annotations

from seed.place import Homes, Matters, Office, Place, Service, Staffing, Talks, Unit

PLACES = (
    Place(
        key="tianshuijun",
        code="620502007",
        name="天水郡街道",
        district="620502",
        district_name="秦州区",
        region=2,
        centre=(34.57, 105.69),
        complete=True,
        households=31_623,
        population=88_415,
        units=(
            Unit(name="藉水北路社区", grids=22, brand="社区大党委", compounds=8),
            Unit(name="王家磨社区", grids=22, brand="红管家小法庭", compounds=7),
            Unit(name="莲亭社区", grids=21, brand="小板凳议事会", compounds=7),
            Unit(name="西十里社区", grids=21, brand="长廊夜谈", compounds=6),
            Unit(name="天水郡第5社区", grids=19, compounds=6),
            Unit(name="天水郡第6社区", grids=19, compounds=6),
            Unit(name="天水郡第7社区", grids=19, compounds=6),
            Unit(name="天水郡第8社区", grids=19, compounds=6),
            Unit(name="天水郡第9社区", grids=19, compounds=6),
        ),
        sections=(
            Office(name="综治中心", title="平台操作员", staff=3),
            Office(name="司法所", title="司法助理员"),
            Office(name="社会事务办", title="社会事务专干"),
            Office(name="城市管理办", title="城市管理员"),
            Office(name="应急管理办", title="安全监管员"),
        ),
        departments=(
            Office(name="公安派出所", role="police", title="驻区警务员", staff=9),
            Office(name="人民调解委员会", role="mediator", title="人民调解员", staff=3),
            Office(name="街道纪工委", role="inspector", title="纪检干部", staff=1),
        ),
        staffing=Staffing(staff=85, shared=True, devices=184),
        homes=Homes(
            new=41,
            old=17,
            companies=18,
            heads=174,
            headless=24,
            names=((0, "华博小区"), (1, "精表小区")),
            branches=50,
            fees=True,
            notices=True,
            ratings=True,
        ),
        matters=Matters(total=563, closed=544, property=96, events=True),
        talks=Talks(formats=("bench", "corridor", "courtyard", "square", "talent"), monthly=True),
        service=Service(
            volunteers=120,
            teams=("党员志愿服务队", "普法志愿队", "文明实践志愿队"),
            activities=60,
            longest=88,
            redemptions=36,
        ),
        party=True,
        cared=96,
    ),
)
