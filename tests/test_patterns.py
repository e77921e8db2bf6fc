"""Patterns of a project's own: they mean what they mean in Python, and none can keep kb waiting."""

from __future__ import annotations

import re

import pytest

import kb
from kb import config
from kb.patterns import LONGEST, WAYS, fits, is_portable, reach

PLAIN = [r"[2-5][0-5][0-9]", r"[245]\.\d{1,3}\.\d{1,3}", r"0x[0-9a-f]+", r"[A-Z]+(?:_[0-9])?", r"E\d{4}", r"(?:a|b)c"]
CHOOSY = [r"(a+)+b", r"(a|aa)+b", r"(?:a*)*b", r"(a?){100}b", r"((a|b)*c?)+d"]


@pytest.mark.parametrize("pattern", PLAIN)
def test_a_plain_pattern_is_tried_on_any_value(pattern: str) -> None:
    assert reach(pattern) == LONGEST


@pytest.mark.parametrize("pattern", CHOOSY)
def test_a_pattern_with_choices_in_its_repetitions_is_tried_on_short_values(pattern: str) -> None:
    assert 2 ** reach(pattern) <= WAYS
    assert not fits(pattern, "a" * LONGEST + "b")


@pytest.mark.parametrize(
    "pattern",
    [
        r"[245](\.[0-9]+)+",
        "[A-Z]+(_[A-Z0-9]+)*",
        r"([a-z]+\.)*[a-z]+",
        "([0-9A-F]{2})+",
        "([0-9a-f]{2}:){5}[0-9a-f]{2}",
        "[A-Z]{2,5}(_[A-Z0-9]{2,10}){0,3}",
        "(?:GET|PUT|POST|PATCH)+",
        r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?",
        "(a|ab)*c",
        ".*foo.*bar",
        r"(?i)(?!0)err[_-]?\d+",
        "(?x) a+ # a comment\n b",
        "가+[나-다]*",
        "",
    ],
)  # fmt: skip
def test_repetitions_that_the_next_character_tells_apart_are_no_choice(pattern: str) -> None:
    """However deep they are nested, there is one way through them, or few."""
    assert reach(pattern) == LONGEST


@pytest.mark.parametrize(
    ("pattern", "longest"),
    [
        ("(a+)+b", 19),
        ("(?:(?:ab)+|a(?:ba)+b)*c", 12),
        ("(?i)(?:ax|Ax)*b", 19),
        ("([가-힣]|[^a])*x", 11),
        (r"(\w+\s?)+x", 9),
        (".*" * 8 + "=", 6),
        ("(?=" + ".*" * 8 + "x)", 6),
        ("(a?){99}a{99}", 2),
        ("a?" * 30 + "a" * 30, -1),
        ("(ab|[ac]b)" * 40, -1),
        ("((|a|b)?){99}", -1),
        (r"(a*)\1*b", -1),
        ("(a)?(?(1)b|c)", -1),
        ("(" + "|".join(f"{number:03}" for number in range(110)) + ")+", -1),
    ],
)
def test_how_long_a_value_may_be(pattern: str, longest: int) -> None:
    """The more a character multiplies the ways, the shorter; -1 where not even nothing can be tried, or none can tell."""
    assert reach(pattern) == longest


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


def test_a_pattern_that_is_none_to_use_is_a_mistake_of_its_declaration() -> None:
    text = "families: {a: {code_pattern: '(a?){99}a{99}'}}\nkinds: {x: {fields: {name: {pattern: '(a*)\\1*b'}}}}\n"
    faults = config.read(text).faults
    assert [(fault.span.line, fault.span.column) for fault in faults] == [(1, 30), (2, 38)]
    assert faults[0].message.startswith("`code_pattern` could take very long to match; ")
    assert config.read(text).families["a"].code_pattern is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("[a-z]+", True), ("(?:a|b)(?=c)(?!d)", True), ("(?i)a", False), ("(?P<x>a)", False), (r"\Aa\Z", False), ("a++", False)],
)  # fmt: skip
def test_what_means_the_same_to_an_editor(pattern: str, expected: bool) -> None:
    assert is_portable(pattern) is expected
