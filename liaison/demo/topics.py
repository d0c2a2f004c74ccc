"""Two opinion topics of the demo world: one that collects now, one that is over with what came of it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from deputies.demo import World, at
from liaison.models import Category, Conversation, Topic
from liaison.services import acting, codes, topics
from liaison.services.filing import Addressee, Words, submit_message


class Said(NamedTuple):
    """One view: when, in days before today, through which copy, under which subject, and the answer if there is one."""

    days: float
    copy: int
    category: str
    words: str
    place: str = ""
    answer: str = ""


# fmt: off
RUNNING = [
    Said(5.6, 2, "convenience", "要装。我家住六楼，天天把电瓶提上去充，晚上睡不踏实。", "梧桐苑 3 幢", "谢谢您。飞线和上楼充电正是要解决的事，您说的已经记下。"),
    Said(5.1, 2, "convenience", "装可以，别装在幼儿园门口，早晚接送本来就挤。", "梧桐苑东门", "您提醒得对，东门先不考虑，踏勘时请幼儿园一起看。"),
    Said(4.4, 3, "housing", "北门自行车棚空了一大半，改一改就行，不用再占绿地。", "梧桐苑北门", "北门车棚下周三去量，欢迎您一起来看。"),
    Said(3.2, 3, "", "收费多少先说清楚，别装好了比在家充贵一倍。"),
    Said(2.3, 2, "environment", "我住 1 幢一楼，窗户正对车棚，怕夜里有声音，能不能离窗户远一点。", "梧桐苑 1 幢"),
    Said(1.2, 2, "convenience", "外卖小哥也要能用，不然还是拉线。"),
    Said(0.3, 1, "housing", "希望有喷淋和断电的装置，前年 5 幢那场火把人吓坏了。", "梧桐苑 5 幢"),
]
OVER = [
    Said(31, 1, "elderly", "最想要老年食堂，我们这一片 70 岁以上的多，中午凑合吃剩饭。", "文澜街道"),
    Said(30, 1, "elderly", "老年食堂。最好能送到楼上，腿脚不好的下不来。"),
    Said(29, 1, "road", "学校门口的红绿灯，早上孩子过马路看着心慌。", "长宁小学"),
    Said(28, 1, "bus", "12 路晚上多开两班，下夜班的人回得了家。"),
    Said(26, 1, "convenience", "加装电梯办得快一点，签字签了一年了。", "银杏家园"),
    Said(24, 1, "elderly", "食堂办起来以后，价钱和菜能不能每周公布。"),
]
# fmt: on
THANKS = "谢谢您的看法，已经整理进征集清单，随候选项目一起报区人大常委会。结果出来会写在这张回执里。"
FEEDBACK = """这次征集到 6 位群众的看法，说得最多的是老年食堂（3 位），其次是校门口的红绿灯、夜间公交和加装电梯。

采纳了两件：老年食堂和学校周边交通安全，已列入明年民生实事候选项目，提交区人民代表大会会议票决。
夜间公交转给区交通局，由 3 名代表跟进；加装电梯已有专门办法，由住建部门逐户联系。

票决结果公布以后，会补在这里。"""


def build(world: World, *, now: datetime) -> None:
    """Write both topics with what people said; call once, after the codes of seats are out."""
    _running(world, now)
    _over(world, now)


def _running(world: World, now: datetime) -> None:
    street, zhang = world.organisations["长宁街道"], world.users["zhang"]
    asked = topics.Draft(
        organisation=street,
        title="梧桐苑要不要装电瓶车充电棚",
        question="梧桐苑想装一处电瓶车充电棚：您赞成吗？装在哪里好，有什么担心？",
        background="去年小区里有两起飞线充电起火，幸好没有人受伤。街道有一笔钱可以建一处带喷淋的充电棚，"
        "大约四十个车位。装不装、装在哪里，先听住在这里的人怎么说，再请代表和物业、消防一起踏勘。",
        opens_on=world.today - timedelta(days=6),
        closes_on=world.today + timedelta(days=20),
        site=world.sites["梧桐联络站"],
    )
    topic = _out(asked, zhang, now=now, days=6)
    code = topic.codes.get()
    for community in ("梧桐社区", "菜市口社区"):
        codes.add_placement(
            code=code,
            board=f"{community}公示栏",
            address=f"{community}居委会门口",
            community=world.organisations[community],
            posted_on=world.today - timedelta(days=6),
            actor=zhang,
            now=at(world.today - timedelta(days=6), 10),
        )
    _say(topic, RUNNING, now=now, answers_by=world.users["wang"])


def _over(world: World, now: datetime) -> None:
    qian, today = world.users["qian"], world.today
    asked = topics.Draft(
        organisation=world.congress,
        title="明年的民生实事，您最想先办哪一件",
        question="明年政府要办十件民生实事。您最想先办哪一件，为什么？",
        background="民生实事由群众提、代表定、政府办。大家提的整理成候选项目，由区人民代表大会会议票决。",
        opens_on=today - timedelta(days=33),
        closes_on=today - timedelta(days=20),
    )
    topic = _out(asked, qian, now=now, days=33)
    said = [row._replace(answer=THANKS) for row in OVER]
    _say(topic, said, now=now, answers_by=qian)
    ended, told = (at(today - timedelta(days=days), 0, 10) for days in (19, 12))
    topics.close_over(now=ended)
    topics.publish_feedback(
        topic=topic, text=FEEDBACK, actor=qian, now=told + timedelta(hours=10), today=timezone.localdate(told)
    )


def _out(asked: topics.Draft, actor, *, now: datetime, days: int) -> Topic:
    opened = timezone.localdate(now) - timedelta(days=days)
    topic = topics.draft_topic(draft=asked, actor=actor, now=at(opened - timedelta(days=1), 15))
    return topics.open_topic(topic=topic, actor=actor, now=at(opened, 0, 5), today=opened)


def _say(topic: Topic, said: list[Said], *, now: datetime, answers_by) -> None:
    related = ("code__topic__organisation", "code__topic__site__organisation")
    copies = {copy.copy: copy for copy in topic.codes.get().placements.select_related(*related)}
    subjects = dict(Category.objects.values_list("key", "pk"))
    for number, row in enumerate(said):
        sent = now - timedelta(days=row.days)
        message = submit_message(
            to=Addressee.of_placement(copies[row.copy]),
            words=Words(
                body=row.words, privacy_version=1, category_id=subjects.get(row.category), place=row.place
            ),
            key=f"demo-topic-{topic.pk}-{number}",
            source=Conversation.Source.CODE,
            now=sent,
        ).conversation
        if row.answer:
            acting.act(
                user=answers_by,
                conversation=message,
                name="answer",
                now=sent + timedelta(hours=20),
                version=1,
                data={"body": row.answer},
            )


def count() -> int:
    """Return how many views are said in both topics."""
    return len(RUNNING) + len(OVER)
