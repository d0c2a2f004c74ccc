"""What people say in the demo world and what becomes of it. Every matter and every person is invented.

`fate` names a function of `liaison.demo.fates`; `days` is how many days before today it was sent.
"""

from typing import NamedTuple


class Story(NamedTuple):
    """One conversation. `to`: user name of a deputy, or name of a site. `extra`: what the fate needs besides."""

    days: float
    to: str
    category: str
    place: str
    words: str
    fate: str
    answer: str = ""
    extra: dict = {}


# fmt: off
MESSAGES = [
    # --- 待接收
    Story(0.06, "li", "road", "长宁小学门口", "放学的时候校门口两边停满了车，孩子要从车缝里钻过马路。能不能请交警放学时来管一管，或者画上禁停线？", "waits", extra={"photos": 1}),
    Story(0.2, "li", "wires", "梧桐巷 6 号", "弄堂里的网线垂下来了，骑电瓶车要低头过，晚上看不清很危险。", "waits"),
    Story(1.3, "li", "elderly", "梧桐苑", "我妈 82 岁，一个人住五楼，没电梯下不来。想问问加装电梯要多少人签字、补贴多少、找谁办。", "waits", extra={"contact": True}),
    Story(0.4, "chenjg", "rubbish", "梧桐苑 3 幢", "垃圾屋的门坏了一个月，夜里猫狗翻得满地都是。", "waits"),
    Story(0.9, "gaosl", "bus", "运河路站", "12 路公交站没有雨棚也没有凳子，老人等车只能站着。", "waits"),
    Story(0.15, "renfs", "road", "白鹭村 2 组", "村口那段水泥路被大车压裂了，下雨积水，老人摔过两次。", "waits"),
    # --- 办理中
    Story(3, "li", "convenience", "长宁路 40 号", "社区的健身器材有两台松了，摇起来吱吱响，怕小孩出事。", "is_looked_into"),
    Story(6, "shenrl", "health", "书院社区", "社区卫生站一直没有我要的降压药，每个月都得请半天假去区医院排队。", "is_looked_into"),
    Story(17, "sunlp", "business", "菜市口街 22 号", "摊位换执照要原件还要复印件，跑了三趟，最后一趟说系统坏了。", "is_looked_into"),
    Story(4, "fansj", "environment", "白鹭村 9 组", "村后面的小塘发绿发臭，听说是上面养殖场排的水。", "is_looked_into", extra={"photos": 1}),
    Story(12.5, "caoyy", "school", "学府路", "幼儿园门口的人行道被共享单车占满了，推着婴儿车只能走机动车道。", "is_looked_into", extra={"note": "已问过城管中队，说周四来划停车线。"}),
    # --- 待补充
    Story(2.2, "li", "housing", "长宁路", "外墙掉下来一块砖，差点砸到人，你们管不管？", "is_asked", "您好，请问是哪一幢、哪一侧的墙？请先别从下面走。方便的话拍张照片传上来，我马上联系住建部门去看。"),
    Story(5.1, "linyf", "tourism", "运河边", "河边那个亭子的灯不亮。", "is_asked", "谢谢您。运河边有三个亭子，请问是桥东的、桥西的，还是码头旁边那个？"),
    Story(3.4, "yuds", "environment", "船坞街", "厂区夜里噪声大。", "is_asked", "请问大概几点到几点、像是什么声音？知道了时间，我好约环保的同志一起去听。"),
    Story(6.5, "zhouxl", "health", "银杏家园", "想在家门口打流感疫苗，社区说没有。", "is_asked_and_says", "请问您家是老人还是孩子要打？两种疫苗不是同一批到的。", {"says": "是我爸妈，一个 71 一个 68，腿脚都不方便。"}),
    Story(8, "panli", "convenience", "望江门小区", "小区东门晚上十点就锁了，下夜班要绕一大圈。", "is_asked_and_says", "请问您一般几点回来？我和物业商量留一个刷卡的小门。", {"says": "十一点半左右，同一幢楼里还有四户也是上夜班的。"}),
    # --- 已答复，等评价
    Story(3.5, "li", "road", "长宁路与学士路口", "路口的盲道被一根新装的电线杆挡住了，盲人走到那里会撞上去。", "is_answered", "您提醒得对。我昨天去看了，电线杆是通信公司新立的。今天已和区交通局、通信公司在现场碰过，杆子这周五迁到绿化带里，盲道一并修好。周末我再去看一次。", {"photos": 1}),
    Story(7, "hanyl", "elderly", "书院里", "老年食堂的饭送不送上门？我爸骨折了下不了楼。", "is_answered", "可以送。书院里老年食堂对行动不便的老人每天中午送一次，每餐加一元。我已请社区小方给您父亲登记，明天中午就有。需要送到什么时候，跟送饭的师傅说一声就行。"),
    Story(11, "liangbo", "business", "创业路 12 号", "小微企业的房租补贴去年说有，今年网上找不到申请入口了。", "is_answered", "问过了：今年的申请改到每季度最后一个月，在政务服务网“惠企政策”栏，按上季度实际房租补三成，最多两万元。这个月 20 日开放，我把材料清单放在联络站，您可以来拿。"),
    Story(14, "luojun", "rubbish", "百货路 18 号", "百货路后面的泔水桶不盖盖子，夏天臭得开不了窗。", "is_answered", "街道昨天约了沿街七家餐馆一起开会，定了三条：桶加盖、晚上九点后才能出桶、谁漏谁洗。城管中队每晚巡一次。您看看这几天有没有好一点，没有好就再告诉我。"),
    Story(6, "shidl", "road", "荷塘村", "机耕路断了一截，收割机进不来，藕都烂在塘里。", "is_answered", "我自己也种藕，知道急。镇里同意先用碎石垫通，明天下午就来；硬化的事列进今年冬修计划，村里会公示。"),
    Story(5, "zengwh", "tourism", "东门老街", "老街的门牌、碑刻没人管，有人拿去当花盆架子了。", "is_answered", "我教了一辈子历史，看了也心疼。已请区文保所来登记了十一处，挂牌保护；那块碑已经抬回街口立好。您要是知道别处还有，请告诉我。"),
    Story(10, "renfs", "convenience", "白鹭村 3 组", "村里没有快递点，年轻人寄东西要骑车去镇上。", "is_answered_and_says", "我找了邮政和两家快递，他们说一天少于三十件不愿意来。想请村里小店代收，店主答应了，下周试一个月。", {"says": "谢谢！能不能也代寄？我们有几家卖藕粉的。"}),
    Story(9.5, "li", "school", "长宁小学", "托管班五点结束，我们六点才下班，孩子在校门口站一个小时。", "is_answered_and_says", "我和校长商量过了，从下个月起愿意的家长可以选第二段托管，到六点一刻，在图书室看书，有老师在。请先在班级群里报名。", {"says": "太好了，请问第二段要不要交钱？"}),
    # --- 已办结，评价过
    Story(40, "li", "wires", "梧桐巷", "弄堂里电线像蜘蛛网，有一根垂到晾衣杆上了，下雨天冒火花。", "is_rated", "现场看过，情况属实，太危险了。当天请供电所先把那根线断开重接；整条巷子的线，供电和通信三家同意一起整理，用了九天，已经全部进了线槽。您下班回来可以抬头看看。", {"photos": 1, "rating": (3, 3), "consent": True, "comment": "真的弄干净了，没想到这么快。"}),
    Story(52, "li", "rubbish", "梧桐苑 7 幢", "垃圾分类的桶只有早上开，我们早上六点就上班了，晚上没地方扔。", "is_rated", "和物业、居委会商量后，7 幢后面加了一个晚上七点到九点开放的投放点，有志愿者看着，先试两个月。", {"rating": (3, 3), "consent": True, "comment": "方便多了。"}),
    Story(60, "chenjg", "housing", "梧桐苑 2 幢 501", "顶楼漏水，厨房和小孩房间都发霉了，物业说要动维修资金，半年没动静。", "is_rated", "我陪物业经理上门看了，也查了账：维修资金够用，差的是业主签字。居委会带着表格上门三个晚上，三分之二都签了。上周五开工，这周二做完防水，昨天下雨我打电话问过，没有再漏。", {"rating": (3, 3), "consent": True, "photos": 1}),
    Story(35, "gaosl", "bus", "海棠广场", "12 路末班车八点就没了，我们商场九点半下班。", "is_rated", "我开了二十年公交，这条线我清楚。公司同意从下月 1 日起，12 路末班延到十点，周五、周六到十点半，先试一个季度看客流。", {"rating": (3, 3), "consent": True}),
    Story(47, "shenrl", "health", "文澜街道", "老人去医院看病不会用手机挂号，窗口又说只能网上约。", "is_rated", "这是我们的不对。门诊一楼已经恢复两个人工挂号窗口，并留出三成号源给现场；导诊台有人专门帮老人。您下次来，直接找穿红马甲的就行。", {"rating": (3, 3), "consent": True, "comment": "红马甲很好。"}),
    Story(44, "hanyl", "elderly", "书院里", "书院里 65 岁以上的老人有两百多，能不能开个老年食堂？", "is_rated", "街道跑了四个地方，最后定在书院社区原来的文具店，租金由街道出，饭由区里的养老餐厅配。上个月 28 日开了张，午饭十二元，80 岁以上减四元。", {"rating": (3, 3), "consent": True}),
    Story(38, "jiangnan", "convenience", "码头新村", "小区没有电瓶车充电的地方，大家从楼上拉线，太吓人。", "is_rated", "业委会、物业、街道三家凑在一起看了三处地方，在北门边上建了 40 个车位的充电棚，有喷淋。拉线的也都收了。", {"rating": (2, 3), "comment": "车位还是少了点。"}),
    Story(33, "yuanbin", "road", "码头路", "轮渡口的斑马线磨没了，车开得飞快。", "is_rated", "已请交警重画，并在渡口两头各装了一块减速带。", {"rating": (3, 3)}),
    Story(56, "chengah", "road", "白鹭村", "村小学门前没有路灯，冬天放学天都黑了。", "is_rated", "镇里装了六盏太阳能路灯，从校门口一直到村口大樟树。", {"rating": (3, 3), "consent": True}),
    Story(30, "songmz", "business", "海棠广场", "店铺门口换一块招牌，要跑城管、消防、物业三个地方。", "is_rated", "这件事我找了街道和城管。以后换同样大小的招牌，在街道窗口一次交齐材料，由他们内部转。您这一块，下周一就可以装。", {"rating": (3, 3)}),
    Story(42, "caijx", "environment", "江湾花苑", "对面工地半夜打桩，孩子中考前睡不好。", "is_rated", "和工地谈了，晚上十点后不打桩。", {"rating": (1, 2), "comment": "好了三天又开始了。"}),
    Story(58, "pengcx", "tourism", "东门老街", "周末游客的车堵在我们家门口，救护车都进不来。", "is_rated", "已向交警反映。", {"rating": (1, 1), "comment": "反映了然后呢？"}),
    # --- 到期未评价
    Story(75, "dongsh", "rubbish", "望江公园", "公园厕所没有纸也没有洗手液，孩子上完厕所没法洗手。", "is_answered", "已请园林部门补齐，并把保洁员的电话贴在门上，没有了可以直接打。"),
    Story(70, "lvzw", "convenience", "石桥街", "镇上的银行网点撤了，老人取养老金要坐车进城。", "is_answered", "和农商行谈妥，每月 10 日到 15 日在镇便民中心设流动服务点。"),
    # --- 请求重办
    Story(10.2, "caijx", "road", "江湾路", "江湾路的路面坑坑洼洼，去年补了今年又坏。", "asks_again", "已补好七处坑洼。", {"rating": (1, 3), "again": "补的地方一下雨又塌了，和没补一样，请你们来看看。"}),
    Story(62, "yuds", "housing", "造船厂宿舍 4 幢", "楼道的木扶手断了，老人上下楼没处抓。", "asks_again", "扶手已修。", {"rating": (1, 2), "again": "只修了二楼，三楼四楼还是断的。", "decided": "approve", "second": "这次一层一层看过了：三楼、四楼的扶手都换成了新的，松的螺丝也紧了一遍。", "second_rating": (3, 3)}),
    Story(66, "xiaoyi", "business", "创业路", "园区的停车费太贵，一天四十，员工都把车停路上。", "asks_again", "与园区运营方沟通，员工可办月卡 300 元。", {"rating": (2, 3), "again": "300 还是贵，我要求免费。", "decided": "decline", "reason": "停车收费标准由园区业主自主确定，已争取到月卡优惠。要求免费不属于可以重办的情形；对价格有疑问，可以向市场监管部门咨询（12315）。"}),
    # --- 不受理、无效、撤回
    Story(13, "zhut", "business", "长宁路", "我和前老板的工资官司一审输了，请代表帮我跟法官说说。", "is_not_accepted", "您的心情我理解。法院依法独立审判，代表不能过问个案怎么判。您如果不服，判决书送达之日起 15 天内可以上诉；请不起律师，可以到区法律援助中心申请，就在区司法局一楼。", {"channel": "court"}),
    Story(16, "li", "", "", "我家宽带坏了两天了，你们管不管？", "is_not_accepted", "这件事直接找运营商最快：拨他们的客服电话报修，一般当天上门。如果一直没人来，拨 12345，他们会督促。", {"channel": "hotline"}),
    Story(21, "maqh", "", "", "我对三年前拆迁补偿的处理结果不服，已经到市里反映过多次。", "is_not_accepted", "您反映的事已经在信访程序里办理，由信访部门按程序答复，代表这里不能另走一条路。程序走到哪一步，可以凭受理告知书查询。", {"channel": "petition"}),
    Story(4.5, "tianyu", "", "", "低价办证刻章，加微信详谈。", "is_spam"),
    Story(1.8, "li", "", "", "测试测试 123", "is_spam"),
    Story(8.4, "duxf", "environment", "船厂社区", "楼上装修太吵了，想请社区说一说。", "is_withdrawn"),
    Story(2.6, "fengxq", "convenience", "书院路", "请问社区的打印机什么时候修好？", "is_withdrawn"),
    # --- 站点接手
    Story(5.5, "li", "convenience", "梧桐社区", "想给居家的父亲申请一张轮椅坡道，不知道到哪里办。", "goes_to_site", "无障碍改造在社区就能申请，带户口簿和残疾证来联络站，我帮您填表，区残联会上门量尺寸。", {"by": "wang"}),
    Story(7.5, "wudw", "housing", "银杏家园", "地下车库一到梅雨天就积水，物业说排水泵坏了在等配件，等了一个月。", "is_left_alone"),
    Story(9.2, "guolx", "school", "长宁中学", "操场周末能不能对附近居民开放？", "is_left_alone", "联络站已和学校商量好：下月起周六、周日下午两点到五点开放，从学士路小门进，带身份证登记。", {"by": "zhang"}),
    Story(26, "yexc", "business", "望江小商品市场", "市场二楼的消防通道堆满了货，万一起火跑都跑不掉。", "is_looked_into"),
    Story(3.1, "yexc", "business", "望江小商品市场", "市场停车场的出口太窄，货车一堵就是半小时。", "waits"),
    Story(2.4, "xuhong", "elderly", "织机街", "想找一个正规的保姆照顾老人，不知道哪家公司靠得住。", "waits"),
    Story(2.9, "梧桐联络站", "rubbish", "梧桐巷口", "巷口的旧衣回收箱满出来了，衣服堆在地上。", "site_answers", "已打电话给回收公司，明早来清，以后每周二、五各清一次。", {"by": "wang"}),
    Story(1.1, "运河联络站", "tourism", "运河步道", "运河步道晚上有人遛大狗不牵绳，孩子吓哭了。", "waits"),
    # --- 反映代表、反映单位：只到人大工作机构
    Story(6.2, "sunlp", "", "", "我给孙代表留了三次言，她从来没有来看过，接待日也没见到人。", "waits", extra={"about": "deputy"}),
    Story(10.5, "li", "road", "区政务服务大厅", "交通窗口的工作人员一直玩手机，问什么都说“网上有”。", "is_answered_by_office", "谢谢您反映。情况已转请有权处理的机关核实，没有告诉被反映的单位是谁反映的。核实结果会在这里告诉您。", {"about": "unit"}),
    # --- 代录
    Story(15, "银杏联络站", "elderly", "银杏家园 9 幢", "赵大爷打电话来说：楼道声控灯不亮，他晚上倒垃圾摔了一跤。", "site_answers", "联络站小叶当天去看，换了四只灯泡，也陪赵大爷去社区医院看了膝盖，没有大碍。", {"by": "ye", "source": "phone", "entered_by": "zhang", "contact": True}),
    Story(20, "li", "convenience", "长宁街道", "接待日有居民来说：菜场二楼的扶梯停了两个月，老人提着菜爬楼。", "is_rated", "扶梯的配件到了，上周三恢复运行。停的两个月里没人贴告示，这是管理方的疏忽，已请他们以后停一天也要写清楚原因和时间。", {"source": "visit", "entered_by": "zhang", "rating": (3, 3)}),
    Story(4.2, "chengah", "elderly", "白鹭村 5 组", "（意见箱里的字条）村里的广播早上六点就响，太早了。", "is_looked_into", extra={"source": "paper", "entered_by": "tao"}),
]

