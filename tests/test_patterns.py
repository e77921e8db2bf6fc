"""Patterns of a project's own: they mean what they mean in Python, and none can keep kb waiting."""

from __future__ import annotations

import re

import pytest

import kb
from kb.patterns import LONGEST, WAYS, fits, reach

PLAIN = [r"[2-5][0-5][0-9]", r"[245]\.\d{1,3}\.\d{1,3}", r"0x[0-9a-f]+", r"[A-Z]+(?:_[0-9])?", r"E\d{4}", r"(?:a|b)c"]
CHOOSY = [r"(a+)+b", r"(a|aa)+b", r"(?:a*)*b", r"(a?){100}b", r"((a|b)*c?)+d"]


@pytest.mark.parametrize("pattern", PLAIN)
def test_a_plain_pattern_is_tried_on_any_value(pattern: str) -> None:
    assert reach(pattern) == LONGEST


@pytest.mark.parametrize("pattern", CHOOSY)
def test_a_pattern_with_choices_in_its_repetitions_is_tried_on_short_values(pattern: str) -> None:
    assert 2 ** reach(pattern) <= WAYS
    assert not fits(pattern, "a" * LONGEST + "b")


def test_dotted_numbers_are_short_enough() -> None:
    assert fits(r"\d+(\.\d+)*", "255.255.255.255")
    assert fits(r"\d+(\.\d+)*", "5.7.1")
    assert not fits(r"\d+(\.\d+)*", "5.7.")


def test_many_repetitions_in_a_row_shorten_the_reach() -> None:
    reaches = [reach("a*" * count + "b") for count in range(1, 12)]
    assert reaches == sorted(reaches, reverse=True)
    assert reaches[0] == LONGEST
    assert reaches[-1] >= 5


@pytest.mark.parametrize("pattern", [*PLAIN, *CHOOSY])
def test_what_is_tried_is_decided_by_python(pattern: str) -> None:
    for text in ("504", "5.7.1", "0xff", "E1001", "ab", "ac", "aab", "abcd", ""):
        assert fits(pattern, text) == (re.fullmatch(pattern, text) is not None)


def test_a_code_that_is_too_long_for_its_pattern_is_a_finding() -> None:
    texts = {
        "kb.yaml": "records: .\nfamilies: {a: {name: A, code_pattern: (a|aa)+b}}\n",
        "codes/a/1.yaml": f"code: {'a' * 60}\nname: One\nsummary: s\n",
    }
    (finding,) = kb.lint(kb.load(texts), select=["KB110"])
    assert finding.message == "the code has 60 characters; one of `a` may have 19"
