"""The code lists as data: national standards, and our own lists that a street may go on with.

Labels of the standards are the short ones that people write; where the standard's own name differs, it is the note.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from app.access.codes import Code, keep

Row = tuple[str, ...]  # code, Chinese, English, note

STANDARDS: dict[str, tuple[str, tuple[Row, ...]]] = {
    "sex": (
        "GB/T 2261.1-2003",
        (
            ("0", "未知的性别", "Unknown"),
            ("1", "男", "Male", "国标名称：男性"),
            ("2", "女", "Female", "国标名称：女性"),
            ("9", "未说明的性别", "Not stated"),
        ),
    ),
    "marital": (
        "GB/T 2261.2-2003",
        (
            ("10", "未婚", "Never married"),
            ("20", "已婚", "Married"),
            ("21", "初婚", "Married for the first time"),
            ("22", "再婚", "Married again"),
            ("23", "复婚", "Married the former spouse again"),
            ("30", "丧偶", "Widowed"),
            ("40", "离婚", "Divorced"),
            ("90", "未说明的婚姻状况", "Not stated"),
        ),
    ),
    "political": (
        "GB/T 4762-1984",
        (
            ("01", "中共党员", "Member of the Communist Party of China", "国标名称：中国共产党党员"),
            ("02", "中共预备党员", "Probationary member of the CPC", "国标名称：中国共产党预备党员"),
            ("03", "共青团员", "Member of the Communist Youth League", "国标名称：中国共产主义青年团团员"),
            ("04", "民革党员", "Member of the Revolutionary Committee", "国标名称：中国国民党革命委员会会员"),
            ("05", "民盟盟员", "Member of the Democratic League", "国标名称：中国民主同盟盟员"),
            ("06", "民建会员", "Member of the National Construction Association", "国标名称：中国民主建国会会员"),
            ("07", "民进会员", "Member of the Association for Promoting Democracy", "国标名称：中国民主促进会会员"),
            ("08", "农工党党员", "Member of the Peasants' and Workers' Party", "国标名称：中国农工民主党党员"),
            ("09", "致公党党员", "Member of the Zhi Gong Party", "国标名称：中国致公党党员"),
            ("10", "九三学社社员", "Member of the Jiusan Society"),
            ("11", "台盟盟员", "Member of the Taiwan Democratic League", "国标名称：台湾民主自治同盟盟员"),
            ("12", "无党派人士", "Without party, public figure", "国标名称：无党派民主人士"),
            ("13", "群众", "Without party"),
        ),
    ),
    "education": (
        "GB/T 4658-2006",
        (
            ("10", "研究生教育", "Postgraduate education"),
            ("11", "博士研究生毕业", "Doctoral studies, graduated"),
            ("12", "博士研究生结业", "Doctoral studies, completed"),
            ("13", "博士研究生肄业", "Doctoral studies, left early"),
            ("14", "硕士研究生毕业", "Master's studies, graduated"),
            ("15", "硕士研究生结业", "Master's studies, completed"),
            ("16", "硕士研究生肄业", "Master's studies, left early"),
            ("17", "研究生班毕业", "Postgraduate class, graduated"),
            ("18", "研究生班结业", "Postgraduate class, completed"),
            ("19", "研究生班肄业", "Postgraduate class, left early"),
            ("20", "大学本科教育", "Undergraduate education"),
            ("21", "大学本科毕业", "University, graduated"),
            ("22", "大学本科结业", "University, completed"),
            ("23", "大学本科肄业", "University, left early"),
            ("28", "大学普通班毕业", "University class of 1970 to 1976, graduated"),
            ("30", "大学专科教育", "Junior college education"),
            ("31", "大学专科毕业", "Junior college, graduated"),
            ("32", "大学专科结业", "Junior college, completed"),
            ("33", "大学专科肄业", "Junior college, left early"),
            ("40", "中等职业教育", "Secondary vocational education"),
            ("41", "中等专科毕业", "Secondary specialised school, graduated"),
            ("42", "中等专科结业", "Secondary specialised school, completed"),
            ("43", "中等专科肄业", "Secondary specialised school, left early"),
            ("44", "职业高中毕业", "Vocational high school, graduated"),
            ("45", "职业高中结业", "Vocational high school, completed"),
            ("46", "职业高中肄业", "Vocational high school, left early"),
            ("47", "技工学校毕业", "Skilled workers' school, graduated"),
            ("48", "技工学校结业", "Skilled workers' school, completed"),
            ("49", "技工学校肄业", "Skilled workers' school, left early"),
            ("60", "普通高级中学教育", "Senior high school education"),
            ("61", "普通高中毕业", "Senior high school, graduated"),
            ("62", "普通高中结业", "Senior high school, completed"),
            ("63", "普通高中肄业", "Senior high school, left early"),
            ("70", "初级中学教育", "Junior high school education"),
            ("71", "初中毕业", "Junior high school, graduated"),
            ("73", "初中肄业", "Junior high school, left early"),
            ("80", "小学教育", "Primary education"),
            ("81", "小学毕业", "Primary school, graduated"),
            ("83", "小学肄业", "Primary school, left early"),
            ("90", "其他", "Other"),
        ),
    ),
}

ETHNIC = """
    01 HA 汉族 Han | 02 MG 蒙古族 Mongol | 03 HU 回族 Hui | 04 ZA 藏族 Zang | 05 UG 维吾尔族 Uygur | 06 MH 苗族 Miao
    07 YI 彝族 Yi | 08 ZH 壮族 Zhuang | 09 BY 布依族 Buyei | 10 CS 朝鲜族 Chosen | 11 MA 满族 Man | 12 DO 侗族 Dong
    13 YA 瑶族 Yao | 14 BA 白族 Bai | 15 TJ 土家族 Tujia | 16 HN 哈尼族 Hani | 17 KZ 哈萨克族 Kazak | 18 DA 傣族 Dai
    19 LI 黎族 Li | 20 LS 傈僳族 Lisu | 21 VA 佤族 Va | 22 SH 畲族 She | 23 GS 高山族 Gaoshan | 24 LH 拉祜族 Lahu
    25 SU 水族 Sui | 26 DX 东乡族 Dongxiang | 27 NX 纳西族 Naxi | 28 JP 景颇族 Jingpo | 29 KG 柯尔克孜族 Kirgiz
    30 TU 土族 Tu | 31 DU 达斡尔族 Daur | 32 ML 仫佬族 Mulao | 33 QI 羌族 Qiang | 34 BL 布朗族 Blang
    35 SL 撒拉族 Salar | 36 MN 毛南族 Maonan | 37 GL 仡佬族 Gelao | 38 XB 锡伯族 Xibe | 39 AC 阿昌族 Achang
    40 PM 普米族 Pumi | 41 TA 塔吉克族 Tajik | 42 NU 怒族 Nu | 43 UZ 乌孜别克族 Uzbek | 44 RS 俄罗斯族 Russ
    45 EW 鄂温克族 Ewenki | 46 DE 德昂族 Deang | 47 BN 保安族 Bonan | 48 YG 裕固族 Yugur | 49 GI 京族 Gin
    50 TT 塔塔尔族 Tatar | 51 DR 独龙族 Derung | 52 OR 鄂伦春族 Oroqen | 53 HZ 赫哲族 Hezhen | 54 MB 门巴族 Monba
    55 LB 珞巴族 Lhoba | 56 JN 基诺族 Jino
