"""Who lives in the demo world. All of them are invented."""

from deputies.models import Deputy, Role

F, M = Deputy.Sex.FEMALE, Deputy.Sex.MALE

# user name, name, role, where; roles of domain.md §6
STAFF = [
    ("admin", "管理员", Role.SYSTEM_ADMIN, "全国人大"),
    ("audit", "严审计", Role.AUDITOR, "全国人大"),
    ("qian", "钱文博", Role.CONGRESS_STAFF, "青澜区人大"),
    ("zhang", "张亮", Role.STREET_STAFF, "长宁街道"),
    ("hu", "胡小满", Role.STREET_STAFF, "海棠街道"),
    ("peng", "彭大海", Role.STREET_STAFF, "文澜街道"),
    ("jin", "金巧云", Role.STREET_STAFF, "望江街道"),
    ("tao", "陶水生", Role.STREET_STAFF, "白鹭镇"),
    ("shi", "石永康", Role.STREET_STAFF, "石桥镇"),
    ("zhao", "赵科", Role.UNIT_CLERK, "区住建局"),
    ("he", "何建国", Role.UNIT_HEAD, "区住建局"),
    ("luoxy", "罗小勇", Role.UNIT_CLERK, "区城管局"),
    ("jiangzp", "江志平", Role.UNIT_HEAD, "区城管局"),
    ("dingxl", "丁晓玲", Role.UNIT_CLERK, "区交通局"),
    ("fuch", "傅长河", Role.UNIT_HEAD, "区交通局"),
    ("zhongq", "钟琴", Role.UNIT_CLERK, "区教育局"),
    ("sangw", "桑文", Role.UNIT_HEAD, "区教育局"),
    ("qiuy", "邱月", Role.UNIT_CLERK, "区民政局"),
    ("kanglc", "康立春", Role.UNIT_HEAD, "区民政局"),
    ("leim", "雷鸣", Role.UNIT_CLERK, "区交警大队"),
    ("yuef", "岳峰", Role.UNIT_HEAD, "区交警大队"),
    ("ningjy", "宁静雅", Role.UNIT_CLERK, "区法院"),
    ("ouyz", "欧阳正", Role.UNIT_HEAD, "区法院"),
    ("feng", "冯立新", Role.GOVERNMENT_OFFICE, "区政府办"),
    ("tangl", "汤丽", Role.UNIT_CLERK, "长宁街道办事处"),
    ("fanws", "范文山", Role.UNIT_HEAD, "长宁街道办事处"),
    ("wu", "吴晓燕", Role.COMMUNITY_WORKER, "梧桐社区"),
    ("shuy", "舒云", Role.COMMUNITY_WORKER, "运河社区"),
    ("keyl", "柯玉兰", Role.COMMUNITY_WORKER, "码头社区"),
    ("miaogs", "苗根生", Role.COMMUNITY_WORKER, "白鹭村"),
    ("yi", "易安民", Role.REPRESENTATIVE, "梧桐社区"),
    ("gao", "高明远", Role.COMMITTEE, "社会建设委"),
    ("lin", "林静", Role.LEADER, "青澜区人大"),
    ("mei", "梅雨晴", Role.MEDIA_OFFICER, "区融媒体中心"),
    ("zu", "祖志刚", Role.GROUP_HEAD, "长宁街道"),
]
# user name, name, site
SITE_STAFF = [
    ("wang", "王秀梅", "梧桐联络站"),
    ("ye", "叶知秋", "银杏联络站"),
    ("lu", "陆文娟", "运河联络站"),
    ("fang", "方大勇", "书院联络站"),
    ("cai", "蔡小波", "学府联络站"),
    ("xie", "谢阿芳", "码头联络站"),
    ("mao", "毛建军", "白鹭镇代表之家"),
    ("du", "杜春花", "石桥镇代表之家"),
]

