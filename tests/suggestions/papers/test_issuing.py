"""Issuing: a number without gaps, once, what stands on it kept; and what is refused takes no number."""

from datetime import timedelta

import pytest

from deputies.errors import Conflict, Refused
from deputies.models import AuditEvent
from liaison.models import Notice, Paper, PaperSeries
from liaison.papers import fonts, numbering
from suggestions.models import Case, Extension
from suggestions.papers.kinds import ALL, KINDS
from suggestions.papers.occasion import Contact
from tests.cast import TODAY
from tests.suggestions.papers.measure import Measured
from tests.suggestions.papers.world import MARK, drafted, issued, part_seen, pdf_of, seen

pytestmark = pytest.mark.django_db


def words(paper) -> str:
    measured = Measured(pdf_of(paper))
    text = "".join(measured.text(number) for number in range(len(measured)))
    return "".join(text.split())


def test_numbers_run_on_within_organ_mark_and_year(cast, formal, more):
    first = issued(cast.he, formal.case, "reply", cast.department)
    second = issued(more.shi, formal.case, "opinion", more.bureau, mark=MARK)
    notice = issued(cast.qian, formal.case, "handover", mark="青人办")
    assert first.number == "青住建函〔2026〕1号"
    assert second.number == "青住建函〔2026〕1号"  # another organ counts for itself
    assert notice.number == "青人办〔2026〕1号"
    assert numbering.next_number(cast.department, MARK, 2026) == 2
    assert numbering.next_number(cast.department, MARK, 2027) == 1
    assert numbering.next_number(cast.department, "青住建发", 2026) == 1


def test_a_paper_is_issued_once_and_says_under_which_number(cast, formal):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    with pytest.raises(Conflict, match="青住建函〔2026〕1号"):
        issued(cast.he, formal.case, "reply", cast.department)
    assert Paper.objects.get() == paper
    assert PaperSeries.objects.get().last == 1


def test_what_is_issued_stays_as_it_was(cast, formal):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    before = pdf_of(paper)
    Case.objects.filter(pk=formal.case.pk).update(title="改过的标题")
    cast.department.name = "青澜区住房局"
    cast.department.save()
    cast.li_deputy.name = "李某"
    cast.li_deputy.save()
    part = formal.part()
    part.replies.update(body="改过的答复", contact_person="别人")
    assert pdf_of(Paper.objects.get(pk=paper.pk)) == before


def test_issuing_is_on_record_and_told(cast, formal, more):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    event = AuditEvent.objects.filter(chain=f"case:{formal.case.pk}").order_by("-seq").first()
    assert (event.verb, event.actor, event.capacity) == ("issue_paper", cast.he, "head")
    assert event.data["reason"] == "答复函 青住建函〔2026〕1号"
    assert event.data["paper"] == paper.pk
    told = Notice.objects.filter(title__startswith="答复函已发文")
    assert {notice.recipient for notice in told} == {cast.li, more.tang}


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"mark": "青住建〔2026〕"}, "mark", "机关代字只写文字"),
        ({"mark": ""}, "mark", "机关代字只写文字"),
        ({"mark": "字" * 21}, "mark", "机关代字只写文字"),
        ({"dated": TODAY + timedelta(days=1)}, "dated", "不能晚于今天"),
        ({"dated": TODAY - timedelta(days=1)}, "dated", "不能早于"),
        ({"joint": "street"}, "joint", "只能和已经提出会办意见的单位联合署名"),
        ({"contact": Contact("\ue123先生", "1")}, None, "“\ue123”（U.E123）"),
    ],
)
def test_what_is_refused_takes_no_number(cast, formal, change, field, sentence):
    if "joint" in change:
        change = {"joint": [cast.street]}
    with pytest.raises(Refused, match=sentence) as caught:
        issued(cast.he, formal.case, "reply", cast.department, **change)
    assert caught.value.field == field
    assert not Paper.objects.exists()
    assert issued(cast.he, formal.case, "reply", cast.department).serial == 1


def test_every_missing_character_is_named_once(cast, formal):
    assert fonts.missing(["\ue123\ue124\ue123"]) == ["\ue123", "\ue124"]
    formal.part().replies.update(body="\ue123路\ue124灯\ue123。")
    with pytest.raises(Refused) as caught:
        drafted(cast.zhao, formal.case, "reply", cast.department)
    assert str(caught.value).count("U+E123") == 1
    assert "U+E124" in str(caught.value)