"""
"""GB/T 3304-1991: number, letters, Chinese name, spelling."""

OWN: dict[str, tuple[Row, ...]] = {
    "volunteer_skill": (
        ("mediation", "矛盾调解", "Mediation"),
        ("law", "法律咨询", "Legal advice"),
        ("medical", "医疗护理", "Medical care"),
        ("first_aid", "急救", "First aid"),
        ("counselling", "心理疏导", "Counselling"),
        ("elderly_care", "助老服务", "Care for the elderly"),
        ("child_care", "托管陪伴", "Child care"),
        ("tutoring", "课业辅导", "Tutoring"),
        ("electrician", "电工", "Electrical work"),
        ("plumbing", "水暖维修", "Plumbing"),
        ("appliance_repair", "家电维修", "Appliance repair"),
        ("hairdressing", "理发", "Hairdressing"),
        ("cooking", "助餐烹饪", "Cooking"),
        ("computer", "电脑手机", "Computers and phones"),
        ("publicity", "宣传写作", "Writing and publicity"),
        ("photography", "摄影摄像", "Photography"),
        ("performance", "文艺表演", "Performance"),
        ("sports", "体育健身", "Sports"),
        ("lecturing", "理论宣讲", "Lecturing"),
        ("traffic", "交通劝导", "Traffic guidance"),
        ("patrol", "治安巡逻", "Safety patrol"),
        ("fire_safety", "消防安全", "Fire safety"),
        ("emergency", "应急救援", "Emergency rescue"),
        ("environment", "环境保洁", "Cleaning and environment"),
        ("gardening", "绿化养护", "Gardening"),
        ("sign_language", "手语", "Sign language"),
        ("foreign_language", "外语", "Foreign languages"),
        ("driving", "驾驶", "Driving"),
        ("other", "其他", "Other"),
    ),
    "person_tag": (
        ("living_alone", "独居老人", "Elder living alone"),
        ("empty_nest", "空巢老人", "Elders without children at home"),
        ("advanced_age", "高龄老人", "Of advanced age"),
        ("lost_child", "失独老人", "Lost the only child"),
        ("disabled", "残疾人", "Disabled"),
        ("minimum_living", "低保对象", "Receives the minimum living allowance"),
        ("near_minimum", "低保边缘", "Close to the minimum living allowance"),
        ("special_hardship", "特困供养", "Special hardship"),
        ("severe_illness", "大病困难", "Hardship after severe illness"),
        ("sudden_hardship", "突发困难", "Sudden hardship"),
        ("left_behind", "留守儿童", "Left-behind child"),
        ("orphan", "孤儿", "Orphan"),
        ("single_parent", "单亲困难", "Single parent in hardship"),
        ("martyr_family", "烈军属", "Family of martyrs or soldiers"),
        ("veteran", "退役军人", "Veteran"),
        ("unemployed", "失业人员", "Unemployed"),
        ("needs_visits", "需经常探访", "Needs regular visits"),
    ),
    "issue_category": (
        ("parking", "车位", "Parking"),
        ("lift", "电梯", "Lift"),
        ("road", "道路", "Road"),
        ("charging", "电动车充电", "Charging of electric bicycles"),
        ("noise", "噪声", "Noise"),
        ("environment", "环境卫生", "Environment"),
        ("property", "物业服务", "Property service"),
        ("fee", "物业收费", "Property fees"),
        ("heating", "供暖", "Heating"),
        ("water_power_gas", "水电气", "Water, power and gas"),
        ("drainage", "下水道", "Drainage"),
        ("leak", "漏水", "Water leak"),
        ("greening", "绿化", "Greening"),
        ("lighting", "路灯照明", "Lighting"),
        ("illegal_building", "违建占道", "Illegal building"),
        ("safety", "安全隐患", "Safety"),
        ("fire", "消防", "Fire safety"),
        ("neighbours", "邻里纠纷", "Neighbours"),
        ("family", "婚姻家庭", "Family"),
        ("labour", "劳动报酬", "Wages and labour"),
        ("pets", "文明养宠", "Pets"),
        ("elderly", "养老助餐", "Care for the elderly"),
        ("facilities", "公共设施", "Public facilities"),
        ("title_deed", "产权证办理", "Title deeds"),
        ("old_compound", "老旧小区改造", "Renewal of old compounds"),
        ("other", "其他", "Other"),
    ),
    "issue_source": (
        ("superior", "上级交办", "Assigned by superiors"),
        ("grid", "网格排查", "Found by the grid"),
        ("residents", "群众诉求", "Raised by residents"),
        ("hot_topic", "热点问题", "Hot topic"),
    ),
    "issue_channel": (
        ("visit", "上门走访", "Home visit"),
        ("station", "网格驿站", "Grid station"),
        ("hall", "来访接待", "Reception"),
        ("hotline", "12345热线", "Hotline 12345"),
        ("phone", "电话", "Phone"),
        ("wechat", "微信群", "WeChat group"),
        ("code", "扫码上报", "Scanned code"),
        ("snapshot", "随手拍", "Snapshot"),
        ("online", "网络舆情", "Online opinion"),
        ("letter", "来信", "Letter"),
        ("deliberation", "议事会", "Deliberation"),
        ("other", "其他", "Other"),
    ),
    "event_category": (
        ("security", "综治维稳", "Public order and stability"),
        ("work_safety", "安全生产", "Safety at work"),
        ("city", "城市管理", "City management"),
        ("traffic", "道路交通", "Roads and traffic"),
        ("labour_health", "劳保卫生", "Labour protection and health"),
        ("environment", "环保市政", "Environment and public works"),
        ("property", "物业管理", "Property management"),
    ),
    "deliberation_format": (
        ("bench", "小板凳议事会", "Small bench meeting", "天水郡街道"),
        ("corner", "民情议事角", "Deliberation corner", "上高街道"),
        ("folding_stool", "楼头马扎会", "Folding stool meeting", "上高街道"),
        ("pavilion", "凉亭会", "Pavilion meeting", "上高街道"),
        ("corridor", "长廊夜谈", "Evening talk in the corridor", "天水郡街道"),
        ("courtyard", "庭院议事", "Courtyard meeting", "天水郡街道"),
        ("square", "广场问政", "Questions on the square", "天水郡街道"),
        ("talent", "能人讲堂", "Lecture of able people", "天水郡街道"),
        ("room", "会议室", "Meeting room"),
        ("online", "线上议事", "Online meeting"),
    ),
    "process": (
        ("loop", "五环节闭环", "Five-step loop"),
        ("eight_steps", "八步工作法", "Eight steps"),
        ("grid_event", "网格事件", "Grid event"),
        ("appeal", "诉求办理", "Appeal"),
        ("grid_round", "网格闭环", "Grid round"),
    ),
    "visit_way": (
        ("door", "上门", "At the door"),
        ("phone", "电话", "By phone"),
        ("meeting", "约见", "By appointment"),
        ("wechat", "微信", "WeChat"),
        ("other", "其他", "Other"),
    ),
    "deliberation_party": (
        ("community_party", "社区党组织", "Community party organisation"),
        ("property_company", "物业企业", "Property company"),
        ("owners_committee", "业主委员会", "Owners' committee"),
        ("parties", "当事各方", "Parties concerned"),
        ("residents", "居民代表", "Residents' representatives"),
        ("elders", "兼职议事员", "Part-time deliberators"),
        ("section", "街道科室", "Section of the street office"),
        ("department", "职能部门", "Functional department"),
        ("lawyer", "法律顾问", "Legal adviser"),
        ("police", "社区民警", "Community police"),
    ),
    "venue_kind": (
        ("centre", "社会治理中心", "Social governance centre"),
        ("service_centre", "党群服务中心", "Party and public service centre"),
        ("party_station", "党群驿站", "Party and public station"),
        ("grid_station", "网格驿站", "Grid station"),
        ("meeting_room", "会议室", "Meeting room"),
        ("mediation_room", "调解室", "Mediation room"),
        ("culture_station", "文明实践站", "Civilisation practice station"),
        ("courtyard", "庭院", "Courtyard"),
        ("pavilion", "凉亭", "Pavilion"),
        ("corridor", "长廊", "Corridor"),
        ("building_front", "楼前", "In front of the building"),
        ("square", "广场", "Square"),
        ("property_office", "物业服务中心", "Property office"),
        ("home", "居民家中", "A resident's home"),
        ("other", "其他", "Other"),
    ),
    "disclosure_kind": (
        ("services", "服务内容与标准", "Services and standards", "五公开，各街道可按当地要求修改"),
        ("fees", "收费项目与标准", "Fees and rates", "五公开，各街道可按当地要求修改"),
        ("staff", "服务人员与电话", "Staff and phones", "五公开，各街道可按当地要求修改"),
        ("accounts", "公共收益与收支", "Income and expenses", "五公开，各街道可按当地要求修改"),
        ("maintenance", "维修资金与维修养护", "Maintenance and its funds", "五公开，各街道可按当地要求修改"),
    ),
    "activity_kind": (
        ("policy", "送政策", "Policies brought to residents"),
        ("law", "送法律", "Legal help brought to residents"),
        ("medical", "送医疗", "Medical help brought to residents"),
        ("culture", "送文化", "Culture brought to residents"),
        ("jobs", "送岗位", "Jobs brought to residents"),
        ("skills", "送技能", "Skills brought to residents"),
        ("lecture", "理论宣讲", "Lecture"),
        ("law_popularisation", "普法宣传", "Popularisation of law"),
        ("safety", "安全宣传", "Safety campaign"),
        ("cleaning", "环境整治", "Clean-up"),
        ("patrol", "平安巡防", "Safety patrol"),
        ("elderly", "敬老助老", "For the elderly"),
        ("children", "关爱儿童", "For children"),
        ("festival", "节庆活动", "Festival"),
        ("sports", "文体活动", "Culture and sports"),
        ("blood", "无偿献血", "Blood donation"),
        ("training", "志愿者培训", "Training of volunteers"),
        ("other", "其他", "Other"),
    ),
    "meeting_kind": (
        ("members", "支部党员大会", "Members' meeting", "三会一课，一般每季度一次"),
        ("committee", "支部委员会", "Branch committee", "三会一课，一般每月一次"),
        ("group", "党小组会", "Party group meeting", "三会一课，一般每月一次"),
        ("lesson", "党课", "Party lesson", "三会一课"),
        ("party_day", "主题党日", "Theme party day", "一般每月一次"),
        ("organisation_life", "组织生活会", "Organisation life meeting", "一般每年一次"),
        ("review", "民主评议党员", "Review of members", "一般每年一次"),
    ),
    "service_kind": (
        ("elderly", "助老", "Help for the elderly"),
        ("disabled", "助残", "Help for the disabled"),
        ("children", "关爱儿童", "Care for children"),
        ("meals", "助餐", "Meals"),
        ("medical", "助医", "Medical help"),
        ("errand", "代办跑腿", "Errands"),
        ("repair", "便民维修", "Repairs"),
        ("haircut", "义务理发", "Haircuts"),
        ("visit", "上门探访", "Home visit"),
        ("legal", "法律咨询", "Legal advice"),
        ("mediation", "矛盾调解", "Mediation"),
        ("counselling", "心理疏导", "Counselling"),
        ("tutoring", "课业辅导", "Tutoring"),
        ("teaching", "技能培训", "Training"),
        ("culture", "文化服务", "Culture"),
        ("patrol", "平安巡防", "Safety patrol"),
        ("traffic", "交通劝导", "Traffic guidance"),
        ("environment", "环境保洁", "Cleaning"),
        ("greening", "绿地认领", "Care of a green space"),
        ("emergency", "应急服务", "Emergency service"),
        ("event", "活动保障", "Help at events"),
        ("other", "其他", "Other"),
    ),
    "team_kind": (
        ("party", "党员先锋队", "Party members"),
        ("youth", "青年志愿队", "Youth"),
        ("women", "巾帼志愿队", "Women"),
        ("elders", "银龄志愿队", "Elders"),
        ("students", "学生志愿队", "Students"),
        ("law", "法律服务队", "Legal service"),
        ("medical", "医疗服务队", "Medical service"),
        ("culture", "文艺宣传队", "Arts and publicity"),
        ("patrol", "平安巡防队", "Safety patrol"),
        ("mediation", "矛盾调解队", "Mediation"),
        ("environment", "环境保护队", "Environment"),
        ("emergency", "应急救援队", "Emergency rescue"),
        ("riders", "骑手志愿队", "Riders"),
        ("other", "其他", "Other"),
    ),
    "helper_kind": (
        ("mediator", "人民调解员", "People's mediator"),
        ("legal_aid", "法律援助员", "Legal aid officer"),
        ("school_law", "法治辅导员", "School law deputy"),
        ("police", "驻区警务员", "Community police officer"),
        ("volunteer", "志愿服务员", "Volunteer"),
    ),
    "household_kind": (
        ("ordinary", "普通家庭", "Ordinary household"),
        ("minimum_living", "低保家庭", "Minimum living allowance"),
        ("special_hardship", "特困人员", "Special hardship"),
        ("lonely_elder", "独居老人", "Elder living alone"),
        ("empty_nest", "空巢老人", "Empty nest"),
        ("disabled", "残疾人家庭", "Disabled member"),
        ("left_behind", "留守儿童", "Left-behind child"),
        ("martyr", "烈属军属", "Family of martyrs or soldiers"),
        ("veteran", "退役军人", "Veteran"),
        ("one_child_lost", "失独家庭", "Only child lost"),
        ("migrant", "流动人口", "Migrants"),
        ("other", "其他", "Other"),
    ),
    "house_type": (
        ("own", "自住", "Lived in by the owner"),
        ("rented", "出租", "Rented out"),
        ("shared", "合租", "Shared tenancy"),
        ("public", "公租房", "Public rental housing"),
        ("business", "商用", "Business"),
        ("vacant", "空置", "Vacant"),
    ),
    "reward_kind": (
        ("daily", "生活用品", "Daily goods"),
        ("food", "粮油食品", "Food"),
        ("service", "便民服务", "Service"),
        ("medical", "医疗服务", "Medical service"),
        ("property_fee", "抵扣物业费", "Credit on property fees"),
        ("culture", "文体用品", "Culture and sports"),
        ("honour", "荣誉激励", "Honour"),
    ),
    "consent_kind": (
        ("storage", "信息登记", "Keeping of data"),
        ("contact", "电话联系", "Contact by phone"),
        ("publish", "公开展示", "Publication"),
        ("photo", "拍照录像", "Photos and recordings"),
        ("share", "转交部门", "Passing on to departments"),
        ("sensitive", "敏感信息", "Sensitive data"),
    ),
}


def entries() -> Iterator[Code]:
    """All entries of all lists, numbered in their order."""
    for name, (standard, rows) in STANDARDS.items():
        yield from _numbered(name, rows, standard)
    ethnic = [tuple(item.split()) for line in ETHNIC.strip().splitlines() for item in line.split("|")]
    rows = tuple((code, label, spelling, f"字母代码：{letters}") for code, letters, label, spelling in ethnic)
    yield from _numbered("ethnic", rows, "GB/T 3304-1991")
    for name, rows in OWN.items():
        yield from _numbered(name, rows, "")


def _numbered(name: str, rows: tuple[Row, ...], standard: str) -> Iterator[Code]:
    for place, (code, chinese, english, *note) in enumerate(rows, 1):
        yield Code(
            list=name,
            code=code,
            label_zh=chinese,
            label_en=english,
            note=note[0] if note else "",
            rank=place * 10,
            standard=standard,
        )


def load_codes(connection: Connection) -> int:
    """Write all code lists; returns how many rows changed. What a person edited stays; a second run changes nothing."""
    return keep(connection, entries())
