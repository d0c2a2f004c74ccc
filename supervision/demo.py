"""What the demo district has made public: cases after consent and redaction, and the plan of the year."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from deputies.demo import World, at
from liaison.models import Conversation, Entry
from supervision.models import PlanItem, WorkPlan
from supervision.queries.publication import publishable_by
from supervision.services.publication import publish_case

TITLES = {
    "梧桐巷": "梧桐巷里的“蜘蛛网”收进了线槽",
    "梧桐苑 7 幢": "早出晚归的人家也能扔垃圾了",
    "梧桐苑 2 幢 501": "顶楼漏水半年，九天补好",
    "海棠广场": "12 路末班车延到十点",
    "文澜街道": "医院恢复人工挂号窗口",
    "书院里": "书院里有了老年食堂",
}
REDACTED = {"梧桐苑 2 幢 501": "梧桐苑"}

# Five parts, eighteen items (domain.md 002-01); text, owner, schedule, month after which it counts as done
PLAN = {
    "一、加强代表思想政治建设和学习培训": [
        ("举办新修改的代表法专题履职学习班", "代表工委", "3 月", 3),
        ("举办财政预决算审查、法律监督专题辅导两次", "代表工委、财经工委", "5 月、9 月", 9),
        ("开设“人大代表小讲堂”，每季度一期，由代表主讲", "代表工委、区融媒体中心", "每季度", 12),
    ],
    "二、密切代表同人民群众的联系": [
        ("每月 16 日开展“代表联系服务群众日”，全部代表之家开门接待", "各街道人大工委、镇人大", "每月", 12),
        ("为每个席位、每个站点配发联系码，完成公示栏张贴和半年一次的巡检", "代表工委", "2 月、8 月", 8),
        ("每名代表固定联系选民不少于 5 人，走访不少于 2 次", "各代表小组", "全年", 12),
        ("开展“代表联系社区”活动两轮，后一轮通报前一轮意见办理情况", "代表工委", "6 月、11 月", 11),
        ("代表向原选区选民报告履职，全年完成三分之一", "各街道人大工委、镇人大", "4—10 月", 10),
    ],
    "三、扩大代表对常委会工作的参与": [
        ("邀请基层代表列席常委会会议，每次不少于 8 人", "办公室、代表工委", "每次会议", 12),
        ("常委会组成人员每人固定联系 3—6 名基层代表", "办公室", "1 季度", 3),
        ("围绕无障碍环境建设开展重点视察一次", "社会建设委", "5 月", 5),
        ("围绕老年助餐、学校周边交通等开展专题视察四次", "各专（工）委", "每季度", 12),
    ],
    "四、提高代表建议质量和办理实效": [
        ("对代表建议实行办前、办中、办后全程沟通，面商率 100%", "代表工委、区政府办", "2—8 月", 8),
        ("主任会议成员每人领衔督办重点建议一件", "主任会议成员", "3—10 月", 10),
        ("对答复为“正在解决”的建议开展跨年度跟踪", "代表工委、各专（工）委", "9—11 月", 11),
    ],
    "五、加强代表履职保障和监督": [
        ("按“五有”标准完成全部站点年检并公布结果", "代表工委", "6 月", 6),
        ("健全代表履职档案，活动结束后十个工作日内登记", "各街道人大工委、镇人大", "全年", 12),
        ("保障代表活动经费，对无固定收入代表发放履职补贴", "办公室、代表工委", "12 月", 12),
    ],
}


def build(world: World, *, now: datetime) -> None:
    """Publish some cases and the plan of this year; call once, after the conversations."""
    _cases(world, now)
    _plan(world)


def _cases(world: World, now: datetime) -> None:
    qian = world.users["qian"]
    cases = list(publishable_by(qian).filter(place__in=TITLES).order_by("closed_at", "pk"))
    for conversation in cases:
        moment = min(conversation.closed_at + timedelta(days=2), now)
        publish_case(
            conversation=conversation,
            title=TITLES[conversation.place],
            words=_redact(conversation, conversation.body),
            answer=_redact(conversation, _answer(conversation)),
            checked=True,
            actor=qian,
            now=moment,
            today=timezone.localdate(moment),
        )


def _redact(conversation: Conversation, text: str) -> str:
    return text.replace(conversation.place, REDACTED.get(conversation.place, conversation.place))


def _answer(conversation: Conversation) -> str:
    return conversation.entries.filter(kind=Entry.Kind.ANSWER).latest("at").body


def _plan(world: World) -> None:
    year = world.today.year
    adopted = min(date(year, 2, 26), world.today)
    plan = WorkPlan.objects.create(
        congress=world.congress, year=year, adopted_by="主任会议", adopted_on=adopted, is_published=True
    )
    items = [(part, *item) for part, items in PLAN.items() for item in items]
    PlanItem.objects.bulk_create(
        PlanItem(
            plan=plan,
            part=part,
            order=order,
            text=text,
            owner=owner,
            schedule=schedule,
            done_on=at(date(year, month, 20)).date() if month < world.today.month else None,
        )
        for order, (part, text, owner, schedule, month) in enumerate(items, start=1)
    )
