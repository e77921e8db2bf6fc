"""Reading files: the author's characters at their exact places, every mistake noted, nothing ever raised or run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kb
from kb.base import Base
from kb.finding import Fault
from kb.kinds import KINDS
from kb.reader import Reading, Source
from kb.reader import read as read_file
from kb.record import Record
from kb.source import Lines, Scalar, Span, shown
from kb.tree import compose

ROOT = Path(__file__).resolve().parent.parent
CODE = "codes/smtp/504.yaml"
TERM = "terms/starttls.yaml"
GUIDE = "guides/replies.md"


def reading(text: str | bytes, path: str = TERM) -> Reading:
    """Read one file as a project of its own."""
    return kb.load({path: text}).readings[0]


def record(text: str | bytes, path: str = TERM) -> Record:
    """Read the one record of a file."""
    (only,) = reading(text, path).records
    return only


def faults(text: str | bytes, path: str = TERM) -> list[tuple[str, int, int]]:
    """Give what reading noted: the rule, and where."""
    return [(rule, fault.span.line, fault.span.column) for rule, fault in reading(text, path).faults]


def fault(text: str | bytes, path: str = TERM) -> Fault:
    """Give the one fault that reading noted."""
    ((_, only),) = reading(text, path).faults
    return only


def place(text: str, part: str) -> Span:
    """Give the place of the first occurrence of a part, counted by hand as it were."""
    before = text[: text.index(part)]
    inner = part.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = len(lines), len(lines[-1]) + 1
    end = len(inner[-1]) + (start[1] if len(inner) == 1 else 1)
    return Span(*start, start[0] + len(inner) - 1, end)


# Scalars: the field's text, what it reads as, and the part of the file that its place covers.
SCALARS = {
    "plain": ("later mail is safe", "later mail is safe", "later mail is safe"),
    "plain before a comment": ("later # why", "later", "later"),
    "plain before spaces": ("later   ", "later", "later"),
    "plain with a hash": ("C#3 #4", "C#3", "C#3"),
    "plain in several lines": ("later\n  mail", "later mail", "later\n  mail"),
    "plain with a paragraph": ("later\n\n  mail\n", "later\nmail", "later\n\n  mail"),
    "plain on the next line": ("\n  later", "later", "later"),
    "plain after a tab": ("\tlater\t# why", "later", "later"),
    "single quoted": ("'it''s safe' # why", "it's safe", "'it''s safe'"),
    "single quoted in several lines": ("'it\n  is'", "it is", "'it\n  is'"),
    "double quoted": (r'"a \"b\" \x41" # why', 'a "b" A', r'"a \"b\" \x41"'),
    "double quoted in several lines": ('"a \\\n  b\n\n  c"', "a b\nc", '"a \\\n  b\n\n  c"'),
    "double quoted, a hash inside": ('"a # b"', "a # b", '"a # b"'),
    "literal": ("|\n  a\n   b\n", "a\n b\n", "|\n  a\n   b"),
    "literal, stripped": ("|-\n  a\n  b\n\n", "a\nb", "|-\n  a\n  b"),
    "literal, kept": ("|+\n  a\n\n", "a\n\n\n", "|+\n  a"),
    "literal with an indentation indicator": ("|2\n   a\n  b\n", " a\nb\n", "|2\n   a\n  b"),
    "literal before a comment": ("|\n  a\n# why\n", "a\n", "|\n  a"),
    "literal with a comment in its head": ("| # why\n  a\n", "a\n", "| # why\n  a"),
    "literal with hashes": ("|\n  # a\n  # b\n", "# a\n# b\n", "|\n  # a\n  # b"),
    "literal that begins with a blank line": ("|\n\n  a\n", "\na\n", "|\n\n  a"),
    "literal that ends in a no-break space": ("|\n  a\u00a0\n", "a\u00a0\n", "|\n  a\u00a0"),
    "folded": (">\n  a\n  b\n\n  c\n", "a b\nc\n", ">\n  a\n  b\n\n  c"),
    "folded, stripped, with an indicator": (">2-\n   a\n  b\n", " a\nb", ">2-\n   a\n  b"),
    "anchored": ("&x later", "later", "later"),
    "tagged as text": ("!!str 504", "504", "504"),
    "anchored on the line before": ("&x !!str\n  later", "later", "later"),
    "anchored literal": ("&x |\n  a\n", "a\n", "|\n  a"),
    "of another script": ("암호화 😀 # why", "암호화 😀", "암호화 😀"),
    "with a line separator": ("a\u2028b\u0085c # why", "a\u2028b\u0085c", "a\u2028b\u0085c"),
    "escaped line separator": (r'"\L\N\u2028"', "\u2028\u0085\u2028", r'"\L\N\u2028"'),
    "with a private character": ("\ue000\u2028\ue001", "\ue000\u2028\ue001", "\ue000\u2028\ue001"),
    "with a mark inside": ("a\ufeffb", "a\ufeffb", "a\ufeffb"),
}
BREAKS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def term_with(definition: str, line_break: str) -> str:
    """Write a term whose definition stands between other fields."""
    return f"term: STARTTLS\ndefinition: {definition}\naliases: [x]\n".replace("\n", line_break)


@pytest.mark.parametrize("line_break", BREAKS.values(), ids=BREAKS)
@pytest.mark.parametrize(("source", "value", "part"), SCALARS.values(), ids=SCALARS)
def test_scalar_has_its_text_and_exact_place(source: str, value: str, part: str, line_break: str) -> None:
    text = term_with(source, line_break)
    found = record(text).fields["definition"]
    assert isinstance(found, Scalar)
    assert found.text == value
    assert found.span == place(text, part.replace("\n", line_break))


def test_places_counted_by_hand() -> None:
    found = record("term:  'x'\ndefinition: |\n  가나\n  b\n\naliases:\n  - 한글 # c\n  - [q]\n")
    assert found.fields["term"] == Scalar("x", 1, 8, 1, 11)
    assert found.fields["definition"] == Scalar("가나\nb\n", 2, 13, 4, 4)
    assert found.fields["aliases"] == (Scalar("한글", 7, 5, 7, 7),)


@pytest.mark.parametrize("line_break", BREAKS.values(), ids=BREAKS)
def test_items_of_a_flow_list_have_their_places(line_break: str) -> None:
    text = 'term: x\ndefinition: y\nrelated: [tls,\n  "smtp", &a 한, *a]\n'.replace("\n", line_break)
    found = record(text)
    assert found.related == ["tls", "smtp", "한", "한"]
    places = [reference.span for _, reference in found.references()]
    assert places == [Span(3, 11, 3, 14), Span(4, 3, 4, 9), Span(4, 14, 4, 15), Span(4, 14, 4, 15)]


def test_notes_of_comparisons_have_their_places() -> None:
    ((_, reference),) = record(
        "code: 504\ncompare:\n  - difference: |-\n      a\n    with: smtp/502\n", CODE
    ).references()
    assert reference.span == Span(5, 11, 5, 19)
    assert reference.note == Scalar("a", 3, 17, 4, 8)


def test_byte_order_mark_takes_no_place() -> None:
    found = record(b"\xef\xbb\xbfterm: x\ndefinition: y\n")
    assert found.span == Span(1, 1, 1, 5)
    assert found.at("term") == Span(1, 7, 1, 8)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a:\n  - x\n  - y\n# c\nb: z\n", Span(2, 3, 3, 6)),
        ("a:\n  - x\n  -\n# c\nb: z\n", Span(2, 3, 3, 4)),
        ("a:\n  k: v   # c\n\nb: z\n", Span(2, 3, 2, 7)),
        ("a:\n- x: [1,\n   2]\n  # c\n", Span(2, 1, 3, 6)),
        ("a:\n  - |\n    x\n    # y\n# c\n", Span(2, 3, 4, 8)),
        ("a: [x, {b: c},\n  d]   # c\n", Span(1, 4, 2, 5)),
        ("z: &z 1\na:\n  - x\n  - *z\nb: c\n", Span(3, 3, 4, 7)),
        ("a:\n  - &x y\n  - *x\nb: c\n", Span(2, 3, 3, 7)),
        ("a: &r\n  - *r\n", Span(1, 4, 2, 7)),
        ("a: {}\n", Span(1, 4, 1, 6)),
    ],
)
def test_collection_ends_with_its_last_value(text: str, span: Span) -> None:
    tree = compose(text)
    pairs = {key.value: value for key, value in tree.roots[0].value}
    assert tree.span(pairs["a"]) == span


@pytest.mark.parametrize(
    "code", ["0504", "5.7.1", "01000", "1e3", "0x10", "1_000", "12:30", "yes", "No", "null", "1.0", ".5", "=", "-"]
)
def test_characters_are_kept_whatever_yaml_would_guess(code: str) -> None:
    found = record(
        f"code: {code}\nname: {code}\nsummary: x\n" if code != "-" else "code: '-'\nname: '-'\nsummary: x\n", CODE
    )
    assert (found.code, found.name) == (code, code)
    assert json.dumps(found.code) == f'"{code}"'


@pytest.mark.parametrize("nothing", ["", "~", "# why"])
def test_nothing_is_nothing(nothing: str) -> None:
    assert faults(f"term: x\ndefinition: {nothing}\naliases: {nothing}\n") == [("missing-field", 1, 1)]


# YAML's darker corners.


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system",
        "!!python/name:os.system",
        "!<tag:yaml.org,2002:python/module:os>",
        "!x",
        "!!int",
    ],
)
def test_tags_are_inert_and_reported(tag: str, tmp_path: Path) -> None:
    target = tmp_path / "touched"
    text = f"term: {tag} 'touch {target}'\ndefinition: {tag} ['touch {target}']\nrelated: [{tag} tls]\nsources: {tag} [RFC 1]\n"
    found = reading(text)
    assert not target.exists()
    assert {rule for rule, _ in found.faults} == {"wrong-type"}
    assert [fault.span.line for _, fault in found.faults] == [1, 2, 2, 3, 4]
    assert found.records[0].term == f"touch {target}"


@pytest.mark.parametrize("tag", ["!a%25zz", "!!%25", "!<%21x>", "!"])
def test_percent_in_a_tag_is_survived(tag: str) -> None:
    assert record(f"term: {tag} x\ndefinition: {tag} [y]\n").term == "x"


def test_merge_keys_are_not_merged() -> None:
    text = "term: x\ndefinition: y\nrelated: &r\n  - tls\n<<: {category: a}\n"
    found = reading(text)
    assert [(rule, fault.span) for rule, fault in found.faults] == [("unknown-field", Span(5, 1, 5, 3))]
    assert found.records[0].category is None


def test_aliases_repeat_the_anchored_value() -> None:
    found = record("term: &t x\ndefinition: *t\naliases: &l [a]\nsources: *l\n")
    assert (found.definition, found.sources) == ("x", ["a"])
    assert found.at("definition") == Span(1, 10, 1, 11)


@pytest.mark.parametrize(
    ("text", "second", "first"),
    [
        ("term: x\ndefinition: y\nterm: z\n", Span(3, 1, 3, 5), (1, 1)),
        ("{term: x, definition: y, 'term': z}", Span(1, 26, 1, 32), (1, 2)),
        ('term: x\ndefinition: y\n"term": z\n', Span(3, 1, 3, 7), (1, 1)),
        ("term: x\ndefinition: y\n !!str term: z\n".replace("\n ", "\n"), Span(3, 7, 3, 11), (1, 1)),
    ],
)
def test_duplicate_key_points_at_the_second_with_the_first_related(
    text: str, second: Span, first: tuple[int, int]
) -> None:
    ((rule, only),) = reading(text).faults
    (related,) = only.related
    assert (rule, only.span) == ("duplicate-key", second)
    assert (related.line, related.column) == first
    assert record(text).term == "x"


def test_duplicate_key_within_an_item() -> None:
    text = "code: 504\nname: x\nsummary: y\ncompare:\n  - with: smtp/502\n    with: smtp/503\n    difference: z\n"
    assert faults(text, CODE) == [("duplicate-key", 6, 5)]
    assert record(text, CODE).compare == [{"with": "smtp/502", "difference": "z"}]


def test_third_key_is_related_to_the_first() -> None:
    related = [fault.related[0].line for _, fault in reading("term: x\nterm: y\nterm: z\ndefinition: y\n").faults]
    assert related == [1, 1]


@pytest.mark.parametrize("text", ["? [a]\n: b\nterm: x\ndefinition: y\n", "? {a: b}\n: c\nterm: x\ndefinition: y\n"])
def test_a_collection_is_no_key(text: str) -> None:
    assert faults(text) == [("wrong-type", 1, 3)]


@pytest.mark.parametrize("path", [TERM, "kb.yaml"])
@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "a: " + "[" * 600 + "]" * 600, "[{" * 50_000],
    ids=["lists", "mappings", "hyphens", "keys", "closed", "mixed"],
)
def test_deep_nesting_is_refused(text: str, path: str) -> None:
    base = kb.load({path: text, "terms/tls.yaml": "term: x\ndefinition: y\n"})
    assert [finding.path for finding in kb.lint(base, select=["KB0"])] == [path]


def test_deep_nesting_by_indentation_is_survived() -> None:
    text = "".join(" " * depth + "a:\n" for depth in range(1500))
    assert faults(text) == [("unknown-field", 1, 1), ("missing-field", 1, 1), ("missing-field", 1, 1)]


def test_deep_nesting_is_reported_where_it_becomes_too_deep() -> None:
    only = fault("term: " + "[" * 1000)
    assert "64 deep" in only.message
    assert only.span == Span(1, 69, 1, 70)


def test_alias_bomb_costs_nothing() -> None:
    layers = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    found = reading("\n".join([*layers, "term: x", "definition: y", "related: *a59", "aliases: *a59"]))
    assert len(found.faults) == 60 + 1 + 9


def test_alias_of_a_large_item_is_read_once() -> None:
    item = "".join(f", k{n}: v" for n in range(2000))
    text = f"code: 504\nname: x\nsummary: y\ncompare: [&m {{with: smtp/502{item}}}{', *m' * 20_000}]\n"
    found = reading(text, CODE)
    assert len(found.faults) == 2000
    assert len(found.records[0].fields["compare"]) == 20_001


@pytest.mark.parametrize(
    "text", ["&a [*a]", "&a\nterm: *a\ndefinition: y", "term: x\ndefinition: y\nrelated: &r [*r, {with: *r}]"]
)
def test_alias_of_itself_is_survived(text: str) -> None:
    assert {rule for rule, _, _ in faults(text)} == {"wrong-type"}


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("term: x\n\tdefinition: y", (2, 1), "tab"),
        ("term: x\ndefinition: y: z", (2, 14), "second `: `"),
        ('term: x\ndefinition: "y', (2, 13), "quote is never closed"),
        ("term: x\ndefinition: [y\naliases: [z]", (2, 13), "never closed"),
        ("term: x\nrelated: [", (2, 10), "never closed"),
        ("term: x\nrelated: [  # c\n\n", (2, 15), "never closed"),
        ("term: x\ndefinition: *y", (2, 13), "alias"),
        ("term: &a x\ndefinition: &a y", (2, 13), "given before"),
        ("term: x\ndefinition: @y", (2, 13), "`@`"),
        ("term: x\n- y", (2, 1), "indentation"),
        ('term: x\ndefinition: "a\\d"', (2, 15), "backslash"),
        ('term: x\ndefinition: "a\\xg"', (2, 17), "backslash"),
        ("term: x\ndefinition: **y**", (2, 13), "`*`"),
        ("term: x\ndefinition: |y\n  z", (2, 14), "next line"),
        ("term: x\ndefinition: !<y", (2, 13), "`!`"),
        ("term: x\ndefinition: !y!z a", (2, 13), "`!`"),
        ("term: x\n%definition: y", (2, 1), "`%`"),
        ("term: x\ndefinition: - y", (2, 13), "list item"),
        ("term: x\ndefinition: ? y", (2, 13), "key"),
        ("term: x\ndefinition\n", (2, 1), "`:` is missing"),
        ("term: x\ndefinition: a\x07b", (2, 14), "U+0007"),
        ("term: x\ndefinition: a\x00b", (2, 14), "U+0000"),
        ("term: x\ndefinition: a\x9bb", (2, 14), "U+009B"),
        ("term: x\ndefinition: 'a\uffff'", (2, 15), "U+FFFF"),
        ("term: x\nrelated: [a:, b]", (2, 12), "quote the value"),
    ],
)
def test_syntax_error_is_explained_where_it_is(text: str, where: tuple[int, int], words: str) -> None:
    ((rule, only),) = reading(text).faults
    assert rule == "yaml-syntax"
    assert only.span[:2] == where
    assert words in only.message


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "~\n", "---\n---\n", "\ufeff"])
def test_empty_file_is_one_fault(text: str) -> None:
    assert faults(text) == [("missing-field", 1, 1)]


@pytest.mark.parametrize("text", ["x", "[a, b]", "'term: x'", "- term: x\n", "|\n  term: x\n"])
def test_file_without_fields_is_one_fault(text: str) -> None:
    assert faults(text) == [("wrong-type", 1, 1)]


def test_mistakes_are_reported_once() -> None:
    """A misspelt required field, or one of another shape, is not missing as well; nor is a misspelt `with`."""
    assert faults("term: x\ndefinitoin: y\n") == [("unknown-field", 2, 1)]
    assert faults("term: x\ndefinition: [y]\n") == [("wrong-type", 2, 13)]
    assert faults("code: 1\nname: x\nsummary: y\ncompare: [{wiht: smtp/502}]\n", CODE) == [("unknown-field", 4, 12)]
    assert faults("code: 1\nname: x\nsummary: y\ncompare: [{difference: z}]\n", CODE) == [("wrong-type", 4, 11)]


@pytest.mark.parametrize(
    ("field", "where"),
    [
        ("aliases: a", ("wrong-type", 3, 10)),
        ("aliases: {a: b}", ("wrong-type", 3, 10)),
        ("aliases: [a, ~]", ("wrong-type", 3, 14)),
        ("aliases: [a, '']", ("wrong-type", 3, 14)),
        ("aliases: [a, [b]]", ("wrong-type", 3, 14)),
        ("related: tls", ("wrong-type", 3, 10)),
        ("related: {tls: smtp}", ("wrong-type", 3, 10)),
        ("related: [{with: tls}]", ("wrong-type", 3, 11)),
        ("related: [' ']", ("wrong-type", 3, 11)),
        ("replaced_by: [tls]", ("wrong-type", 3, 14)),
        ("category: [a]", ("wrong-type", 3, 11)),
        ("category: |\n  a\n  b", ("invalid-value", 3, 11)),
        ("status: gone", ("invalid-value", 3, 9)),
        ("formerly: [A b]", ("invalid-value", 3, 12)),
        ("id: [x]", ("wrong-type", 3, 5)),
        ("id: Start", ("invalid-id", 3, 5)),
        ("id: tls", ("misplaced-record", 3, 5)),
        ("code: 504", ("unknown-field", 3, 1)),
        ("? \n: x", ("unknown-field", 3, 2)),
    ],
)
def test_wrong_field_is_reported_where_it_is(field: str, where: tuple[str, int, int]) -> None:
    assert faults(f"term: x\ndefinition: y\n{field}\n") == [where]


@pytest.mark.parametrize("pattern", ["(", "a{99999999999}", "[b-a]", "(?P<x>a)(?P<x>b)"])
def test_pattern_that_does_not_compile_is_left_out(pattern: str) -> None:
    text = f"code: 1\nname: x\nsummary: y\npatterns: ['{pattern}', ok]\n"
    assert faults(text, CODE) == [("invalid-value", 4, 12)]
    assert record(text, CODE).patterns == ["ok"]


def test_message_shows_no_hidden_or_endless_text() -> None:
    only = fault('term: x\ndefinition: y\n"a\\nb\\e' + "z" * 500 + '": 1\n')
    assert "\n" not in only.message
    assert "\x1b" not in only.message
    assert len(only.message) < 150
    assert shown("a\u200bb \n c") == "a\\u200bb c"


def test_many_unknown_keys_are_no_trap() -> None:
    text = "".join(f"k{n}:\n" for n in range(20_000))
    assert len(faults(text)) == 20_002


# Streams of several documents.

EPERM = "id: errno/eperm\ncode: EPERM\nname: x\nsummary: y\n"
EACCES = "id: errno/eacces\ncode: EACCES\nname: x\nsummary: y\n"
ERRNO = "codes/errno.yaml"


@pytest.mark.parametrize("separator", ["---\n", "...\n---\n", "--- # next\n", "---\n---\n", "---\n# nothing\n---\n"])
def test_stream_gives_a_record_a_document(separator: str) -> None:
    found = reading(EPERM + separator + EACCES, ERRNO)
    assert [record.key for record in found.records] == ["code:errno/eperm", "code:errno/eacces"]
    assert not found.faults
    assert found.records[1].span.line == 5 + separator.count("\n")


def test_broken_document_hides_none_before_it() -> None:
    found = reading(EPERM + "---\n" + EACCES + "---\nid: [\n", ERRNO)
    assert [record.id for record in found.records] == ["errno/eperm", "errno/eacces"]
    assert [(rule, fault.span.line) for rule, fault in found.faults] == [("yaml-syntax", 11)]
    assert found.is_broken


def test_broken_second_document_does_not_turn_the_first_into_another_record() -> None:
    found = reading("code: EPERM\nname: x\nsummary: y\n---\nid: [\n", ERRNO)
    assert found.records == []
    assert [rule for rule, _ in found.faults] == ["yaml-syntax", "missing-field"]


def test_document_without_id_or_fields_is_left_out() -> None:
    found = reading(EPERM + "---\ncode: EACCES\n---\n[x]\n---\nid: Bad Id\n", ERRNO)
    assert [record.id for record in found.records] == ["errno/eperm"]
    assert [(rule, fault.span.line) for rule, fault in found.faults] == [
        ("missing-field", 6),
        ("wrong-type", 8),
        ("invalid-id", 10),
    ]


def test_faults_of_a_stream_name_their_record() -> None:
    text = EPERM + "---\n" + EACCES + "code: EACCES\nsumary: a\u200bb\n"
    named = {rule: fault.record for rule, fault in reading(text, ERRNO).faults}
    assert set(named) == {"duplicate-key", "unknown-field", "stray-characters"}
    assert set(named.values()) == {"code:errno/eacces"}


def test_id_of_a_stream_counts_even_when_misplaced() -> None:
    found = reading(EPERM + "---\n" + EACCES.replace("errno/", "posix/"), ERRNO)
    assert [record.id for record in found.records] == ["errno/eperm", "posix/eacces"]
    assert [(rule, fault.span) for rule, fault in found.faults] == [("misplaced-record", Span(6, 5, 6, 17))]


# Markdown.

FRONT = "title: Replies\ncategory: a\nsummary: b\n"


@pytest.mark.parametrize("line_break", BREAKS.values(), ids=BREAKS)
def test_markdown_body_has_its_place(line_break: str) -> None:
    text = f"---\n{FRONT}---\n\nFirst.\n\n    code\n\n".replace("\n", line_break)
    found = record(text, GUIDE)
    assert found.fields["body"] == Scalar("First.\n\n    code", 7, 1, 9, 9)
    assert found.at("title") == Span(2, 8, 2, 15)
    assert found.span == Span(1, 1, 1, 4)
    assert not reading(text, GUIDE).faults


def test_yaml_and_markdown_guides_are_equal() -> None:
    markdown = record(f"---\n{FRONT}---\nOne [[smtp/504]].\n\nTwo.\n", GUIDE)
    yaml = record(f"{FRONT}body: |-\n  One [[smtp/504]].\n\n  Two.\n", "guides/replies.yaml")
    assert (markdown.key, markdown.body, markdown.title) == (yaml.key, yaml.body, yaml.title)
    assert [link.target for link in markdown.links] == [link.target for link in yaml.links]
    assert markdown.links[0].span == Span(6, 5, 6, 17)
    assert yaml.links[0].span == Span(5, 7, 5, 19)


@pytest.mark.parametrize(
    ("before", "line"),
    [("", 1), ("\n\n", 3), ("<!-- a\n > b -->\n", 3), ("<!-- a --><!-- b -->\n\n", 3), ("\ufeff", 1)],
)
def test_comments_and_blank_lines_may_stand_before_the_front_matter(before: str, line: int) -> None:
    found = record(f"{before}---\n{FRONT}--- \nBody.", GUIDE)
    assert found.span == Span(line, 1, line, 4)
    assert found.at("title").line == line + 1
    assert found.at("body") == Span(line + 5, 1, line + 5, 6)


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", (1, 1), "begins with `---`"),
        ("# Replies\n", (1, 1), "begins with `---`"),
        ("Text.\n---\ntitle: x\n---\n", (1, 1), "begins with `---`"),
        ("----\ntitle: x\n----\n", (1, 1), "begins with `---`"),
        ("---\ntitle: x\n", (1, 1), "never closed"),
        ("\n---\ntitle: x\nbody\n----\n", (2, 1), "never closed"),
        ("---", (1, 1), "never closed"),
        ("<!-- a --> " * 500 + "x", (1, 1), "begins with `---`"),
    ],
)
def test_markdown_without_front_matter_is_one_fault(text: str, where: tuple[int, int], words: str) -> None:
    only = fault(text, GUIDE)
    assert only.span[:2] == where
    assert words in only.message
    assert reading(text, GUIDE).faults[0][0] == "yaml-syntax"


def test_broken_front_matter_is_reported_at_its_line() -> None:
    assert faults("<!-- a -->\n---\ntitle: a: b\n---\nBody.\n", GUIDE) == [("yaml-syntax", 3, 9)]


def test_rule_in_the_body_does_not_end_it() -> None:
    assert record(f"---\n{FRONT}---\nOne.\n\n---\n\nTwo.\n", GUIDE).body == "One.\n\n---\n\nTwo."


def test_empty_body_is_missing() -> None:
    assert faults(f"---\n{FRONT}---\n \n", GUIDE) == [("missing-field", 1, 1)]
    assert faults("---\n---\nBody.\n", GUIDE) == [("missing-field", 1, 1)]


def test_body_given_twice() -> None:
    only = fault(f"---\n{FRONT}body: x\n---\nBody.\n", GUIDE)
    assert only.span == Span(7, 1, 7, 6)
    assert (only.related[0].line, only.related[0].column) == (5, 1)


def test_body_of_a_kind_without_one() -> None:
    assert faults("---\nterm: x\ndefinition: y\n---\nBody.\n", "terms/starttls.md") == [("unknown-field", 5, 1)]


# Encodings and characters.


@pytest.mark.parametrize(
    ("data", "span", "words"),
    [
        (b"term: x\ndefinition: na\xefve", Span(2, 15, 2, 16), "0xef"),
        (b"\xef\xbb\xbfterm: \xed\x95\x9c\xff", Span(1, 8, 1, 9), "0xff"),
        ("term: x".encode("utf-16"), Span(1, 1, 1, 2), "UTF-16"),
        (b"term: \xed\x95", Span(1, 7, 1, 8), "UTF-8"),
        (b"term: \xc0\xaf", Span(1, 7, 1, 8), "UTF-8"),
        (b"term: \xed\xa0\x80", Span(1, 7, 1, 8), "UTF-8"),
    ],
)
def test_undecodable_file_is_refused_at_the_byte(data: bytes, span: Span, words: str) -> None:
    ((rule, only),) = reading(data).faults
    assert (rule, only.span) == ("undecodable-file", span)
    assert words in only.message


def test_oversized_file_is_refused() -> None:
    assert faults("term: x\n" + "#" * 2_000_000) == [("oversized-input", 1, 1)]


@pytest.mark.parametrize("char", "\u00a0\u00ad\u200b\u200e\u202e\u2028\u2029\u0085\u2060\u2066\ufeff\ufffd")
@pytest.mark.parametrize("style", ["a{}b", "'a{}b'", "|\n  a{}b"])
def test_stray_character_is_reported_and_kept(char: str, style: str) -> None:
    text = term_with(style.format(char), "\n")
    ((rule, only),) = reading(text).faults
    assert (rule, only.span) == ("stray-characters", place(text, char))
    assert f"U+{ord(char):04X}" in only.message
    assert char in (record(text).definition or "")


@pytest.mark.parametrize(
    "text",
    ["« a »".replace(" ", "\u00a0"), "a\u00a0?", "\u0915\u094d\u200d", "👩\u200d💻", "\u0645\u06cc\u200c\u062e\u0648"],
)
def test_characters_that_writing_needs_are_not_stray(text: str) -> None:
    assert faults(term_with(text, "\n")) == []


def test_control_character_is_reported_once() -> None:
    """In YAML it breaks the file; in a Markdown body it is a stray character."""
    assert faults("term: x\x7f\ndefinition: y\x01\n") == [("yaml-syntax", 1, 8)]
    assert faults(f"---\n{FRONT}---\na\x1bb\n", GUIDE) == [("stray-characters", 6, 2)]


@pytest.mark.parametrize("char", "\u200c\u200d")
def test_joiner_between_latin_letters_is_stray(char: str) -> None:
    assert faults(term_with(f"a{char}b", "\n")) == [("stray-characters", 2, 14)]


# Translations.


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("codes/smtp/504.ko.yaml", "name: 구현되지 않음\n"),
        ("codes/smtp/504.ko.md", "---\nname: 구현되지 않음\n---\n"),
        ("codes/smtp/504.ko.yaml", "id: smtp/504\nname: 구현되지 않음\n"),
    ],
)
def test_translation_belongs_to_its_original(path: str, text: str) -> None:
    base = kb.load({CODE: "code: 504\nname: x\nsummary: y\n", path: text})
    assert base.translations["code:smtp/504", "ko"].name == "구현되지 않음"
    assert list(base.records) == ["code:smtp/504"]
    assert not any(reading.faults for reading in base.readings)


def test_translation_may_be_a_stream() -> None:
    base = kb.load(
        {
            ERRNO: EPERM + "---\n" + EACCES,
            "codes/errno.ko.yaml": "id: errno/eacces\nname: 가\n---\nid: errno/eperm\nname: 나\n",
        }
    )
    assert {key: record.name for (key, _), record in base.translations.items()} == {
        "code:errno/eacces": "가",
        "code:errno/eperm": "나",
    }


def test_translation_holds_translated_fields_only() -> None:
    base = kb.load({TERM: "term: x\ndefinition: y\n", "terms/starttls.ko.yaml": "term: 가\nrelated: [tls]\nfoo: x\n"})
    noted = [(rule, fault.span.line) for reading in base.readings for rule, fault in reading.faults]
    assert noted == [("unknown-field", 2), ("unknown-field", 3)]


@pytest.mark.parametrize("path", ["codes/smtp/5.7.1.yaml", "terms/node.js.yaml", "guides/v1.0.md"])
def test_dots_in_ids_are_no_languages(path: str) -> None:
    (source,) = kb.load({path: ""}).listing.sources
    assert source.language is None
    assert source.id == path.partition("/")[2].rpartition(".")[0]


# Links and suppressions in texts.


@pytest.mark.parametrize("line_break", BREAKS.values(), ids=BREAKS)
def test_links_have_their_places(line_break: str) -> None:
    text = "term: '[[a]]'\ndefinition: >\n  See [[b|the\n  b]], `[[no]]` and\n  [c](c.md#d).\n".replace(
        "\n", line_break
    )
    links = [(link.field, link.target, link.label, link.span) for link in record(text).links]
    assert links == [
        ("term", "a", "", Span(1, 8, 1, 13)),
        ("definition", "b", "the b", Span(3, 7, 4, 6)),
        ("definition", "c.md", "c", Span(5, 3, 5, 14)),
    ]


@pytest.mark.parametrize(
    ("body", "targets"),
    [
        ("```\n[[a]]\n```\n[[b]]", ["b"]),
        ("~~~ text\n[[a]]\n~~~\n[[b]]", ["b"]),
        ("`` ` [[a]] `` [[b]]", ["b"]),
        ("a ` tick\n\nand [[a]] ` tick", ["a"]),
        (r"\`[[a]]\`", ["a"]),
        ("`one` [[a]] `two`", ["a"]),
        ("```\n[[a]] never closed", ["a"]),
        ("[[ a  b ]] [[a#h|l]] [[#h]]", ["a b", "a", ""]),
    ],
)
def test_links_in_code_are_no_links(body: str, targets: list[str]) -> None:
    assert [link.target for link in record(f"---\n{FRONT}---\n{body}\n", GUIDE).links] == targets


@pytest.mark.parametrize(
    "body",
    [
        "".join("`" * n + "a" for n in range(1500)),
        "[[" + "\n" + " " * 200_000,
        "[[a\n" * 50_000,
        "# " + "x " * 50_000 + " " * 100_000 + "x",
        "[a](" * 50_000,
        "<!-- kb: ignore[KB301] -->\n" * 20_000,
        "<!-- kb: ignore[" * 50_000,
        "*a " * 50_000,
    ],
    ids=["ticks", "spaces", "brackets", "heading", "parentheses", "suppressions", "unclosed", "stars"],
)
def test_hostile_text_is_read_to_its_end(body: str) -> None:
    """Reading takes time in proportion to the text; were it the square, this test would not come to an end."""
    assert reading(f"---\n{FRONT}---\n{body}\n", GUIDE).records[0].text("body") == body.strip()


def suppressed(text: str, path: str = CODE) -> list[tuple[str, int]]:
    """Lint one file with the rules of these tests, and give the rules and lines that are left."""
    findings = kb.lint(kb.load({path: text}), select=["KB0", "KB1", "KB301"])
    return [(finding.rule, finding.line) for finding in findings]


LONE = "code: 504\nname: x\nsummary: y\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (LONE, [("KB301", 1)]),
        (LONE.replace("504", "504  # kb: ignore[KB301]"), []),
        (LONE.replace("504", "504 #kb:ignore[missing-comparison]"), []),
        ("# kb: ignore[KB301]\n" + LONE, []),
        ("# why\n# kb: ignore[KB301] because\n\n" + LONE, []),
        ("# kb: ignore[KB301]\n---\n" + LONE, []),
        ("# why # kb: ignore[KB301]\n" + LONE, []),
        (LONE.replace("504", "504  # kb: ignore[KB301] because"), []),
        ("# kb: ignore[KB301, KB102]\n" + LONE + "foo: x\n", []),
        (LONE + "# kb: ignore[KB301]\n", [("KB301", 1), ("KB007", 4)]),
        (LONE.replace("x", "x  # kb: ignore[KB301]"), [("KB301", 1), ("KB007", 2)]),
        (LONE.replace("x", "'x # kb: ignore[KB301]'"), [("KB301", 1)]),
        (LONE.replace(": y", ": |\n  y\n  # kb: ignore[KB301]"), [("KB301", 1)]),
        (LONE + "# kb: ignore[KB102]\nfoo: x\n", [("KB301", 1)]),
        (LONE + "# kb: ignore[KB102]\n# why\n\nfoo: x\n", [("KB301", 1)]),
        (LONE + "# kb: ignore[KB102]\nfoo: x\nbar: x\n", [("KB301", 1), ("KB102", 6)]),
        ("# kb: ignore[KB999]\n" + LONE, [("KB007", 1), ("KB301", 2)]),
        ("# kb: ignore\n" + LONE, [("KB007", 1), ("KB301", 2)]),
        ("# kb: ignore[]\n" + LONE, [("KB007", 1), ("KB301", 2)]),
        ("# kb: ignore[KB301, KB102]\n" + LONE, [("KB007", 1)]),
    ],
)
def test_suppression_reaches_its_line_or_its_record(text: str, left: list[tuple[str, int]]) -> None:
    assert suppressed(text) == left


def test_suppression_before_a_document_is_for_that_record() -> None:
    text = EPERM + "# kb: ignore[KB301]\n---\n" + EACCES
    assert suppressed(text, ERRNO) == [("KB301", 1)]
    assert suppressed(EPERM + "---\n# kb: ignore[KB301]\n" + EACCES, ERRNO) == [("KB301", 1)]


BAD_GUIDE = f"{FRONT}foo: x\n---\nOne.\n\nTwo\u200b.\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"---\n{BAD_GUIDE}", [("KB102", 5), ("KB111", 9)]),
        (f"<!-- kb: ignore[KB102] -->\n---\n{BAD_GUIDE}", [("KB111", 10)]),
        (f"---\n# kb: ignore[KB111]\n{BAD_GUIDE}", [("KB102", 6)]),
        (f"---\n{BAD_GUIDE}".replace("foo: x", "foo: x # kb: ignore[KB102]"), [("KB111", 9)]),
        (f"---\n{BAD_GUIDE}".replace("One.", "<!-- kb: ignore[KB102] -->\n<!-- kb: ignore[KB111] -->\nOne."), []),
        (f"---\n{BAD_GUIDE}".replace("Two", "<!-- kb: ignore[KB111] -->\nTwo"), [("KB102", 5)]),
        (f"---\n{BAD_GUIDE}".replace("Two", "Two <!-- kb: ignore[KB111] -->"), [("KB102", 5)]),
        (f"---\n{BAD_GUIDE}".replace("Two", "`<!-- kb: ignore[KB111] -->` Two"), [("KB102", 5), ("KB111", 9)]),
        (f"---\n{BAD_GUIDE}".replace("One.", "# kb: ignore[KB111]"), [("KB102", 5), ("KB111", 9)]),
        (f"---\n{BAD_GUIDE}".replace("foo: x", "foo: '<!-- kb: ignore[KB102] -->'"), [("KB102", 5), ("KB111", 9)]),
    ],
)
def test_suppression_in_markdown(text: str, left: list[tuple[str, int]]) -> None:
    assert suppressed(text, GUIDE) == left


# Files.


def project(tmp_path: Path, files: dict[str, str]) -> Path:
    """Write a project to disk."""
    root = tmp_path / "project"
    for path, text in {"kb.yaml": "records: records\n", **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def noted(base: Base) -> list[tuple[str, str]]:
    """Give the paths that are no records, and why under which rule."""
    listed = [(fault.path, rule) for rule, fault in base.listing.faults]
    return listed + [(fault.path, rule) for reading in base.readings for rule, fault in reading.faults]


def test_symbolic_link_that_leads_outside_is_not_read(tmp_path: Path) -> None:
    root = project(tmp_path, {"records/terms/tls.yaml": "term: x\ndefinition: y\n"})
    (tmp_path / "secret.yaml").write_text("term: secret\ndefinition: y\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "more.yaml").write_text("term: secret\ndefinition: y\n")
    (root / "records/terms/out.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "records/terms/lost.yaml").symlink_to("nowhere.yaml")
    (root / "records/terms/loop.yaml").symlink_to("loop.yaml")
    (root / "records/terms/folder").symlink_to(tmp_path / "folder")
    (root / "records/terms/same.yaml").symlink_to("tls.yaml")
    base = kb.load(root)
    assert sorted(base.records) == ["term:same", "term:tls"]
    assert sorted(noted(base)) == [
        (f"records/terms/{name}", "stray-file") for name in ("folder", "loop.yaml", "lost.yaml", "out.yaml")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_pipe_is_not_read(tmp_path: Path) -> None:
    root = project(tmp_path, {"records/terms/tls.yaml": "term: x\ndefinition: y\n"})
    os.mkfifo(root / "records/terms/pipe.yaml")
    (root / "records/terms/link.yaml").symlink_to("pipe.yaml")
    base = kb.load(root)
    assert sorted(base.records) == ["term:tls"]
    assert {path for path, _ in noted(base)} <= {"records/terms/link.yaml", "records/terms/pipe.yaml"}


def test_hidden_files_are_passed_over(tmp_path: Path) -> None:
    root = project(
        tmp_path, {"records/terms/.tls.yaml.swp": "x", "records/terms/.git/a.yaml": "x", "records/terms/a.txt": "x"}
    )
    assert noted(kb.load(root)) == [("records/terms/a.txt", "stray-file")]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("records/terms/tls.yml", "`tls.yaml`"),
        ("records/terms/tls.YAML", "`tls.yaml`"),
        ("records/terms/tls.markdown", "`tls.md`"),
        ("records/term/tls.yaml", "did you mean `terms/`"),
        ("records/tls.yaml", "in no folder of records"),
        ("records/terms/notes.txt", "no record"),
    ],
)
def test_stray_file_says_what_to_do(path: str, words: str) -> None:
    base = kb.load({"kb.yaml": "records: records\n", path: "x", "records/terms/a.yaml": "term: x\ndefinition: y\n"})
    ((rule, only),) = base.listing.faults
    assert (rule, only.path) == ("stray-file", path)
    assert words in only.message


# The pure-Python composer, for installations without the C extension.

PURE = """
import json, sys
sys.modules["_ruamel_yaml"] = None
from kb import tree
from kb.kinds import KINDS
from kb.reader import Source, read
assert tree.CParser is None
for path, kind, id_, text in json.load(sys.stdin):
    found = read(Source(path, kind, id_), text.encode(), KINDS[kind])
    print(repr([(r.key, r.span, r.fields, r.links) for r in found.records]), sorted({n for n, _ in found.faults}))
