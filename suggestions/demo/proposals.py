"""Formal suggestions of the demo world, from the draft to the shelf. All of them are invented."""

from suggestions.demo.acts import Act, Proposal, Said, does, rates, says


def talked(days: float, by: str, phase: str, body: str, **extra) -> Act:
    """Return a talk between a unit and the deputy that goes on record."""
    return does(days, by, "contact", phase=phase, body=body, **extra)


# fmt: off
PROPOSALS = [
    # --- 起草
    Proposal("lifts", "li", 3, {
        "title": "关于简化老旧小区加装电梯手续的建议", "formed": "messages", "wished_unit": "区住建局",
        "facts": "梧桐苑、银杏家园等小区房龄多在三十年以上，五楼以上住着不少七八十岁的老人。去年全区申请加装电梯的单元有四十一个，装成的九个。",
        "reasons": "卡在签字和跑窗口：一个单元平均要跑七个窗口、等五个月。",
        "proposal": "",
    }, said=(Said(4, "li", "elderly", "银杏家园 2 幢", "加装电梯的章盖了五个月还没盖完，能不能一个窗口办？"),)),
    # --- 联名中：一位已确认，一位待确认
    Proposal("canteen", "chenjg", 6, {
        "title": "关于社区老年食堂持续运营补贴的建议", "formed": "visit", "wished_unit": "区民政局",
        "facts": "全区老年食堂已有十四家，其中五家因亏损每周只开三天。",
        "reasons": "开办有补贴、运营没有补贴，饭价一涨老人就不来。",
        "proposal": "按实际就餐人次给予运营补贴，八十岁以上老人每餐加补两元，每季度公布一次账目。",
    }, (
        talked(5.5, "chenjg", "presubmit", "和区民政局养老科面谈，他们赞成按人次补，担心的是重复领取，建议刷脸就餐。", kind="face"),
        does(5, "chenjg", "invite", deputies=("li", "zhouxl", "helin")),
        does(4, "zhouxl", "cosign"),
        does(3.5, "helin", "decline_cosign"),
    )),
    # --- 待审查
    Proposal("pharmacy", "shenrl", 9, {
        "title": "关于社区卫生站慢性病长处方配药的建议", "formed": "messages", "wished_unit": "区卫健局",
        "facts": "全区二十六个社区卫生站，能配齐高血压、糖尿病常用药的只有八个。",
        "reasons": "药品目录与医院不一致，老人每月请假排队。",
        "proposal": "统一社区与医院的慢病药品目录，推行十二周长处方，缺药三日内调配到站。",
    }, (does(2.2, "shenrl", "submit"),), (Said(12, "shenrl", "health", "学府社区", "社区卫生站没有我妈吃的降糖药，每个月都要打车去大医院。"),)),
    # --- 代表团审阅
    Proposal("flood", "susx", 8, {
        "title": "关于白鹭镇沿河低洼地块排涝能力提升的建议", "formed": "visit", "session": "in", "session_name": "第六次会议",
        "facts": "白鹭村、荷塘村沿河低洼地近三年有两次积水超过四十厘米，藕田绝收一百二十亩。",
        "reasons": "排涝站建于二十年前，排涝标准只有五年一遇。",
        "proposal": "更换两台水泵，疏浚支渠三公里，列入明年水利计划。",
    }, (
        talked(7, "susx", "presubmit", "走了六户藕农，看了排涝站，值班的说水泵配件已经停产。", kind="visit"),
        does(1.4, "susx", "to_delegation", delegation="白鹭镇代表团"),
    )),
    # --- 退回代表
    Proposal("startups", "liangbo", 14, {
        "title": "关于优化小微企业服务的若干建议", "formed": "symposium",
        "facts": "园区小微企业反映招工难、停车难、贷款难。", "reasons": "政策分散，窗口不清楚。",
        "proposal": "一是增加停车位；二是建立招工平台；三是降低贷款门槛。",
    }, (
        talked(13, "liangbo", "presubmit", "园区座谈会，十二家企业参加。", kind="meeting"),
        does(11, "liangbo", "submit"),
        does(9, "qian", "return_to_deputy", grounds=["several"], reason="停车、招工、贷款分属三个部门，请一事一议，分成三件再提。"),
    )),
    # --- 已立案待交办
    Proposal("lanterns", "linyf", 13, {
        "title": "关于运河步道夜间照明和救生设施的建议", "formed": "visit", "wished_unit": "区城管局",
        "facts": "运河步道三点二公里，夜间有照明的不足一半，救生圈六处中缺失四处。",
        "reasons": "步道由三个单位分段管养，谁都不全管。",
        "proposal": "明确一个管养单位，补齐照明和救生设施，每季度检查一次并公布结果。",
    }, (
        talked(12, "linyf", "presubmit", "晚上走了两趟步道，数了灯和救生圈。", kind="visit"),
        does(7, "linyf", "submit"),
        does(3.2, "qian", "accept", note="属于本级职权，一事一议，立案。"),
    )),
    # --- 办理中：主办加两家会办，由三条留言、一次调研形成
    Proposal("gates", "li", 44, {
        "title": "关于全区小学放学时段校门口交通治理的建议", "formed": "survey", "wished_unit": "区教育局",
        "facts": "走访六所小学，放学前后四十分钟校门口平均滞留车辆七十余辆，两年内发生擦碰十一起。",
        "reasons": "多所学校同一时间放学，接送车辆没有临时停靠区；护学岗只有两所学校天天有人。",
        "proposal": "一校一策：错峰放学十五分钟，在两百米外设即停即走区，护学岗由家长、学校、交警三方排班，并向家长公布。",
    }, (
        does(42, "li", "invite", deputies=("guolx", "caoyy", "zhut")),
        does(41, "guolx", "cosign"),
        does(40, "caoyy", "cosign"),
        does(38, "li", "submit"),
        does(35, "qian", "accept"),
        does(33, "qian", "hand_over", parts=(("lead", "区教育局"), ("co", "区交警大队"), ("co", "区城管局"))),
        does(32, "zhongq", "sign", "区教育局"),
        does(31.5, "leim", "sign", "区交警大队"),
        does(31, "luoxy", "sign", "区城管局"),
        does(30, "qian", "mark_key", reason="主任会议第十二次会议确定为年度重点督办建议。"),
        talked(26, "zhongq", "before", "到长宁小学与李敏代表现场商量，确定先试三所学校。", kind="face", with_whom="李敏代表"),
        does(9, "yuef", "release", "区交警大队", body="同意设即停即走区，已勘察三所学校，标线下个月施划；护学岗每校派一名民警带队。"),
        talked(6, "zhongq", "during", "电话沟通试点情况，长宁小学错峰后滞留车辆减少三成。", kind="phone", with_whom="李敏代表"),
    ), (
        Said(62, "li", "school", "长宁小学门口", "长宁小学放学时间家长的车停了三排，孩子从车缝里钻出来，太吓人了。"),
        Said(60, "li", "school", "学士路", "学士路放学的时候堵得救护车都进不来，能不能几所学校错开时间放学？"),
        Said(58, "li", "road", "梧桐巷口", "校门口的护学岗就星期一有人，其他几天都没人管。", contact=True),
    ), (56, {
        "title": "小学放学时段校门口交通调研", "how": "special", "participants": "李敏代表、三所学校校长、交警中队",
        "findings": "六所小学中五所放学时间集中在十六点前后；错开十五分钟可减少约三成滞留；家长普遍愿意步行两百米。",
    })),
    # --- 已答复 A，等评价：一位联名代表已评，领衔代表和另一位待评
    Proposal("benches", "hanyl", 96, {
        "title": "关于公交候车点增设座椅和雨棚的建议", "formed": "messages", "wished_unit": "区交通局",
        "facts": "全区二百一十个公交候车点，没有座椅的一百三十二个。",
        "reasons": "候车的多数是老人和学生，雨天无处可躲。",
        "proposal": "两年内为日均候车五十人以上的站点配齐座椅和雨棚，今年先办老年食堂、医院、学校附近的。",
    }, (
        does(94, "hanyl", "invite", deputies=("li", "fengxq")),
        does(93, "fengxq", "cosign"),
        does(92, "li", "cosign"),
        does(90, "hanyl", "submit"),
        does(88, "qian", "accept"),
        does(86, "qian", "hand_over", parts=(("lead", "区交通局"),)),
        does(85, "dingxl", "sign", "区交通局"),
        talked(80, "dingxl", "before", "到书院里站现场与韩玉林代表商量点位。", kind="face", with_whom="韩玉林代表"),
        talked(30, "dingxl", "during", "向韩玉林代表报告首批四十个站点已装三十六个。", kind="phone", with_whom="韩玉林代表"),
        does(7, "dingxl", "draft", "区交通局", reply_class="A", body="一、首批四十个站点的座椅、雨棚已全部装好，名单附后。二、其余站点分两年实施，今年的资金已落实。三、老年食堂、医院、学校附近的站点已全部优先安排。", contact_person="丁晓玲", contact_phone="8800 6031"),
        does(5.5, "fuch", "release", "区交通局", reply_class="A", body="一、首批四十个站点的座椅、雨棚已全部装好，名单附后。二、其余站点分两年实施，今年的资金已落实。三、老年食堂、医院、学校附近的站点已全部优先安排。", contact_person="丁晓玲", contact_phone="8800 6031"),
        says(5, "answer", "您去年说的书院里站，座椅和雨棚上周装好了，我坐过，靠背有点高，已经和他们说了。其他站明年底前装完。"),
        does(3, "fengxq", "rate", result=3, attitude=3),
    ), (Said(98, "hanyl", "bus", "书院里站", "书院里站连个坐的地方都没有，我妈膝盖不好，等车站得直哭。"),)),
    # --- 不满意，再次交办
    Proposal("playground", "guolx", 130, {
        "title": "关于中小学操场周末向居民开放的建议", "formed": "visit", "wished_unit": "区教育局",
        "facts": "全区中小学操场三十一片，周末开放的四片。", "reasons": "居民健身没处去，学校担心安全责任。",
        "proposal": "由区里统一投保、统一预约，首批开放十片。",
    }, (
        talked(128, "guolx", "presubmit", "走访四所学校，听了校长的顾虑。", kind="visit"),
        does(126, "guolx", "submit"), does(123, "qian", "accept"),
        does(121, "qian", "hand_over", parts=(("lead", "区教育局"),)),
        does(119, "zhongq", "sign", "区教育局"),
        talked(112, "zhongq", "before", "电话了解代表意见。", kind="phone"),
        talked(60, "zhongq", "during", "电话沟通办理情况。", kind="phone"),
        does(45, "sangw", "release", "区教育局", reply_class="C", body="因安全责任难以界定，暂不具备开放条件，留作参考。", contact_person="钟琴", contact_phone="8800 6041"),
        does(40, "guolx", "rate", result=1, attitude=2, comment="没有回应统一投保的建议，我校已经开放一年，没有出过事。"),
        does(24, "qian", "rehandle", reason="没有逐条回应统一投保、统一预约两条具体建议，请重新研究。"),
        does(23, "zhongq", "report", "区教育局", body="已与两家保险公司询价，拟先选六所学校试点。"),
    )),
    # --- B 类，去年起跟踪
    Proposal("culvert", "zhengqm", 432, {
        "title": "关于纺织厂宿舍区雨污分流改造的建议", "formed": "visit", "unsolved": 3, "wished_unit": "区住建局",
        "facts": "纺织厂宿舍十二幢楼建于上世纪七十年代，雨污合流，每年梅雨季一楼倒灌。",
        "reasons": "管线老化、产权复杂，提过三年没有解决。",
        "proposal": "分两期改造，第一期先做一楼倒灌最严重的五幢。",
    }, (
        talked(430, "zhengqm", "presubmit", "梅雨天挨家看了十二户一楼。", kind="visit"),
        does(428, "zhengqm", "submit"), does(425, "qian", "accept"),
        does(423, "qian", "hand_over", parts=(("lead", "区住建局"),), is_complex=True, complex_reason="涉及管线权属、资金和居民临时安置，面广量大。"),
        does(421, "zhao", "sign", "区住建局"),
        talked(410, "zhao", "before", "现场面商，确定分两期。", kind="face"),
        talked(350, "zhao", "during", "报告设计方案。", kind="meeting"),
        does(325, "he", "release", "区住建局", reply_class="B", body="第一期五幢已列入今年计划，资金到位；第二期七幢列入下一年计划，具体进度每季度报告。", contact_person="赵科", contact_phone="8800 6011", commitments=[("第一期五幢雨污分流完工", -60), ("第二期七幢开工", 90)]),
        does(318, "zhengqm", "rate", result=2, attitude=3, comment="一期落实了，二期要盯住。"),
        does(315, "qian", "track"),
        does(230, "zhao", "track_report", body="一期完成招标，下月进场。"),
        does(145, "zhao", "track_report", body="一期三幢完工，大雨时没有再倒灌。"),
        does(52, "zhao", "track_report", body="一期五幢全部完工，二期方案公示中。"),
    )),
    # --- 办结：B 类跟踪到第二年，再次答复改为 A 类，全文公开并归档
    Proposal("ferry", "yuanbin", 470, {
        "title": "关于轮渡码头无障碍登船通道的建议", "formed": "visit", "wished_unit": "区交通局",
        "facts": "轮渡码头上船要下二十一级台阶，轮椅、婴儿车无法自行登船。",
        "reasons": "退潮时跳板坡度大，老人多次摔倒。",
        "proposal": "加装可调节坡度的无障碍栈桥，候船室设低位服务台。",
    }, (
        talked(468, "yuanbin", "presubmit", "在渡口数了三天，每天有四十多辆婴儿车、九位坐轮椅的乘客。", kind="visit"),
        does(466, "yuanbin", "submit"), does(463, "qian", "accept"),
        does(461, "qian", "hand_over", parts=(("lead", "区交通局"),)),
        does(459, "dingxl", "sign", "区交通局"),
        talked(450, "dingxl", "before", "到码头现场面商。", kind="face"),
        talked(400, "dingxl", "during", "座谈，看设计图。", kind="meeting"),
        does(380, "fuch", "release", "区交通局", reply_class="B", body="栈桥已列入明年交通惠民项目，明年上半年建成；低位服务台两个月内改好。", contact_person="丁晓玲", contact_phone="8800 6031", commitments=[("栈桥建成", -130)]),
        does(372, "yuanbin", "rate", result=2, attitude=3),
        does(370, "qian", "track"),
        does(285, "dingxl", "track_report", body="低位服务台已改好，栈桥完成招标。"),
        does(200, "dingxl", "track_report", body="栈桥水下部分完工。"),
        does(120, "fuch", "upgrade", reply_class="A", body="可调节栈桥已建成投用，最大坡度 1:12，轮椅可自行上下船。", contact_person="丁晓玲", contact_phone="8800 6031"),
        does(110, "qian", "complete"),
        does(100, "qian", "archive", publish="full", note="", public_title="关于轮渡码头无障碍登船通道的建议",
             public_text="轮渡码头上船要下二十一级台阶，轮椅、婴儿车无法自行登船；退潮时跳板坡度大，老人多次摔倒。建议加装可调节坡度的无障碍栈桥，候船室设低位服务台。",
             public_reply="可调节栈桥已建成投用，最大坡度 1:12，轮椅可自行上下船；低位服务台已改好。"),
    )),
    # --- 已办结，待归档
    Proposal("parking", "xiaoyi", 175, {
        "title": "关于科创园夜间共享停车的建议", "formed": "symposium", "wished_unit": "区交通局", "consents_to": "title",
        "facts": "科创园夜间空车位四百个，隔壁小区缺三百个。", "reasons": "白天满、夜里空，正好互补。",
        "proposal": "晚六点至早八点向周边居民开放，按月收费，由街道统一登记。",
    }, (
        talked(173, "xiaoyi", "presubmit", "园区与小区业委会座谈两次。", kind="meeting"),
        does(170, "xiaoyi", "submit"), does(168, "qian", "accept"),
        does(166, "qian", "hand_over", parts=(("lead", "区交通局"),)),
        does(164, "dingxl", "sign", "区交通局"),
        talked(155, "dingxl", "before", "面商错时停车办法。", kind="face"),
        talked(120, "dingxl", "during", "现场看道闸改造。", kind="visit"),
        does(98, "fuch", "release", "区交通局", reply_class="A", body="首批开放二百二十个车位，月租一百五十元，已签约一百八十七户。", contact_person="丁晓玲", contact_phone="8800 6031"),
        does(94, "xiaoyi", "rate", result=3, attitude=3),
        does(90, "qian", "complete"),
    )),
    # --- 供参考，不要书面答复：主办单位看过，写一句
    Proposal("trees", "linyf", 66, {
        "title": "关于行道树选种少飞絮树种的建议", "formed": "visit", "wished_unit": "区城管局", "reference_only": True,
        "facts": "每年四月法桐飞絮，学府路、望江路一带过敏的人多。", "reasons": "补栽时仍按老树种。", "proposal": "以后补栽、新栽优先选少飞絮的树种，供工作中参考。",
    }, (
        talked(65, "linyf", "presubmit", "请教了两位园林师傅。", kind="visit"),
        does(62, "linyf", "submit"), does(60, "qian", "accept"),
        does(58, "qian", "hand_over", parts=(("lead", "区城管局"),)),
        does(56, "luoxy", "sign", "区城管局"),
        does(44, "jiangzp", "take_note", "区城管局", body="已阅，供参考。明年补栽计划已改用少飞絮品种。"),
    )),
    # --- 转为来信、并案、撤回
    Proposal("noise", "caijx", 29, {
        "title": "关于我家楼下棋牌室扰民的建议", "formed": "messages", "facts": "楼下棋牌室夜里两点还在打牌。", "reasons": "影响睡觉。", "proposal": "请关掉它。",
    }, (
        does(26, "caijx", "submit"),
        does(23, "qian", "convert", grounds=["private"], reason="属于个人相邻纠纷，由代表联系社区调解，不作为建议办理。"),
        says(20, "answer", "社区已经请棋牌室老板、楼上三户坐下来谈过，定了晚上十点收牌，写了字据。"),
        rates(17, 3, 3),
    ), (Said(30, "caijx", "environment", "江湾花苑", "楼下棋牌室打到半夜两点，孩子没法睡。"),)),
    Proposal("gates-too", "dengkai", 36, {
        "title": "关于学府路学校门口错峰放学的建议", "formed": "visit", "wished_unit": "区教育局",
        "facts": "学府路一条街上三所学校同时放学。", "reasons": "堵车、擦碰多。", "proposal": "三所学校错开二十分钟放学。",
    }, (
        talked(36, "dengkai", "presubmit", "在学府路口站了三个下午。", kind="visit"),
        does(34.6, "dengkai", "submit"),
        does(32, "qian", "merge", into="gates", reason="与李敏代表的建议内容相同，一并办理，一并答复。"),
    )),
    Proposal("signs", "panli", 22, {
        "title": "关于望江路路名牌更新的建议", "formed": "visit",
        "facts": "望江路有六块路名牌字迹不清。", "reasons": "外地人找不到路。", "proposal": "更换路名牌。",
    }, (
        talked(21, "panli", "presubmit", "沿望江路走了一遍，拍了照。", kind="visit"),
        does(19, "panli", "submit"),
        does(17, "panli", "withdraw", reason="民政部门上周已经全部换好，不用再提。"),
    )),
]
# fmt: on
