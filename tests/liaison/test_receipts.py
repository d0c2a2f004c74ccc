"""Tokens, receipt numbers and PINs survive handwriting, full-width keyboards and the telephone."""

import hmac
from collections import Counter
from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison import receipts
from liaison.receipts import (
    ALPHABET,
    is_trivial,
    new_pin,
    new_receipt,
    new_token,
    normalise_pin,
    normalise_receipt,
    normalise_token,
    pin_digest,
    pin_from,
    pin_matches,
)

SUNDAY = date(2026, 11, 22)
KEY = b"a key of more than sixteen bytes"
signs = st.text(ALPHABET, min_size=8, max_size=8)


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign != " " else "\u3000" for sign in text)


class TestAlphabet:
    def test_has_no_sign_that_is_taken_for_another(self):
        assert not set(ALPHABET) & set("01OILZSBGQ")
        assert not set(ALPHABET) & set("AEIOU")
        assert len(set(ALPHABET)) == len(ALPHABET) == 23

    def test_every_misread_sign_leads_into_the_alphabet(self):
        for table in (receipts.MISREAD_SMALL, receipts.MISREAD_CAPITAL):
            assert {chr(code) for code in table.values()} <= set(ALPHABET)
            assert not {chr(code) for code in table} & set(ALPHABET)


class TestToken:
    def test_is_ten_small_unambiguous_signs(self):
        token = new_token()
        assert len(token) == 10
        assert set(token) <= set(ALPHABET.lower())

    def test_length_is_the_callers(self):
        assert len(new_token(24)) == 24

    def test_tokens_differ_and_use_every_sign(self):
        tokens = {new_token() for _turn in range(2000)}
        assert len(tokens) == 2000
        assert set("".join(tokens)) == set(ALPHABET.lower())

    @given(signs.map(str.lower))
    def test_reads_its_own_tokens_however_typed(self, token):
        for typed in (
            token,
            token.upper(),
            full_width(token),
            f" {token[:4]}-{token[4:]}\n",
            f"\u200b{token}",
        ):
            assert normalise_token(typed) == token

    @pytest.mark.parametrize(("typed", "kept"), [("z7s3", "2753"), ("b4gq", "6499"), ("Z 7-S.3", "2753")])
    def test_misread_small_letters(self, typed, kept):
        assert normalise_token(typed) == kept

    @pytest.mark.parametrize("typed", ["", "   ", "abc", "0123", "7k3m/9xw2<", "码上", "7k3m%00"])
    def test_what_cannot_be_a_token(self, typed):
        with pytest.raises(ValueError, match="短码"):
            normalise_token(typed)


class TestReceipt:
    def test_says_its_day_and_nothing_else(self):
        number = new_receipt(SUNDAY)
        assert number.startswith("261122-")
        assert len(number) == 15
        assert set(number[7:]) <= set(ALPHABET)

    def test_has_at_least_35_bits_a_day(self):
        assert len(ALPHABET) ** receipts.RECEIPT_SIGNS > 2**35

    def test_receipts_of_a_day_differ(self):
        assert len({new_receipt(SUNDAY) for _turn in range(2000)}) == 2000

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), signs)
    def test_reads_its_own_numbers_however_typed(self, day, tail):
        number = f"{day:%y%m%d}-{tail}"
        bare = number.replace("-", "")
        for typed in (
            number,
            number.lower(),
            full_width(number),
            bare,
            f"{number[:9]} {number[9:]}",
            f"“{number}”",
        ):
            assert normalise_receipt(typed) == number
        assert normalise_receipt(number.replace("-", "——")) == number

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("26II22-7F3K9XWR", "261122-7F3K9XWR"),
            ("26l122-7f3k9xwr", "261122-7F3K9XWR"),
            ("26O1O2-ZSBG9XWR", "260102-25869XWR"),
        ],
    )
    def test_misread_signs(self, typed, kept):
        assert normalise_receipt(typed) == kept

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "261122",
            "261122-7F3K9XW",
            "261122-7F3K9XWRR",
            "261122-0OIL9XWR",
            "26112X-7F3K9XWR",
            "٢٦١١٢٢-7F3K9XWR",
        ],
    )
    def test_what_cannot_be_a_receipt(self, typed):
        with pytest.raises(ValueError, match="回执号"):
            normalise_receipt(typed)


