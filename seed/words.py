"""Turns a category and a place into sentences as residents write them. Nobody wrote these: they are put together."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

# category: (where in the compound, what is wrong); {b} building, {u} unit, {f} floor
TROUBLES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "parking": (
        ("东门两侧", "车辆乱停，早晚高峰出不去"),
        ("{b}号楼前消防通道", "被私家车长期占用"),
        ("地下车库B区", "公共车位被杂物占着"),
        ("北门辅路", "僵尸车停了半年没人管"),
        ("{b}号楼南侧", "画线车位不够，晚上没处停车"),
        ("西门口", "外来车辆随意进出停放"),
    ),
    "lift": (
        ("{b}号楼{u}单元", "电梯一周停了三次"),
        ("{b}号楼{u}单元", "电梯到{f}楼有异响"),
        ("{b}号楼", "加装电梯一楼住户不同意"),
        ("{b}号楼{u}单元", "电梯按键失灵，年检已过期"),
        ("{b}号楼", "电梯维修费怎么分摊说不清"),
    ),
    "road": (
        ("南门外路面", "坑洼积水，老人走路不便"),
        ("{b}号楼前甬道", "地砖松动翘起"),
        ("西侧支路", "路沿石破损一直没修"),
        ("学校门口路段", "没有斑马线和减速带"),
        ("主路", "开挖后没有恢复路面"),
    ),
    "charging": (
        ("{b}号楼{u}单元楼道", "有人拉电线给电动车充电"),
        ("车棚", "充电桩坏了四个，没人修"),
        ("{b}号楼", "电动车推上楼充电，邻居担心起火"),
        ("西门车棚", "充电收费比别处高"),
        ("{b}号楼一楼", "飞线充电，屡劝不改"),
    ),
    "noise": (
        ("{b}号楼{f}楼", "夜间装修，影响休息"),
        ("小广场", "晚上广场舞音响声音太大"),
        ("{b}号楼底商", "油烟机噪声从早响到晚"),
        ("隔壁工地", "凌晨施工吵得睡不着"),
        ("{b}号楼{u}单元", "楼上拖拽家具，夜里声响大"),
    ),
    "environment": (
        ("{b}号楼东侧", "垃圾桶满了两天没清"),
        ("北墙根", "建筑垃圾堆了一个多月"),
        ("{b}号楼{u}单元楼道", "堆放纸箱和旧家具"),
        ("河沟边", "有人倾倒生活垃圾，气味大"),
        ("公厕", "保洁不到位，下水堵塞"),
    ),
    "property": (
        ("", "门岗夜里没人值守"),
        ("{b}号楼", "单元门禁坏了，报修半个月没人来"),
        ("", "公共收益去向没有公示"),
        ("", "保洁一周只打扫一次"),
        ("", "物业服务电话没人接"),
        ("{b}号楼{u}单元", "楼道灯坏了，物业一直没换"),
        ("", "监控多处损坏，丢了电动车查不到"),
    ),
    "fee": (
        ("", "物业费涨价没有征求业主意见"),
        ("{b}号楼", "空置房物业费要求全额交"),
        ("", "公摊电费看不懂，要求公示明细"),
        ("", "装修押金退不回来"),
        ("{b}号楼{u}单元", "因漏水没修，住户不愿交物业费"),
    ),
    "heating": (
        ("{b}号楼{f}楼", "暖气不热，室温不到16度"),
        ("{b}号楼", "供暖管道漏水，要泄水检修"),
        ("{b}号楼{u}单元", "报停供暖手续办不下来"),
        ("", "换热站夜间温度低"),
    ),
    "water_power_gas": (
        ("{b}号楼", "二次供水水压低，{f}楼以上没水"),
        ("{b}号楼{u}单元", "自来水发黄"),
        ("", "停电没有提前通知"),
        ("{b}号楼", "燃气管道改造后地面没恢复"),
    ),
    "drainage": (
        ("{b}号楼前", "污水井冒水，气味很大"),
        ("{b}号楼{u}单元", "一楼下水道反水"),
        ("南门", "下雨就积水，雨水口堵了"),
        ("主路", "井盖破损，夜间看不见"),
    ),
    "leak": (
        ("{b}号楼{f}楼", "楼上漏水泡了天花板"),
        ("{b}号楼顶层", "屋面漏雨，申请使用维修资金"),
        ("地下车库", "顶板渗水滴到车上"),
    ),
    "greening": (
        ("{b}号楼前绿地", "被开成菜地"),
        ("{b}号楼南侧", "大树遮光，希望修剪"),
        ("小游园", "草皮枯死没有补种"),
        ("{b}号楼西侧", "树枝压着电线"),
    ),
    "lighting": (
        ("南门到{b}号楼", "路灯全不亮"),
        ("{b}号楼后", "没有路灯，老人夜里摔过"),
        ("小广场", "灯杆倾斜，怕倒"),
    ),
    "illegal_building": (
        ("{b}号楼顶层", "有人搭彩钢房"),
        ("{b}号楼一楼", "圈占公共绿地做院子"),
        ("沿街商铺", "把桌椅摆到人行道上"),
        ("北门口", "流动摊点占道经营"),
    ),
    "safety": (
        ("{b}号楼外墙", "墙皮脱落，砸坏过车"),
        ("{b}号楼天台", "门锁坏了，孩子常上去玩"),
        ("健身区", "器材松动，容易夹手"),
        ("围墙", "开裂倾斜，旁边是人行道"),
    ),
    "fire": (
        ("{b}号楼", "消火栓没有水"),
        ("{b}号楼{u}单元", "楼道堆物堵住安全出口"),
        ("地下车库", "烟感报警器损坏"),
        ("沿街饭店", "灭火器过期"),
    ),
    "neighbours": (
        ("{b}号楼{u}单元", "两户为楼道鞋柜争吵"),
        ("{b}号楼{f}楼", "空调外机滴水，邻居不和"),
        ("", "两家宅基地界线说不清"),
        ("{b}号楼", "邻里因孩子打闹起争执"),
        ("{b}号楼{f}楼", "晾衣滴水引起纠纷"),
    ),
    "family": (
        ("", "兄弟因老人赡养轮流起争执"),
        ("", "夫妻吵架，邻居担心孩子"),
        ("", "拆迁补偿分配家人意见不一"),
    ),
    "labour": (
        ("沿街饭店", "拖欠员工两个月工资"),
        ("工地", "农民工工资没有按时发"),
        ("", "家政工与雇主因扣钱起纠纷"),
    ),
    "pets": (
        ("{b}号楼", "遛狗不拴绳，吓到老人"),
        ("小广场", "犬只粪便没人清理"),
        ("{b}号楼{f}楼", "养多只狗，早晚叫声不断"),
    ),
    "elderly": (
        ("", "希望开设老年食堂"),
        ("{b}号楼", "独居老人需要定期上门看望"),
        ("", "助餐点饭菜送到太晚"),
    ),
    "facilities": (
        ("小广场", "座椅损坏，希望更换"),
        ("儿童游乐区", "滑梯破了口，没有围挡"),
        ("", "快递柜占了人行道"),
        ("", "希望设置非机动车停放点"),
    ),
    "title_deed": (
        ("{b}号楼", "入住多年办不下产权证"),
        ("", "回迁房分户手续不清楚"),
    ),
    "old_compound": (
        ("", "老旧小区改造方案想听居民意见"),
        ("{b}号楼", "外墙保温改造后窗户漏风"),
        ("", "改造后弱电线没有入地"),
    ),
    "other": (
        ("", "希望社区开放活动室周末时间"),
        ("", "咨询居住证办理需要哪些材料"),
        ("", "建议增加便民早餐点"),
    ),
}
OPEN_LAND = (
    ("村东头", "road", "生产路下雨泥泞，农机进不去"),
    ("村北", "drainage", "排水沟淤堵，雨后进院"),
    ("村口", "lighting", "路灯不亮，晚上看不清"),
    ("文化广场", "facilities", "健身器材损坏"),
    ("村西", "environment", "秸秆和垃圾堆在路边"),
    ("村南", "neighbours", "两户因地边树起争执"),
    ("村委会门前", "other", "希望增加便民服务时间"),
)

# What is usual in a street: weights of the categories when nothing is said of them.
USUAL: Mapping[str, int] = {
    "parking": 12,
    "lift": 6,
    "road": 7,
    "charging": 9,
    "noise": 7,
    "environment": 9,
    "heating": 4,
    "water_power_gas": 4,
    "drainage": 5,
    "leak": 5,
    "greening": 4,
    "lighting": 3,
    "illegal_building": 4,
    "safety": 4,
    "fire": 3,
    "neighbours": 8,
    "family": 3,
    "labour": 2,
    "pets": 4,
    "elderly": 2,
    "facilities": 3,
    "title_deed": 1,
    "old_compound": 2,
    "other": 2,
}
PROPERTY: Mapping[str, int] = {"property": 6, "fee": 4}
# The seven kinds of grid events, as categories of issues.
EVENTS: Mapping[str, int] = {
    "neighbours": 8,
    "family": 3,
    "safety": 9,
    "fire": 6,
    "illegal_building": 10,
    "pets": 3,
    "road": 9,
    "parking": 8,
    "labour": 5,
    "environment": 13,
    "drainage": 7,
    "lighting": 5,
    "greening": 3,
    "charging": 8,
}

EVENT_KINDS: Mapping[str, tuple[str, ...]] = {
    "security": ("neighbours", "family"),
    "work_safety": ("safety", "fire", "charging"),
    "city": ("illegal_building", "pets"),
    "traffic": ("road", "parking"),
    "labour_health": ("labour",),
    "environment": ("environment", "drainage", "lighting", "greening"),
    "property": ("property", "fee"),
}
"""The seven kinds of grid events (codes of `event_category`), each with the categories of issues that it takes in."""

MEASURES: Mapping[str, tuple[str, ...]] = {
    "parking": ("重新划线并清理占位物，安排门岗分时疏导", "与周边单位协商错时停车，增加夜间车位"),
    "lift": ("维保单位更换部件并重新检验，维修记录在单元门公示", "召开单元协商会，就费用分摊达成一致"),
    "charging": ("拆除飞线，新增充电插座并公示价格", "清理楼道电动车，引导到车棚充电"),
    "property": ("物业增加人手并公示服务电话，每周由楼长检查", "约谈物业负责人，限期整改并公示结果"),
    "fee": ("物业公示收支明细并当面解释，双方认可", "协商按实际服务减收部分费用，双方签字"),
    "neighbours": ("上门调解，双方互相谅解并签订调解协议", "请楼长和老邻居一起说和，双方握手言和"),
    "family": ("调解员三次上门，家人就轮流照顾达成协议",),
    "labour": ("会同劳动监察核实，工资当场结清",),
}
MEASURE = (
    "现场核实后安排施工修复，居民验收认可",
    "协调责任单位当场处理，三日后复查无反复",
    "网格员与责任单位到场处理，并张贴提醒",
    "列入本月整改清单，已完成并拍照存档",
)
OPENINGS = ("居民反映，", "网格员巡查发现，", "多位住户反映，", "来电人称，", "楼长报告，")
WISHES = (
    "希望尽快处理。",
    "盼答复处理时间。",
    "此前反映过一次，没有彻底解决。",
    "请帮助协调。",
    "已持续一段时间，影响出行。",
)


def pick(luck: Random, weights: Mapping[str, int]) -> str:
    """A category by its weight."""
    return luck.choices(tuple(weights), tuple(weights.values()))[0]


def matter(luck: Random, category: str, where: str) -> tuple[str, str]:
    """(where exactly, title) of a trouble in a compound or village."""
    spot, trouble = luck.choice(TROUBLES[category])
    at = {"b": luck.randint(1, 18), "u": luck.randint(1, 4), "f": luck.randint(1, 11)}
    spot = spot.format(**at)
    return f"{where}{spot}", f"{where}{spot}{trouble.format(**at)}"


def rural(luck: Random, where: str) -> tuple[str, str, str]:
    """(category, where exactly, title) of a trouble in a village without estates."""
    spot, category, trouble = luck.choice(OPEN_LAND)
    return category, f"{where}{spot}", f"{where}{spot}{trouble}"


def description(luck: Random, title: str) -> str:
    """What was written beside the title."""
    return f"{luck.choice(OPENINGS)}{title}。{luck.choice(WISHES)}"


def outcome(luck: Random, category: str, confirmed: bool) -> str:
    """How it ended."""
    measure = luck.choice(MEASURES.get(category, MEASURE))
    if confirmed:
        return f"{measure}；双方签订人民调解协议，并经区人民法院司法确认。"
    return f"{measure}。"
