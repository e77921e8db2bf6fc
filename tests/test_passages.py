"""The place of each part of a text: what stands at the span is what the text says there."""

from __future__ import annotations

import re

import pytest

import kb
from kb.passages import passages

WRITTEN = {
    "plain": "summary: alpha beta gamma\n",
    "plain over lines": "summary: alpha\n  beta\n  gamma\n",
    "plain with a paragraph": "summary: alpha\n\n  beta\n  gamma\n",
    "single quotes": "summary: 'alpha ''beta'' gamma'\n",
    "double quotes": 'summary: "alpha \\"beta\\" gamma"\n',
    "escapes": 'summary: "\\u00e9 alpha\\tbeta \\x41 gamma"\n',
    "an escaped break": 'summary: "alpha \\\n   beta gamma"\n',
    "literal": "summary: |\n  alpha\n    beta\n\n  gamma\n",
    "literal with a blank beginning": "summary: |\n\n  alpha\n  beta\n  gamma\n",
    "literal with an indicator": "summary: |2-\n    alpha\n  beta\n  gamma\n",
    "folded": "summary: >-\n  alpha\n  beta\n\n  gamma\n",
    "folded and deeper": "summary: >\n  alpha\n\n    beta\n    more\n\n  gamma\n",
    "spaces before the end": "summary: >-\n  alpha  beta  \n  gamma  \n",
    "an anchor": "summary: &a alpha beta gamma\n",
    "beyond the plane": "summary: \U0001f600 alpha 한국어 beta gamma\n",
    "a comment": "summary: alpha beta gamma  # not gamma\n",
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_every_word_is_where_the_file_has_it(written: str, line_end: str) -> None:
    text = ("code: 1\nname: One\n" + written + "fix: z\n").replace("\n", line_end)
    base = kb.load({"codes/a/1.yaml": text})
    passage = next(p for p in passages(base, base["code:a/1"]) if p.field == "summary")
    words = re.findall(r"alpha|beta|gamma|more", passage.text)
    assert len(words) >= 3
    for match in re.finditer(r"alpha|beta|gamma|more", passage.text):
        span = passage.span(*match.span())
        lines = base.lines("codes/a/1.yaml")
        assert lines.text[lines.offset(*span[:2]) : lines.offset(*span[2:])] == match.group()


def test_the_place_of_an_escape_is_all_of_it() -> None:
    base = kb.load({"codes/a/1.yaml": 'code: 1\nname: One\nsummary: "caf\\u00e9 now"\n'})
    passage = next(p for p in passages(base, base["code:a/1"]) if p.field == "summary")
    assert passage.text == "café now"
    assert passage.span(3, 4) == (3, 14, 3, 20)
    assert passage.span(0, 4) == (3, 11, 3, 20)


def test_a_body_and_a_note_have_places() -> None:
    files = {
        "guides/g.md": "---\r\ntitle: G\r\ncategory: c\r\nsummary: s\r\n---\r\n\r\n| First |\r\n|---|\r\n| alpha\r\n",
        "codes/a/1.yaml": "code: 1\nname: One\nsummary: s\ncompare:\n  - {with: a/2, difference: 'it''s alpha'}\n",
    }
    base = kb.load(files)
    found = {}
    for record in base:
        for passage in passages(base, record):
            if "alpha" in passage.text:
                start = passage.text.index("alpha")
                found[record.path, passage.field] = passage.span(start, start + 5)
    assert found == {("guides/g.md", "body"): (9, 3, 9, 8), ("codes/a/1.yaml", "compare"): (5, 36, 5, 41)}


def test_what_cannot_be_laid_together_has_the_place_of_the_whole() -> None:
    """A line of text that was written over several lines is reported and joined; its places are those of the whole."""
    base = kb.load({"codes/a/1.yaml": "code: 1\nname: |\n  One\n  two\nsummary: s\n"})
    passage = next(p for p in passages(base, base["code:a/1"]) if p.field == "name")
    assert passage.span(0, 3)[:2] in (passage.whole[:2], (3, 3))
