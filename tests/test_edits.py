"""Text edits of records: each shown as the whole file before and after, on files as people write them."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

import kb
from kb.finding import Edit
from kb.source import Span

PATH = "codes/smtp/504.yaml"
HEAD = "code: 504\nname: X\nsummary: s\n"


def applied(text: str, edit: Edit | None) -> str | None:
    """Apply one edit to a text."""
    if edit is None:
        return None
    from kb.source import Lines

    lines = Lines(text)
    return text[: lines.offset(*edit.span[:2])] + edit.text + text[lines.offset(*edit.span[2:]) :]


def at(text: str, words: str, nth: int = 0) -> Span:
    """Give the place of some words, without their quotes."""
    from kb.source import Lines

    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Lines(text).span(start, start + len(words))


def editor(text: str, path: str = PATH) -> kb.Base:
    return kb.load({path: text})


def both_line_ends(before: str, after: str | None) -> list[tuple[str, str | None]]:
    return [(before, after), (before.replace("\n", "\r\n"), after and after.replace("\n", "\r\n"))]


REPLACED = {
    "plain": ("terms: [startls]  # here\n", "startls", "starttls", "terms: [starttls]  # here\n"),
    "single quotes": ("terms: ['startls']\n", "'startls'", "starttls", "terms: ['starttls']\n"),
    "double quotes": ('terms: ["startls"]\n', '"startls"', "starttls", 'terms: ["starttls"]\n'),
    "a value that needs quotes": ("fix: abc\n", "abc", "a: b # c", "fix: 'a: b # c'\n"),
    "a quote in quotes": ("fix: 'abc'\n", "'abc'", "it's", "fix: 'it''s'\n"),
    "a key": ("sumary: x  # y\n", "sumary", "when", "when: x  # y\n"),
    "an empty value in quotes": ("fix: ''\n", "''", "x", "fix: 'x'\n"),
    "a tagged value": ("fix: !!str abc\n", "abc", "def", "fix: !!str def\n"),
    "an anchor that nothing repeats": ("fix: &x abc\n", "abc", "def", "fix: &x def\n"),
    "an anchor that is repeated": ("terms: [&t abc]\nguides: [*t]\n", "abc", "def", None),
    "a block is left alone": ("fix: |\n  abc\n", "|", "def", None),
}


@pytest.mark.parametrize("case", REPLACED.values(), ids=REPLACED)
def test_replace(case: tuple[str, str, str, str | None]) -> None:
    """The value changes, its quotes and all around it stay."""
    written, old, new, expected = case
    for before, after in both_line_ends(HEAD + written, expected and HEAD + expected):
        edit = editor(before).editor(PATH).replace(at(before, old), new)
        assert applied(before, edit) == after


REMOVED = {
    "the middle of a block list": (
        "terms:\n  - a  # first\n  - b  # gone with it\n  # about c\n  - c\nfix: x\n",
        "b",
        "terms:\n  - a  # first\n  # about c\n  - c\nfix: x\n",
    ),
    "the end of a list that is not indented": ("terms:\n- a\n- b\nfix: x\n", "b", "terms:\n- a\nfix: x\n"),
    "the end of the file, without a break": ("terms:\n  - a\n  - b", "b", "terms:\n  - a"),
    "the only item": ("terms:\n  - b\nfix: x\n", "b", "fix: x\n"),
    "the only item in brackets": ("terms: [b]  # why\nfix: x\n", "b", "fix: x\n"),
    "the first in brackets": ("terms: [b, c]  # why\n", "b", "terms: [c]  # why\n"),
    "the last in brackets": ("terms: [ a,  b ]\n", "b", "terms: [ a ]\n"),
    "in brackets over lines": ("terms: [\n  a,\n  b,\n  c,\n]\n", "b", "terms: [\n  a,\n  c,\n]\n"),
    "a comment in brackets is kept": ("terms: [\n  a,  # x\n  b,  # y\n  c,\n]\n", "b", None),
    "an item with a note": (
        "compare:\n  - with: b\n    difference: >-\n      long\n      text\n  - c\n",
        "b",
        "compare:\n  - c\n",
    ),
    "a comment inside an item is kept": ("compare:\n  - with: b\n    # why\n    difference: x\n  - c\n", "b", None),
    "a field by its key": ("when: |\n  b\n\nfix: x\n", "when", "\nfix: x\n"),
    "an alias is left alone": ("terms: [&x b, c]\nguides: [*x]\n", "&x b", None),
}


@pytest.mark.parametrize("case", REMOVED.values(), ids=REMOVED)
def test_remove(case: tuple[str, str, str | None]) -> None:
    written, old, expected = case
    for before, after in both_line_ends(HEAD + written, None if expected is None else HEAD + expected):
        span = at(before, "&x b", 0) if old.startswith("&") else at(before, old, HEAD.count(old))
        assert applied(before, editor(before).editor(PATH).remove(span)) == after


ADDED = {
    "to a block list": ("terms:\n    - a  # why\nfix: x\n", "terms", "terms:\n    - a  # why\n    - new\nfix: x\n"),
    "to a list at the end": ("terms:\n- a", "terms", "terms:\n- a\n- new"),
    "to brackets": ("terms: [a, 'b']  # why\n", "terms", "terms: [a, 'b', new]  # why\n"),
    "to brackets with a last comma": ("terms: [\n  a,\n]\n", "terms", "terms: [\n  a, new,\n]\n"),
    "to empty brackets": ("terms: []\n", "terms", "terms: [new]\n"),
    "to nothing": ("terms:  # none yet\nfix: x\n", "terms", "terms:  # none yet\n  - new\nfix: x\n"),
    "a new field": ("aliases: [x]\n", "terms", "terms: [new]\naliases: [x]\n"),
    "a new field beside block lists": ("aliases:\n  - x\n", "terms", "terms:\n  - new\naliases:\n  - x\n"),
}


@pytest.mark.parametrize("case", ADDED.values(), ids=ADDED)
def test_add(case: tuple[str, str, str]) -> None:
    """A new item is written as the list's others are."""
    written, field, expected = case
    for before, after in both_line_ends(HEAD + written, HEAD + expected):
        base = editor(before)
        edit = base.editor(PATH).add(base["code:smtp/504"], field, "new")
        assert applied(before, edit) == after