APPOINTMENTS = [
    Story(0.3, "li", "", "", "想当面说说梧桐苑加装电梯的事，一楼的邻居不同意。", "wishes", extra={"wish": "周末上午，或者工作日晚上七点以后", "contact": True}),
    Story(1.6, "shenrl", "health", "", "想反映一下家庭医生签约的问题，我们楼里好几个老人都有话说。", "wishes", extra={"wish": "下周任何一天下午"}),
    Story(2.5, "li", "school", "", "我们几个家长想和您谈谈校门口的交通。", "is_proposed", extra={"wish": "放学以后", "ahead": 4, "where": "梧桐联络站"}),
    Story(3.2, "zhut", "business", "", "几个小店主想问问租金纠纷该怎么办。", "is_proposed", extra={"wish": "晚上", "ahead": 3, "where": "长宁街道代表之家"}),
    Story(4.1, "hanyl", "elderly", "", "书院里的老人想请您来听听他们的想法。", "is_countered", extra={"wish": "上午", "ahead": 2, "where": "书院联络站", "says": "那天社区体检，大家都去不了，能不能改到后天下午？"}),
    Story(5.3, "li", "housing", "", "想请您看看我们楼的外墙。", "is_agreed", extra={"wish": "周六", "ahead": 2, "where": "梧桐苑 2 幢楼下"}),
    Story(6.1, "susx", "road", "", "想和您说说机耕路的规划，最好到田头来。", "is_agreed", extra={"wish": "早上", "ahead": 5, "where": "白鹭镇代表之家"}),
    Story(1.2, "li", "elderly", "", "想谈谈居家养老的补贴。", "books", extra={"contact": True}),
    Story(0.8, "li", "convenience", "", "社区图书室的开放时间。", "books"),
    Story(2.1, "chenjg", "rubbish", "", "垃圾屋的位置想换一换。", "books"),
    Story(34, "li", "road", "", "想当面说一说长宁路晚高峰堵车。", "is_received", "居民建议错开两所学校的放学时间，并在路口设临时停靠点。已记下，约了交警大队和两所学校下周在联络站一起商量。", {"wish": "上午", "rating": (3, 3)}),
    Story(29, "shenrl", "health", "", "想谈谈夜间急诊没有儿科的事。", "is_received", "家长反映晚上孩子发烧只能去市里。会后与医院商定：先从每周五、六、日晚上开儿科急诊做起。", {"wish": "周末"}),
    Story(18, "luojun", "business", "", "想请您听听商户对占道经营整治的意见。", "is_received", "到会商户九人，主要意见是卸货时间太短。街道同意早上六点到七点半可临时停靠卸货，试行一个月。", {"wish": "早上"}),
    Story(24, "linyf", "tourism", "", "想聊聊运河讲解志愿队。", "is_missed", extra={"wish": "周六上午"}),
    Story(11.3, "mengfl", "bus", "", "想请您帮我介绍到地铁公司工作。", "is_declined", "约见是用来谈公共事务的，个人找工作的事不合适由代表安排。区人力社保局每周五下午有免费的求职咨询，在人力资源市场二楼。", {"wish": "随时"}),
    Story(8.8, "panli", "convenience", "", "想谈谈小区东门。", "is_cancelled", extra={"wish": "晚上", "ahead": 1, "where": "望江街道代表之家"}),
    Story(7.7, "dongsh", "rubbish", "", "想谈谈公园保洁。", "is_called_off", "原定那天要参加区里的防汛会议，实在对不起。改天我到公园找您，时间由您定，请再约一次。", {"wish": "上午", "ahead": 1, "where": "望江街道代表之家"}),
]
# fmt: on