"""


def pure_cases() -> list[tuple[str, str, str, str]]:
    """Give the texts that both composers must read alike: those of these tests, and records of this repository."""
    scalars = [(TERM, "term", "starttls", term_with(source, "\n")) for source, _, _ in SCALARS.values()]
    crlf = [(path, kind, id_, text.replace("\n", "\r\n")) for path, kind, id_, text in scalars]
    streams = [(ERRNO, "code", "errno", EPERM + "---\n" + EACCES), (ERRNO, "code", "errno", EPERM + "---\nid: [")]
    broken = [
        "[" * 100_000,
        "a: b: c",
        "a: \x9f",
        "term: &a [*a]",
        'term: "\\ud800"',
        'term: "\\U00110000"',
        "%YAML 1.1\n---\nterm: x\n",
    ]
    broken += [
        "term: &a x\ndefinition: &a y\n",
        "",
        "# c\n",
        "term: !!python/object/apply:os.system [x]\n",
        "<<: {a: b}\n",
    ]
    ours = [
        (path.relative_to(ROOT).as_posix(), "code", f"{path.parent.name}/{path.stem}", path.read_text("utf-8"))
        for path in sorted((ROOT / "site/codes").glob("*/*.yaml"))[::8]
    ]
    return [*scalars, *crlf, *streams, *((TERM, "term", "starttls", text) for text in broken), *ours]


def test_composer_without_the_extension_gives_the_same() -> None:
    cases = pure_cases()
    run = subprocess.run(
        [sys.executable, "-c", PURE], input=json.dumps(cases), capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert run.stderr == ""
    fast = [read_file(Source(path, kind, id_), text.encode(), KINDS[kind]) for path, kind, id_, text in cases]
    for case, slow, found in zip(cases, run.stdout.splitlines(), fast, strict=True):
        records = [(r.key, r.span, r.fields, r.links) for r in found.records]
        assert slow == f"{records!r} {sorted({name for name, _ in found.faults})}", case


# Lines.


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (4, (3, 1)), (7, (4, 1)), (9, (4, 3))]
)
def test_lines_end_as_in_yaml(offset: int, place: tuple[int, int]) -> None:
    lines = Lines("ab\n\rb\r\nc\u2028")
    assert lines.position(offset) == place
    assert lines.offset(*place) == offset


def test_lines_are_clamped_to_the_text() -> None:
    lines = Lines("ab\r\ncd")
    assert (lines.offset(9, 1), lines.offset(2, 99), lines.line(1), lines.line(9)) == (6, 6, "ab", "")