def test_rare_characters_print(cast, formal):
    cast.li_deputy.name = "齉龘𠮷"
    cast.li_deputy.save()
    paper = issued(cast.he, formal.case, "reply", cast.department)
    assert "齉龘𠮷、唐敬代表：" in words(paper)


@pytest.mark.parametrize("who", ["zhao", "li", "qian", "feng", "luo", "shi"])
def test_only_the_head_of_the_unit_issues_its_reply(cast, formal, more, who):
    user = cast.users.get(who) or getattr(more, who)
    with pytest.raises(Refused, match="您的身份不能制发答复函"):
        issued(user, formal.case, "reply", cast.department)
    assert not PaperSeries.objects.exists()


def test_prints_are_never_numbered(cast, formal):
    for kind in ALL:
        if not kind.is_numbered:
            with pytest.raises(Refused, match="不能制发"):
                issued(cast.he, formal.case, kind.name, cast.department if kind.of_part else None)


def test_nothing_is_written_before_it_is_decided(cast, more, formal):
    fresh = type(formal)(cast, more).handed()
    for kind in ("reply", "returned", "extension", "return_request", "inquiry"):
        with pytest.raises(Refused) as caught:
            drafted(cast.qian, fresh.case, kind, cast.department)
        assert str(caught.value) == str(KINDS[kind].lacks)


def test_reply_says_what_a_reply_has_to_say(cast, formal):
    text = words(issued(cast.he, formal.case, "reply", cast.department))
    for sentence in (
        "签发人：何局长",
        "类别标记：A",
        "关于青澜区十八届人大闭会期间第1号建议的答复",
        "你们提出的《关于梧桐苑周边路灯改造的建议》（青澜区十八届人大闭会期间第1号建议）收悉。",
        "我们会同青澜区城市管理局认真研究办理，现答复如下：",
        "一、关于更换灯具。九盏不亮的已经换好。",
        "附件：代表建议办理情况征询意见表",
        "（联系人：赵科员，联系电话：0571-88001234）",
    ):
        assert sentence in text, sentence


def test_a_second_reply_is_a_new_paper(cast, formal):
    issued(cast.he, formal.case, "reply", cast.department)
    formal.later(days=1).rated((cast.li, 1, 2), (formal.more.tang, 3, 3), comment="没有说时间。")
    formal.act(cast.qian, "rehandle", reason="请写明时间。")
    formal.later(days=1).contacted("before", "during")
    formal.act(cast.he, "release", formal.part(), **formal.answer("A"))
    paper = issued(cast.he, formal.case, "reply", cast.department, dated=formal.now.date(), now=formal.now)
    assert paper.serial == 2
    assert "第1号建议的再次答复" in words(paper)


def test_joint_letter_is_signed_by_all_and_copied_to_none_of_them(cast, formal, more):
    paper = issued(cast.he, formal.case, "reply", cast.department, joint=[more.bureau])
    assert paper.data["organ"] == "青澜区住房和建设局"
    assert paper.data["signers"] == ["青澜区住房和建设局", "青澜区城市管理局"]
    assert paper.data["copies"] == ["青澜区人大代表工委", "青澜区政府办公室"]
    measured = Measured(pdf_of(paper))
    last = len(measured) - 1
    lead, helper = (measured.line_with(last, name) for name in paper.data["signers"])
    dated = measured.line_with(last, "2026年11月18日")
    # Side by side, far enough that seals of 42 mm do not touch; the date under the last.
    assert lead[0].middle == pytest.approx(helper[0].middle, abs=0.3)
    middles = [(name[0].left + name[-1].right) / 2 for name in (lead, helper, dated)]
    assert middles[1] - middles[0] > 42
    assert middles[2] == pytest.approx(middles[1], abs=0.5)
    assert middles[0] - 21 > 28
    assert middles[1] + 21 < 184


@pytest.mark.parametrize("count", [3, 5, 7])
def test_seals_of_many_signers_do_not_touch_or_leave_the_type_area(cast, formal, count):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    names = [f"青澜区第{'一二三四五六七'[number]}局" for number in range(count)]
    paper.data["signers"] = names
    measured = Measured(pdf_of(paper))
    last = len(measured) - 1
    spots = []
    for name in names:
        line = measured.line_with(last, name)
        spots.append(((line[0].left + line[-1].right) / 2, line[0].middle))
    for number, (x, y) in enumerate(spots):
        assert x - 21 >= 28
        assert x + 21 <= 184
        for other_x, other_y in spots[number + 1 :]:
            assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 > 42