class TestPin:
    def test_is_six_digits_and_never_trivial(self):
        pins = [new_pin() for _turn in range(3000)]
        assert all(len(pin) == 6 and pin.isdigit() and not is_trivial(pin) for pin in pins)
        assert len(set(pins)) > 2900
        assert set(Counter(pin[0] for pin in pins)) == set("0123456789")

    @pytest.mark.parametrize(
        "pin",
        ["000000", "111112", "112211", "123456", "654321", "012345", "987654", "121212", "123123", "123321"],
    )
    def test_trivial(self, pin):
        assert is_trivial(pin)

    @pytest.mark.parametrize("pin", ["140010", "123457", "246810", "908172", "112233"])
    def test_not_trivial(self, pin):
        assert not is_trivial(pin)

    def test_few_are_lost(self):
        sample = [f"{number:06}" for number in range(0, 10**6, 97)]
        assert sum(map(is_trivial, sample)) < len(sample) / 100

    @given(st.binary(min_size=16, max_size=64))
    def test_a_digest_always_gives_the_same_pin(self, digest):
        assert pin_from(digest) == pin_from(digest)
        assert not is_trivial(pin_from(digest))

    def test_a_digest_that_would_give_a_trivial_pin(self):
        digest = (123456).to_bytes(32, "big")
        assert pin_from(digest) not in {"123456", "000000"}

    def test_a_short_digest(self):
        with pytest.raises(ValueError, match="16 bytes"):
            pin_from(b"short")

    @pytest.mark.parametrize("typed", ["140010", " 140 010 ", "１４００１０", "140-010"])
    def test_normalise(self, typed):
        assert normalise_pin(typed) == "140010"

    @pytest.mark.parametrize("typed", ["", "14001", "1400100", "14001a", "١٤٠٠١٠", "一四〇〇一〇"])
    def test_what_cannot_be_a_pin(self, typed):
        with pytest.raises(ValueError, match="6 位数字"):
            normalise_pin(typed)


class TestDigest:
    RECEIPT, PIN = "261122-7F3K9XWR", "140010"

    def test_is_hmac_sha256_of_both(self):
        expected = hmac.new(KEY, b"261122-7F3K9XWR:140010", sha256).hexdigest()
        assert pin_digest(self.RECEIPT, self.PIN, KEY) == expected

    def test_matches_however_typed(self):
        digest = pin_digest(self.RECEIPT, self.PIN, KEY)
        assert pin_matches(self.RECEIPT, self.PIN, digest, KEY)
        assert pin_matches("２６１１２２ 7f3k9xwr", "140 010", digest, KEY)

    @pytest.mark.parametrize(
        ("receipt", "pin", "key"),
        [
            (RECEIPT, "140011", KEY),
            ("261122-7F3K9XWW", PIN, KEY),
            (RECEIPT, PIN, KEY[::-1]),
            (RECEIPT, "", KEY),
            (RECEIPT, "码", KEY),
            ("", PIN, KEY),
        ],
    )
    def test_does_not_match(self, receipt, pin, key):
        assert not pin_matches(receipt, pin, pin_digest(self.RECEIPT, self.PIN, KEY), key)

    @pytest.mark.parametrize("digest", ["", "码", "0" * 64])
    def test_a_foreign_digest(self, digest):
        assert not pin_matches(self.RECEIPT, self.PIN, digest, KEY)

    def test_a_weak_key(self):
        with pytest.raises(ValueError, match="key"):
            pin_digest(self.RECEIPT, self.PIN, b"short")

    @given(st.text(), st.text(), st.text())
    def test_no_input_raises(self, receipt, pin, digest):
        assert not pin_matches(receipt, pin, digest, KEY)
