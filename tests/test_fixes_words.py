"""The fixes of the rules of reading, shape and words: the whole file before and after, as people write files.

Each file has comments, odd quoting and odd spacing that must stay; each is mended with line feeds and with CRLF.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import pytest

import kb
from kb.fixing import fix

CODE = "codes/smtp/504.yaml"
TERM = "terms/a.yaml"
GUIDE = "guides/a.md"
OTHERS = {
    "kb.yaml": "records: .\nlanguages: [en, ko]\n",
    "terms/b.yaml": "term: Relay\nabbreviation: RLY\ndefinition: A server that passes on mail to another.\n",
}


class Case(NamedTuple):
    """A rule, a file before and after its fixes, and whether they are safe; no text after: there is no fix."""

    rule: str
    path: str
    before: str
    after: str | None
    safe: bool = True


CASES = {
    "a misspelt key": Case(
        "KB102",
        CODE,
        "# first\ncode:   504   # as logged\n'name': \"It's X\"\n\nsumary  : >-  # folded\n  one\n\n  two\n# last\n",
        "# first\ncode:   504   # as logged\n'name': \"It's X\"\n\nsummary  : >-  # folded\n  one\n\n  two\n# last\n",
    ),
    "keys in quotes, in brackets and in an item": Case(
        "KB102",
        CODE,
        "{\"code\": 504, 'nam': 'X', summary: s, compare: [ {with: a/1, \"diference\": 'd'} ]}  # flow\n",
        "{\"code\": 504, 'name': 'X', summary: s, compare: [ {with: a/1, \"difference\": 'd'} ]}  # flow\n",
    ),
    "a misspelt key whose right name is given too": Case(
        "KB102", CODE, "code: 504\nname: X\nsummary: s\nsumary: t  # which?\n", None
    ),
    "two keys that mean the same": Case(
        "KB102",
        CODE,
        "code: 504\nname: X\nsummry: s\nsumary: t\n",
        "code: 504\nname: X\nsummary: s\nsumary: t\n",
    ),
    "a body under the front matter and a misspelt one in it": Case(
        "KB102", GUIDE, "---\ntitle: A\ncategory: c\nsummary: s\nbdy: x\n---\nText.\n", None
    ),
    "a key that is near nothing, and a merge key": Case(
        "KB102", CODE, "code: 504\nname: X\nsummary: s\nowner: me\n<<: {when: w}\n", None
    ),
    "a key of a translation": Case(
        "KB102",
        "codes/smtp/504.ko.yaml",
        "name: '엑스'   # 이름\nsumary: \"요약\"\ncod: 504\n",
        "name: '엑스'   # 이름\nsummary: \"요약\"\ncod: 504\n",
    ),
    "one id where a list belongs": Case(
        "KB103",
        CODE,
        "code: 504\nname: X\nsummary: s\nterms:   b   # only one\nguides: \"g\"\ncompare: 'a/1'\n",
        "code: 504\nname: X\nsummary: s\nterms:   [b]   # only one\nguides: [\"g\"]\ncompare: ['a/1']\n",
    ),
    "several ids with commas": Case(
        "KB103",
        CODE,
        "code: 504\nname: X\nsummary: s\nterms: b, c ,d\n",
        "code: 504\nname: X\nsummary: s\nterms: [b, c ,d]\n",
    ),
    "lines with marks of their own": Case(
        "KB103",
        TERM,
        "term: A\ndefinition: d\naliases: Foo, Bar [baz]  # a name\nsources: RFC 5321 §4.2\n",
        "term: A\ndefinition: d\naliases: ['Foo, Bar [baz]']  # a name\nsources: [RFC 5321 §4.2]\n",
    ),
    "a list where one line belongs, and a block": Case(
        "KB103", TERM, "term: [A]\ndefinition: d\naliases: |\n  one\n  two\nrelated: {b: c}\n", None
    ),
    "a status in capitals, misspelt, and with a letter too few": Case(
        "KB104",
        CODE,
        "code: 504\nname: X\nsummary: s\nstatus:  'Deprecated'  # why\n",
        "code: 504\nname: X\nsummary: s\nstatus:  'deprecated'  # why\n",
    ),
    "a status with one letter wrong": Case(
        "KB104",
        CODE,
        "code: 504\nname: X\nsummary: s\nstatus: depricated\n",
        "code: 504\nname: X\nsummary: s\nstatus: deprecated\n",
    ),
    "a status that may be another": Case(
        "KB104",
        CODE,
        "code: 504\nname: X\nsummary: s\nstatus: unoficcial\n",
        "code: 504\nname: X\nsummary: s\nstatus: unofficial\n",
        safe=False,
    ),
    "a status that is the opposite": Case("KB104", CODE, "code: 504\nname: X\nsummary: s\nstatus: unassigned\n", None),
    "a key given twice with the same value": Case(
        "KB002",
        CODE,
        "code: 504\n# about it\nname: 'X'\nsummary: s\nname: X  # again\nterms: [b,\n  c]\nwhen: w\nterms: [b,\n  c]\n",
        "code: 504\n# about it\nname: 'X'\nsummary: s\nterms: [b,\n  c]\nwhen: w\n",
    ),
    "a key given twice with another value": Case(
        "KB002", CODE, "code: 504\nname: X\nsummary: s\nname: Y\nwhen: ''\nwhen:\nterms: [b]\nterms: [ b ]\n", None
    ),
    "a key given twice in an item": Case(
        "KB002",
        CODE,
        "code: 504\nname: X\nsummary: s\ncompare:\n  - with: a/1\n    difference: d\n    with: a/1\n",
        "code: 504\nname: X\nsummary: s\ncompare:\n  - with: a/1\n    difference: d\n",
    ),
    "a body given twice": Case(
        "KB002", GUIDE, "---\ntitle: A\ncategory: c\nsummary: s\nbody: Text.\n---\nText.\n", None
    ),
    "a comment that hides nothing, at the end of a line": Case(
        "KB007",
        CODE,
        "code: 504   # kb: ignore[KB102]\nname: X  # kb: ignore[KB102] because # why\nsummary: s # why # kb: ignore[KB102]\n",
        "code: 504\nname: X  # why\nsummary: s # why\n",
    ),
    "comments on lines of their own": Case(
        "KB007",
        CODE,
        "# first\n# kb: ignore[KB102]\ncode: 504\n  # kb: ignore[KB103] for no reason\nname: X\nsummary: s\n# kb: ignore[KB104]",
        "# first\ncode: 504\nname: X\nsummary: s",
    ),
    "one rule of several": Case(
        "KB007",
        CODE,
        "code: 504\nname: X\nsummary: s\nfoo: x  # kb: ignore[KB103, KB102,unknown-field] why\nbar: x  # kb: ignore[ KB102 , KB104 ]\n",
        "code: 504\nname: X\nsummary: s\nfoo: x  # kb: ignore[KB102,unknown-field] why\nbar: x  # kb: ignore[ KB102 ]\n",
    ),
    "all rules of several": Case(
        "KB007",
        CODE,
        "code: 504\nname: X\nsummary: s  # kb: ignore[KB103, KB104]\n",
        "code: 504\nname: X\nsummary: s\n",
    ),
    "comments in Markdown": Case(
        "KB007",
        GUIDE,
        "---\ntitle: A  # kb: ignore[KB102]\ncategory: c\nsummary: s\n---\nOne <!-- kb: ignore[KB111] --> two.\n\n"
        "Three.  <!-- kb: ignore[KB111] -->\n<!-- kb: ignore[KB102] -->\n\n`<!-- kb: ignore[KB102] -->`\n",
        "---\ntitle: A\ncategory: c\nsummary: s\n---\nOne two.\n\nThree.\n\n`<!-- kb: ignore[KB102] -->`\n",
    ),
    "a rule that is misspelt": Case(
        "KB007",
        CODE,
        "code: 504\nname: X\nsummary: s\nfoo: x  # kb: ignore[unknown-feild]\n",
        "code: 504\nname: X\nsummary: s\nfoo: x  # kb: ignore[unknown-field]\n",
        safe=False,
    ),
    "characters that nobody sees": Case(
        "KB111",
        TERM,
        "term:  'A'  # a\u00a0comment\ndefinition: \"spam\u200bmers\u00a0do\u00ad not\u2060 try\"\naliases: [ x\ufeffy ]\n",
        "term:  'A'  # a comment\ndefinition: \"spammers do not try\"\naliases: [ xy ]\n",
    ),
    "such characters in a body, and at the end of a line": Case(
        "KB111",
        GUIDE,
        "---\ntitle: A\ncategory: c\nsummary: s\n---\nOne\u2028two \u00a0\nthree\x0bfour\u00a0:\u200d five.\n",
        "---\ntitle: A\ncategory: c\nsummary: s\n---\nOne two \nthree four\u00a0:\u200d five.\n",
    ),
    "marks of direction": Case(
        "KB111",
        TERM,
        "term: A\ndefinition: a \u202eb\u202c c\u200f\n",
        "term: A\ndefinition: a b c\n",
        safe=False,
    ),
    "what a wrong decoding left": Case(
        "KB111", GUIDE, "---\ntitle: A\ncategory: c\nsummary: a \ufffd b\n---\nc \x92 d \x1b[1m\n", None
    ),
    "an alias that is another's name": Case(
        "KB504",
        TERM,
        "term: A\n'aliases':   # names\n  - 'One'\n  - \"relay\"  # too wide\n  # and\n  - Two\ndefinition: d\n",
        "term: A\n'aliases':   # names\n  - 'One'\n  # and\n  - Two\ndefinition: d\n",
        safe=False,
    ),
    "the only alias, in brackets": Case(
        "KB504", TERM, "term: A\naliases: [ rly ]  # short\ndefinition: d\n", "term: A\ndefinition: d\n", safe=False
    ),
    "markup that acts": Case(
        "KB505",
        TERM,
        'term: A\ndefinition: >-  # it\'s\n  An <script>alert(1)</script>\n  and\n  <img src="x"\n  onerror=\'y\'> "here".\n',
        'term: A\ndefinition: >-  # it\'s\n  An `<script>alert(1)</script>`\n  and\n  `<img src="x"\n  onerror=\'y\'>` "here".\n',
    ),
    "markup in quotes, with escapes, and at the beginning of a plain value": Case(
        "KB505",
        CODE,
        'code: 504\nname: X\nsummary: \'It\'\'s <iframe src="x"></iframe>\'\nwhen: "a \\"b\\" <b onclick=\\"x\\">c</b>"\nfix: <script> it\'s\n',
        'code: 504\nname: X\nsummary: \'It\'\'s `<iframe src="x"></iframe>`\'\nwhen: "a \\"b\\" `<b onclick=\\"x\\">c</b>`"\n'
        "fix: '`<script>` it''s'\n",
    ),
    "links and attribute lists, which no backticks mend": Case(
        "KB505", TERM, "term: A\ndefinition: 'a [b](javascript:c) and d{: onclick=e }'\n", None
    ),
}


def _lint(base: kb.Base, rule: str) -> list[kb.Finding]:
    return kb.lint(base, select=["KB0", "KB1", rule])


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_fix_changes_this_and_nothing_else(case: Case, line_end: str) -> None:
    """The file is as it was but for the fault; unsafe fixes only happen when they are asked for; twice is as once."""
    before = case.before.replace("\n", line_end)
    base = kb.load({**OTHERS, case.path: before})
    found = [finding for finding in _lint(base, case.rule) if finding.rule == case.rule]
    assert found
    lint = partial(_lint, rule=case.rule)
    mended = {}
    for unsafe in (False, True):
        outcome = fix(base, lint, unsafe=unsafe, wanted=lambda finding: finding.rule == case.rule)
        assert {change.path for change in outcome.changes} <= {case.path}
        mended[unsafe] = outcome.base.files.data(case.path).decode()
        assert fix(outcome.base, lint, unsafe=unsafe, wanted=lambda finding: finding.rule == case.rule).changes == []
    expected = before if case.after is None else case.after.replace("\n", line_end)
    assert mended[True] == expected
    assert mended[False] == (expected if case.safe else before)


def test_a_fix_says_what_it_does() -> None:
    """Titles are commands, and name what will be written."""
    base = kb.load(
        {
            CODE: "code: 504\nname: X\nsumary: s\nstatus: Reserved\nterms: b\nname: X\nwhen: a\u200bb # kb: ignore[KB001]\n"
        }
    )
    assert sorted(finding.fix.title for finding in kb.lint(base) if finding.fix) == [
        "Name the field `summary`",
        "Remove U+200B",
        "Remove the comment",
        "Remove the second, which says the same",
        "Write `reserved`",
        "Write a list, `[b]`",
    ]


def test_a_file_full_of_faults_is_looked_through_to_its_end() -> None:
    """Fixes take time in proportion to the file; were it the square, this test would not come to an end."""
    text = "---\ntitle: A\ncategory: c\nsummary: s\n---\n" + "a\u200bb\n" * 100_000
    found = kb.lint(kb.load({GUIDE: text}), select=["KB111"])
    assert len(found) == 100_000
    assert found[0].fix is not None