def test_extension_notice_tells_the_new_date(cast, more, formal):
    other = type(formal)(cast, more).handed()
    other.act(cast.zhao, "sign", other.part())
    clock = other.part().clocks.get(state="running")
    until = clock.due_on + timedelta(days=10)
    other.act(cast.zhao, "ask_extension", other.part(), reason="管线要等审批。", until=until)
    other.act(cast.qian, "decide_extension", other.part(), decision="approve", note="同意。")
    paper = issued(cast.qian, other.case, "extension", cast.department, mark="青人办")
    text = words(paper)
    assert "同意青澜区十八届人大闭会期间第2号建议延期办理的通知" in text
    assert f"延至{until.year}年{until.month}月{until.day}日" in text
    assert "管线要等审批。" in text
    assert Extension.objects.get().state == "approved"


def test_return_papers_of_both_sides(cast, more, formal):
    other = type(formal)(cast, more).handed()
    other.act(
        cast.zhao, "request_return", other.part(), reason="灯杆由供电公司管。", proposed_unit=more.quiet
    )
    asked = issued(cast.he, other.case, "return_request", cast.department)
    assert "建议交由青澜区气象局办理。" in words(asked)
    gone = other.part()
    other.act(cast.qian, "accept_return", gone, unit=more.quiet)
    found = seen(cast.qian, other.case)
    assert part_seen(found, cast.department).is_gone
    notice = words(issued(cast.qian, other.case, "returned", cast.department, mark="青人办"))
    assert "同意退办" in notice
    assert "改由青澜区气象局承办" in notice


def test_hand_over_notice_names_units_roles_and_dates(cast, formal):
    paper = issued(cast.qian, formal.case, "handover", mark="青人办")
    rows = paper.data["table"]["rows"]
    assert [row[:2] for row in rows] == [["青澜区住房和建设局", "主办"], ["青澜区城市管理局", "会办"]]
    text = words(paper)
    assert "青澜区住房和建设局、青澜区城市管理局：" in text
    assert "2027年2月18日" in text


def test_a_broken_template_of_the_office_is_told_and_takes_no_number(cast, formal, settings, tmp_path):
    settings.PAPERS_DIR = tmp_path
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "reply.typ").write_text("#let paper(data) = nothing")
    with pytest.raises(Refused, match="公文模板有错，没有发文"):
        issued(cast.he, formal.case, "reply", cast.department)
    assert not PaperSeries.objects.filter(last__gt=0).exists()


def test_an_office_restyles_a_letter_without_python(cast, formal, settings, tmp_path):
    paper = issued(cast.he, formal.case, "reply", cast.department)
    settings.PAPERS_DIR = tmp_path
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "reply.typ").write_text(
        '#import "/papers/gbt9704.typ": letter\n#let paper(data) = letter(data + (class_mark: ""))'
    )
    assert "类别标记" not in words(paper)


@pytest.mark.parametrize("length", [20, 41, 80])
def test_long_titles_stay_inside_the_type_area(cast, formal, length):
    title = ("关于进一步加强老旧小区照明设施更新改造和长效管护机制建设" * 4)[:length]
    Case.objects.filter(pk=formal.case.pk).update(title=title)
    paper = issued(cast.he, formal.case, "reply", cast.department)
    assert f"《{title}》" in words(paper)
    for row in Measured(pdf_of(paper)).lines(0):
        if row[0].top > 50:
            assert row[0].left > 28 - 0.5
            assert row[-1].right < 184 + 0.5


@pytest.mark.parametrize("length", [5, 12, 26, 60])
def test_any_name_of_an_organ_fits_the_head(cast, formal, length):
    cast.department.name = ("青澜区人民政府住房和城乡建设管理委员会办公室" * 3)[:length]
    cast.department.save()
    measured = Measured(pdf_of(issued(cast.he, formal.case, "reply", cast.department)))
    bars = measured.bars(0)
    name = [char for char in measured.chars(0) if char.top > 28 and char.bottom < bars[0].top]
    assert len(name) == length
    assert min(char.left for char in name) > 20
    assert max(char.right for char in name) < 190
    assert min(char.top for char in name) == pytest.approx(30, abs=0.6)
    assert bars[0].top - max(char.bottom for char in name) == pytest.approx(4, abs=0.4)
