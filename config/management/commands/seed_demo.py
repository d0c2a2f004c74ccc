"""Build the demo world: one fictional district with people, sites and conversations in every state."""

from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

import deputies.demo
import liaison.demo
import suggestions.demo
import supervision.demo
from deputies.models import Organisation
from liaison.models import Placement

LOGINS = [
    ("li", "李敏，区人大代表（手机看）"),
    ("renfs", "任福生，白鹭镇人大代表（换届连任）"),
    ("hanyl", "韩玉林，区人大代表（领衔建议，待评价）"),
    ("mengfl", "孟凡亮，临江市人大代表（接力）"),
    ("wang", "王秀梅，梧桐联络站"),
    ("zhang", "张亮，长宁街道人大工委"),
    ("qian", "钱文博，区人大代表工委"),
    ("gao", "高明远，社会建设委"),
    ("lin", "林静，常委会领导"),
    ("zu", "祖志刚，代表小组组长"),
    ("yi", "易安民，议事代表"),
    ("wu", "吴晓燕，社区工作人员"),
    ("tangl", "汤丽，长宁街道办事处"),
    ("zhao", "赵科，区住建局经办人"),
    ("he", "何建国，区住建局负责人"),
    ("luoxy", "罗小勇，区城管局经办人"),
    ("jiangzp", "江志平，区城管局负责人"),
    ("dingxl", "丁晓玲，区交通局经办人"),
    ("zhongq", "钟琴，区教育局经办人（主办建议）"),
    ("feng", "冯立新，区政府办"),
    ("mei", "梅雨晴，融媒体中心"),
    ("audit", "严审计，审计员"),
    ("admin", "管理员，系统配置"),
]


class Command(BaseCommand):
    help = "造演示世界（虚构的青澜区），可重复运行；只在 DEMO=true 时可用。"

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("演示口令是公开的，只能在 DEMO=true 时造演示数据。")
        now, started = timezone.now(), monotonic()
        if deputies.demo.find() is not None:
            with transaction.atomic():
                liaison.demo.keep_ahead(now=now)
            self.stdout.write("演示世界已经在了，接待日已续到最近。")
        elif Organisation.objects.exists():
            raise CommandError("数据库里已有别的单位，不往里面造演示数据。换一个 VAR_DIR 或空库再试。")
        else:
            with transaction.atomic():
                self._build(now)
            self.stdout.write(f"演示世界造好了，用了 {monotonic() - started:.0f} 秒。")
        self._tell()

    def _build(self, now):
        self.stdout.write("正在造青澜区：单位、选区、站点、代表……")
        world = deputies.demo.build(now=now)
        self.stdout.write("正在造联系码、接待日、留言和约见……")
        liaison.demo.build(world, now=now)
        self.stdout.write("正在造交办、办理、代表建议……")
        suggestions.demo.build(world, now=now)
        liaison.demo.settle(world, now=now)
        self.stdout.write("正在造公开案例和年度计划……")
        supervision.demo.build(world, now=now)

    def _token(self):
        copies = Placement.objects.filter(code__seat__holder__user__username="li")
        return copies.order_by("copy").values_list("token", flat=True).first()

    def _tell(self):
        tell = self.stdout.write
        tell(f"\n网址 {settings.SITE_URL}/    工作台 {settings.SITE_URL}/desk/")
        tell(f"群众扫李敏代表的码，打开的是 {settings.SITE_URL}/c/{self._token()}/")
        tell(f"所有账号的口令都是 {deputies.demo.PASSWORD}")
        for username, who in LOGINS:
            tell(f"  {username:<8}{who}")
        tell("查进度可以用：")
        for sample in [*liaison.demo.samples(), *suggestions.demo.samples()]:
            tell(f"  回执号 {sample.receipt}  查询码 {sample.pin}  {sample.words[:18]}……")
