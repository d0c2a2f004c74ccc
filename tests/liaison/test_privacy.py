"""Masks never show enough, finders find what people write, redaction leaves nothing behind.

Every number here is invented; identity numbers carry the check digit that the standard computes.
"""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.privacy import (
    LABELS,
    Span,
    find_personal_data,
    is_card_number,
    is_id_number,
    mask_email,
    mask_name,
    mask_phone,
    normalise_phone,
    redact,
)

ID_NUMBER, ID_NUMBER_X, OLD_ID_NUMBER = "110105194912310021", "11010519491231002X", "110105491231002"
CARD = "6222021234567894"


def found(text: str) -> list[tuple[str, str]]:
    return [(kind, text[start:end]) for kind, start, end in find_personal_data(text)]


class TestMaskName:
    @pytest.mark.parametrize(
        ("name", "masked"),
        [
            ("张三丰", "张**"),
            ("张三", "张*"),
            (" 李四 ", "李*"),
            ("欧阳修", "欧阳*"),
            ("欧阳娜娜", "欧阳**"),
            ("欧阳", "欧*"),
            ("司马相如", "司马**"),
            ("马司令", "马**"),
            ("齉龘", "齉*"),
            ("𠮷田", "𠮷*"),
            ("阿依古丽·买买提", "阿***·***"),
            ("阿依古丽•买买提", "阿***·***"),
            ("John Smith", "J***"),
            ("Li", "L***"),
            ("张", "*"),
            ("J", "*"),
            ("", ""),
        ],
    )
    def test_keeps_the_surname(self, name, masked):
        assert mask_name(name) == masked

    @given(st.text(min_size=1, max_size=12))
    def test_never_shows_the_whole(self, name):
        assert mask_name(name) != name.strip() or not name.strip("* ") or not name.strip()


class TestMaskPhone:
    @pytest.mark.parametrize(
        ("phone", "masked"),
        [
            ("13812341234", "138****1234"),
            ("+86 138 1234 1234", "138****1234"),
            ("１３８１２３４１２３４", "138****1234"),
            ("0571-88881234", "0571-****1234"),
            ("(010) 6666 5678", "010-****5678"),
            ("0311-5551234", "0311-***1234"),
            ("0571-88881234-801", "0571-****1234"),
            ("400-800-1234", "400***1234"),
            ("+852 9123 4567", "+852******67"),
            ("88881234", "****"),
            ("1381234", "****"),
            ("12345", "****"),
            ("1", "****"),
            ("微信 zhangsan", "****"),
            ("", ""),
            ("  ", ""),
        ],
    )
    def test_keeps_what_helps_to_recognise_it(self, phone, masked):
        assert mask_phone(phone) == masked

    @given(st.text("0123456789+- ", max_size=20))
    def test_never_shows_more_than_eight_digits_and_hides_at_least_three(self, phone):
        masked = mask_phone(phone)
        assert sum(character.isdigit() for character in masked) <= 8
        assert not phone.strip() or masked.count("*") >= 3


class TestMaskEmail:
    @pytest.mark.parametrize(
        ("email", "masked"),
        [
            ("zhangsan@example.com", "z***@example.com"),
            ("li@example.com", "***@example.com"),
            ("a@example.com", "***@example.com"),
            ("not an address", "***"),
            ("@example.com", "***"),
            ("who@", "***"),
            ("", ""),
        ],
    )
    def test_keeps_first_letter_and_domain(self, email, masked):
        assert mask_email(email) == masked