# Deputies of the district in the order of DISTRICTS: user name, name, sex, post
DISTRICT_DEPUTIES = [
    ("li", "李敏", F, "长宁小学教师"),
    ("chenjg", "陈建国", M, "梧桐社区居委会主任"),
    ("zhouxl", "周晓岚", F, "区中医院主治医师"),
    ("wudw", "吴德旺", M, "银杏物业公司经理"),
    ("sunlp", "孙丽萍", F, "菜市口农贸市场经营户"),
    ("xuzy", "徐志远", M, "区住建集团工程师"),
    ("maqh", "马清华", M, "长宁街道人大工委主任"),
    ("zhut", "朱婷", F, "律师"),
    ("guolx", "郭立新", M, "长宁中学校长"),
    ("helin", "何琳", F, "海棠里社区党委书记"),
    ("gaosl", "高胜利", M, "公交公司驾驶员"),
    ("linyf", "林雅芳", F, "运河博物馆讲解员"),
    ("luojun", "罗军", M, "海棠街道人大工委主任"),
    ("zhengqm", "郑秋敏", F, "社区卫生服务中心护士长"),
    ("liangbo", "梁波", M, "软件公司负责人"),
    ("songmz", "宋明珠", F, "海棠广场商户代表"),
    ("tangjz", "唐济舟", M, "纺织厂退休工程师"),
    ("xuhong", "许红", F, "家政公司负责人"),
    ("hanyl", "韩玉林", M, "文澜街道人大工委主任"),
    ("fengxq", "冯雪琴", F, "书院社区居委会主任"),
    ("dengkai", "邓凯", M, "青澜职业学院教师"),
    ("caoyy", "曹媛媛", F, "学府幼儿园园长"),
    ("pengcx", "彭春晓", F, "东门老街餐馆经营者"),
    ("zengwh", "曾维汉", M, "退休历史教师"),
    ("shenrl", "沈若兰", F, "区人民医院副院长"),
    ("xiaoyi", "肖毅", M, "科创园企业负责人"),
    ("tianyu", "田雨", F, "科创园程序员"),
    ("dongsh", "董善华", M, "望江街道人大工委主任"),
    ("panli", "潘丽", F, "望江门社区党委书记"),
    ("yuanbin", "袁斌", M, "轮渡公司船长"),
    ("jiangnan", "蒋楠", F, "码头新村业委会主任"),
    ("caijx", "蔡继新", M, "江湾小区退休干部"),
    ("yuds", "余德水", M, "造船厂高级技师"),
    ("duxf", "杜晓帆", F, "船厂社区社工"),
    ("yexc", "叶向晨", M, "小商品市场商会会长"),
    ("chengah", "程爱华", F, "白鹭村党总支书记"),
    ("susx", "苏山行", M, "种粮大户"),
    ("weiql", "魏巧玲", F, "荷塘村民宿经营者"),
    ("lvzw", "吕志文", M, "石桥镇人大主席"),
    ("dingyy", "丁月英", F, "上塘村养殖合作社理事长"),
]
TOWN_DEPUTIES = {
    "白鹭镇": [
        ("renfs", "任福生", M, "白鹭村 2 组村民"),
        ("jiangml", "姜美丽", F, "白鹭小学教师"),
        ("fansj", "范水江", M, "白鹭村 8 组组长"),
        ("fangqy", "方巧英", F, "白鹭镇卫生院医生"),
        ("shidl", "石大林", M, "荷塘村藕农"),
        ("yaoxz", "姚小舟", F, "荷塘村妇联主席"),
    ],
    "石桥镇": [
        ("tandy", "谭冬云", F, "石桥街杂货店主"),
        ("liaobq", "廖炳权", M, "石桥社区主任"),
        ("zouhm", "邹慧敏", F, "上塘小学校长"),
        ("xiongda", "熊大安", M, "上塘村农机手"),
    ],
}
# Elected to the coming term of 白鹭镇, seat by seat; None leaves the seat without a successor.
NEXT_TERM = {
    "白鹭镇": ["renfs", ("jinxl", "金晓亮"), ("lugr", "陆桂荣"), "fangqy", ("daixm", "戴新苗"), None]
}
HIGHER_DEPUTIES = {
    "全国人大": [("gumt", "顾明堂", M, "青澜职业学院教授")],
    "江海省人大": [("houlj", "侯丽娟", F, "青澜丝绸集团董事长"), ("shaozh", "邵振华", M, "区人民医院院长")],
    "临江市人大": [
        ("mengfl", "孟凡亮", M, "地铁公司工程师"),
        ("longyc", "龙远春", F, "社区养老服务中心负责人"),
        ("wanqs", "万庆生", M, "临江市第三中学教师"),
        ("duanry", "段如意", F, "餐饮协会会长"),
    ],
}

PLEDGES = [
    "您说的每一句，我都回。",
    "三天之内一定给您一个准话。",
    "办得成的马上办，办不成的说清楚为什么。",
    "多跑腿，少开口，把门口的事办好。",
    "不会说大话，只做看得见的小事。",
    "每月走一遍选区，把大家的话带回去。",
    "老人的事、孩子的事，先办。",
    "听得进难听的话，才办得成好事。",
]
WITHOUT_PLEDGE = {"zengwh", "xiongda", "caijx"}
WITHOUT_PHOTO = {"chenjg", "wudw", "tangjz", "zengwh", "yuds"}
PHOTO_WITHOUT_CONSENT = {"sunlp"}
SUSPENDED, TERMINATED = "yexc", "xuhong"