def test_add_with_a_note() -> None:
    before = HEAD + "compare: [smtp/502]\naliases: []\n"
    base = editor(before)
    edit = base.editor(PATH).add(base["code:smtp/504"], "compare", "smtp/503", "it's: so")
    assert applied(before, edit) == HEAD + (
        "compare: [smtp/502, {with: smtp/503, difference: 'it''s: so'}]\naliases: []\n"
    )
    before = HEAD + "aliases: []\n"
    base = editor(before)
    edit = base.editor(PATH).add(base["code:smtp/504"], "compare", "smtp/503", "")
    expected = HEAD + "compare:\n  - with: smtp/503\n    difference:\naliases: []\n"
    assert applied(before, edit) == expected
    again = editor(expected)["code:smtp/504"]
    assert again.compare == [{"with": "smtp/503"}]


def test_add_to_the_right_record_of_a_stream() -> None:
    before = "id: errno/a\ncode: A\nname: A\nsummary: a\n---\nid: errno/b\ncode: B\nname: B\nsummary: b\n"
    base = kb.load({"codes/errno.yaml": before})
    edit = base.editor("codes/errno.yaml").add(base["code:errno/a"], "compare", "errno/b")
    assert applied(before, edit) == before.replace("summary: a\n", "summary: a\ncompare: [errno/b]\n")


def test_add_to_front_matter() -> None:
    before = "---\ntitle: T\ncategory: c\nsummary: s\n---\n\nterms: body\n"
    base = kb.load({"guides/g.md": before})
    edit = base.editor("guides/g.md").add(base["guide:g"], "terms", "tls")
    assert applied(before, edit) == before.replace("summary: s\n", "summary: s\nterms: [tls]\n")


def test_substitute() -> None:
    """Characters inside a value, a comment or a body change; nothing else may."""
    before = HEAD + "fix: see http://a.example  # http://b\n"
    maker = editor(before).editor(PATH)
    assert applied(before, maker.substitute(at(before, "http:"), "https:")) == before.replace("http://a", "https://a")
    assert applied(before, maker.substitute(at(before, "http:", 1), "https:")) == before.replace(
        "http://b", "https://b"
    )
    assert maker.substitute(at(before, "see"), "see: x") is None  # would be a mapping
    assert maker.substitute(at(before, "see"), "- see") is None
    assert maker.substitute(at(before, "see"), "a # b") is None  # the rest would be a comment
    assert maker.substitute(at(before, "summary"), "name") is not None  # whether it makes sense, others must say


def test_a_file_that_cannot_be_read_is_not_edited() -> None:
    before = HEAD + "fix: [\n"
    maker = editor(before).editor(PATH)
    assert maker.replace(at(before, "X"), "Y") is None
    assert maker.substitute(at(before, "X"), "Y") is None


def test_a_body_is_edited_as_text() -> None:
    before = "---\ntitle: T\ncategory: c\nsummary: s\n---\nSee http://x.\n"
    maker = kb.load({"guides/g.md": before}).editor("guides/g.md")
    assert applied(before, maker.substitute(at(before, "http"), "https")) == before.replace("http", "https")
    assert maker.substitute(Span(1, 1, 1, 4), "") is None  # the front matter would be gone
    assert PurePosixPath(maker.path).suffix == ".md"


def test_a_line_is_written_where_its_kind_has_it() -> None:
    """Between the fields that stand there, in the notation of the file; a field that is there is left alone."""
    text = "# c\r\ncode: 504\r\nname: X  # x\r\nsummary: >-\r\n  s\r\n  t\r\n\r\nsources: [RFC 5321]\r\n"
    base = kb.load({PATH: text})
    record = base["code:smtp/504"]
    written = applied(text, base.editor(PATH).write_line(record, "status", "deprecated"))
    assert written == f"{text}status: deprecated\r\n"
    written = applied(text, base.editor(PATH).write_line(record, "class", "a: 'b'"))
    assert written == text.replace("\r\nsummary", "\r\nclass: 'a: ''b'''\r\nsummary")
    assert base.editor(PATH).write_line(record, "name", "Y") is None
    flow = kb.load({PATH: "{code: 504, name: X, summary: s}\n"})
    assert flow.editor(PATH).write_line(flow["code:smtp/504"], "status", "deprecated") is None