class TestNormalisePhone:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("13812341234", "13812341234"),
            ("138 1234 1234", "13812341234"),
            ("138-1234-1234", "13812341234"),
            ("138—1234—1234", "13812341234"),
            ("１３８　１２３４　１２３４", "13812341234"),
            ("+8613812341234", "13812341234"),
            ("＋86 138 1234 1234", "13812341234"),
            ("0086-13812341234", "13812341234"),
            ("(+86)13812341234", None),
            ("8613812341234", "13812341234"),
            ("013812341234", "13812341234"),
            ("\u202d13812341234\u202c", "13812341234"),
            ("138\u00a01234\u200b1234\n", "13812341234"),
            ("19912341234", "19912341234"),
            ("0571-88881234", "0571-88881234"),
            ("057188881234", "0571-88881234"),
            ("(0571)88881234", "0571-88881234"),
            ("（0571）8888 1234", "0571-88881234"),
            ("0311 5551234", "0311-5551234"),
            ("010-6666-5678", "010-66665678"),
            ("021 6666 5678", "021-66665678"),
            ("+86 571 8888 1234", "0571-88881234"),
            ("+86-10-66665678", "010-66665678"),
            ("0571-88881234-801", "0571-88881234-801"),
            ("0571-88881234转801", "0571-88881234-801"),
            ("0571-88881234 分机 801", "0571-88881234-801"),
            ("0571-88881234 ext. 801", "0571-88881234-801"),
            ("400-800-1234", "4008001234"),
            ("+852 9123 4567", "+85291234567"),
            ("00852 91234567", "+85291234567"),
        ],
    )
    def test_one_spelling(self, typed, kept):
        kept = kept or "13812341234"
        assert normalise_phone(typed) == kept
        assert normalise_phone(kept) == kept

    @pytest.mark.parametrize("typed", ["", " ", "\u3000\n", "\u200b"])
    def test_nothing_typed(self, typed):
        with pytest.raises(ValueError, match="请填写"):
            normalise_phone(typed)

    @pytest.mark.parametrize("typed", ["88881234", "5551234", "8888-1234"])
    def test_a_landline_without_area_code(self, typed):
        with pytest.raises(ValueError, match="加上区号"):
            normalise_phone(typed)

    @pytest.mark.parametrize(
        "typed",
        [
            "1381234123",
            "138123412345",
            "12812341234",
            "0571-18881234",
            "0571-888812345",
            "+86 12345",
            "12345",
            "110",
            "一三八一二三四一二三四",
            "١٣٨١٢٣٤١٢٣٤",
            "13812341234 张",
            "zhang@example.com",
        ],
    )
    def test_not_a_number(self, typed):
        with pytest.raises(ValueError, match="不对"):
            normalise_phone(typed)

    @given(st.text())
    def test_only_value_error(self, text):
        try:
            number = normalise_phone(text)
        except ValueError as error:
            assert str(error).endswith("。")  # noqa: PT017
        else:
            assert re.fullmatch(r"[+0-9-]{7,22}", number)


class TestCheckDigits:
    @pytest.mark.parametrize("number", [ID_NUMBER_X, OLD_ID_NUMBER, "11010519491231002x"])
    def test_identity_numbers(self, number):
        assert is_id_number(number)

    @pytest.mark.parametrize(
        "number",
        [
            "110105194912310020",  # check digit
            "11010519491331002X",  # month 13
            "11010519490230002X",  # 30 February
            "99010519491231002X",  # no such province
            "110105491331002",
        ],
    )
    def test_not_identity_numbers(self, number):
        assert not is_id_number(number)

    def test_card_numbers(self):
        assert is_card_number("4111111111111111")
        assert not is_card_number("4111111111111112")


class TestFind:
    @pytest.mark.parametrize(
        ("text", "kind", "value"),
        [
            ("请打13812341234找我", "mobile", "13812341234"),
            ("手机：138 1234 1234。", "mobile", "138 1234 1234"),
            ("手机138-1234-1234", "mobile", "138-1234-1234"),
            ("电话１３８１２３４１２３４", "mobile", "１３８１２３４１２３４"),
            ("电话+86 13812341234", "mobile", "+86 13812341234"),
            ("2026 13812341234 2026", "mobile", "13812341234"),
            ("座机0571-88881234转801", "landline", "0571-88881234转801"),
            ("(010)66665678", "landline", "(010)66665678"),
            ("（0571）8888 1234", "landline", "（0571）8888 1234"),
            ("电话是88881234", "landline", "88881234"),
            ("座机: 555 1234", "landline", "555 1234"),
            (f"身份证{ID_NUMBER_X}", "id_number", ID_NUMBER_X),
            ("身份证11010519491231002x，", "id_number", "11010519491231002x"),
            ("身份证110105 19491231 002X", "id_number", "110105 19491231 002X"),
            (f"老身份证{OLD_ID_NUMBER}号", "id_number", OLD_ID_NUMBER),
            ("写信到zhang.san+1@mail.example.com.cn吧", "email", "zhang.san+1@mail.example.com.cn"),
            ("13812341234@example.com", "email", "13812341234@example.com"),
            ("卡号4111 1111 1111 1111", "bank_card", "4111 1111 1111 1111"),
            ("卡号4111111111111111。", "bank_card", "4111111111111111"),
            ("浙A12345堵了门", "plate", "浙A12345"),
            ("车牌京A·12345", "plate", "京A·12345"),
            ("绿牌沪AD12345", "plate", "沪AD12345"),
            ("粤b1234学", "plate", "粤b1234学"),
            ("微信号：zhang_san88", "wechat", "zhang_san88"),
            ("加我微信 zhangsan-88 谢谢", "wechat", "zhangsan-88"),
            ("我的VX：abcdef1", "wechat", "abcdef1"),
            ("WeChat ID: abcdef_1", "wechat", "abcdef_1"),
            ("微信13812341234", "mobile", "13812341234"),
            ("QQ号：12345678", "qq", "12345678"),
        ],
    )
    def test_one(self, text, kind, value):
        assert found(text) == [(kind, value)]

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "3号楼2单元路灯坏了三个月，2026-11-22报过一次。",
            "12345热线让我等15个工作日",
            "受理编号202611221234567，金额1234567元",
            "流水号 110105194912310020",
            "订单 4111111111111112",
            "长编号138123412345678901234",
            "微信公众号notice2026发的通知",
            "微信群里都在说",
            "京沪高速G2，新A区",
            "邮箱格式是 名字@域名",
        ],
    )
    def test_none(self, text):
        assert found(text) == []

    def test_several_in_order_without_overlap(self):
        text = f"我叫张三，{ID_NUMBER_X}，电话13812341234或0571-88881234，邮箱a@b.cn，车浙A12345"
        kinds = [kind for kind, _value in found(text)]
        assert kinds == ["id_number", "mobile", "landline", "email", "plate"]
        spans = find_personal_data(text)
        assert all(before.end <= after.start for before, after in zip(spans, spans[1:], strict=False))

    def test_a_candidate_that_fails_hides_no_neighbour(self):
        assert found(f"编号123 {ID_NUMBER_X}") == [("id_number", ID_NUMBER_X)]

    def test_every_kind_has_a_label(self):
        text = f"{ID_NUMBER_X} {CARD}"
        assert {span.kind for span in find_personal_data(text)} <= set(LABELS)

    @pytest.mark.parametrize(
        "piece", ["a", "1", "1 ", "a@", "a.", "微信id", "微信: ", "(0", "京A", "6222 ", "+86"]
    )
    def test_hostile_text_is_read_in_linear_time(self, piece):
        started = time.process_time()
        find_personal_data(piece * (20_000 // len(piece)))
        assert time.process_time() - started < 2


class TestRedact:
    def test_names_the_kind(self):
        text = f"我叫张三，打13812341234，{ID_NUMBER_X}。"
        spans = [*find_personal_data(text), Span("name", 2, 4)]
        assert redact(text, spans) == "我叫【姓名】，打【手机号】，【身份证号】。"

    def test_no_spans(self):
        assert redact("路灯坏了", []) == "路灯坏了"

    def test_overlapping_spans_leave_nothing_between(self):
        assert redact("0123456789", [("mobile", 2, 6), ("other", 4, 8), ("name", 2, 3)]) == "01【手机号】89"

    def test_neighbours_are_both_named(self):
        assert redact("张三13812341234", [("mobile", 2, 13), ("name", 0, 2)]) == "【姓名】【手机号】"

    @pytest.mark.parametrize("span", [(-1, 2), (2, 2), (3, 2), (0, 5)])
    def test_spans_outside_the_text(self, span):
        with pytest.raises(ValueError, match="outside"):
            redact("路灯坏了", [("other", *span)])

    def test_unknown_kind(self):
        with pytest.raises(KeyError):
            redact("路灯坏了", [("colour", 0, 2)])

    @given(
        st.lists(
            st.sampled_from(
                [
                    "13812341234",
                    "0571-88881234",
                    ID_NUMBER_X,
                    "a@b.cn",
                    "浙A12345",
                    "路灯",
                    "，",
                    " ",
                    "3号楼",
                    "12",
                ]
            ),
            max_size=12,
        )
    )
    def test_what_was_proposed_is_gone(self, pieces):
        text = "，".join(pieces)
        redacted = redact(text, find_personal_data(text))
        assert find_personal_data(redacted) == []
        for value in ("13812341234", "88881234", ID_NUMBER_X, "a@b.cn", "浙A12345"):
            assert value not in redacted
