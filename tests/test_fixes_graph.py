"""What the fixes of references, links and mentions do to a file with comments, odd quotes and any line ends."""

from __future__ import annotations

import pytest

import kb
from kb.base import Base
from kb.finding import Finding
from kb.fixing import fix

CODES = {f"codes/smtp/{code}.yaml": f"code: {code}\nname: N{code}\nsummary: S.\n" for code in (450, 502, 503)}
TERMS = {
    "terms/starttls.yaml": "term: STARTTLS\ndefinition: D.\n",
    "terms/tls-handshake.yaml": "term: TLS handshake\ndefinition: D.\nformerly: [tls-negotiation]\n",
    "terms/ssl.yaml": "term: SSL\ndefinition: D.\nreplaced_by: tls\n",
    "terms/tls.yaml": "term: TLS\ndefinition: D.\n",
    "terms/mail-relay.yaml": "term: Mail relay\naliases: [smart host]\ndefinition: D.\n",
}
GUIDES = {
    "guides/replies.md": "---\ntitle: Replies\ncategory: c\nsummary: S.\n---\n## By digit\n\nText.\n",
    "guides/tls.md": "---\ntitle: Encryption\ncategory: c\nsummary: S.\n---\nText.\n",
}
FILES = CODES | TERMS | GUIDES

CODE = "codes/smtp/504.yaml"
HEAD = "# the code\ncode: '504'   # as logged\nname: \"P\"\n"
STAMP = "eef2a01f-7016dcba"
"""What the code and 502 mean."""


def mended(rule: str, files: dict[str, str | bytes], *, unsafe: bool) -> dict[str, str]:
    """Give the files that the fixes of a rule change, as they are then; running them again changes nothing."""

    def lint(base: Base) -> list[Finding]:
        return kb.lint(base, select=["ALL"])

    def is_wanted(finding: Finding) -> bool:
        return finding.rule == rule

    base = kb.load(files)
    outcome = fix(base, lint, unsafe=unsafe, wanted=is_wanted)
    again = fix(kb.load(outcome.base.files), lint, unsafe=unsafe, wanted=is_wanted)
    assert again.changes == []
    return {change.path: change.after.decode() for change in outcome.changes}


SAFE = {
    "a misspelt id": ("KB201", 'terms: [ "startls" ,tls]  # two\n', 'terms: [ "starttls" ,tls]  # two\n'),
    "a misspelt id with its kind": ("KB201", "terms:\n- term:StartTLS # one\n", "terms:\n- term:starttls # one\n"),
    "an id without its family": (
        "KB201",
        "compare: [{with: '502', difference: D.}]\n",
        "compare: [{with: 'smtp/502', difference: D.}]\n",
    ),
    "a wrong kind before the colon": ("KB202", "terms: ['guide:starttls']\n", "terms: ['starttls']\n"),
    "the record itself": (
        "KB203",
        "compare:\n  # others\n  - smtp/504  # me\n  - smtp/502\n",
        "compare:\n  # others\n  - smtp/502\n",
    ),
    "the record itself and nothing else": ("KB203", "compare: [smtp/504]\nwhen: W.\n", "when: W.\n"),
    "a second": ("KB204", "terms: [tls, starttls, tls, ]\n", "terms: [tls, starttls, ]\n"),
    "a second in other words": (
        "KB204",
        "terms:\n  - tls-handshake\n  - tls-negotiation  # old\n",
        "terms:\n  - tls-handshake\n",
    ),
    "a second without a note": (
        "KB204",
        "compare:\n  - with: smtp/502\n    difference: D.\n  - smtp/502\n",
        "compare:\n  - with: smtp/502\n    difference: D.\n",
    ),
    "a first without a note": (
        "KB204",
        "compare:\n  - smtp/502\n  - with: smtp/502\n    difference: D.\n",
        "compare:\n  - with: smtp/502\n    difference: D.\n",
    ),
    "three of a kind": ("KB204", "terms: [tls, tls, starttls, tls]\n", "terms: [tls, starttls]\n"),
    "a record that was replaced": ("KB205", "terms: ['ssl', \"term:ssl\"]\n", "terms: ['tls', \"term:tls\"]\n"),
    "an id of old": ("KB205", "terms: [tls-negotiation]\n", "terms: [tls-handshake]\n"),
    "a link to a replaced record": (
        "KB205",
        "when: 'It''s [[ssl]], or [[ term:ssl | that ]].'\n",
        "when: 'It''s [[term:tls|SSL]], or [[term:tls| that ]].'\n",
    ),
    "a link by an id of old": ("KB205", "when: |\n  A [[tls-negotiation]].\n", "when: |\n  A [[tls-handshake]].\n"),
    "a link to the file of a replaced record": (
        "KB205",
        'when: >-\n  A [file](../../terms/ssl.yaml "SSL").\n',
        'when: >-\n  A [file](../../terms/tls.yaml "SSL").\n',
    ),
    "a misspelt link": (
        "KB206",
        "when: >-\n  A\n  [[startls#definition|word]].\n",
        "when: >-\n  A\n  [[starttls#definition|word]].\n",
    ),
    "a misspelt path": (
        "KB206",
        "when: A [file](../../terms/startls.yaml#definition).\n",
        "when: A [file](../../terms/starttls.yaml#definition).\n",
    ),
    "a comparison without a stamp": (
        "KB305",
        "compare:\n  - with: smtp/502\n    difference: D.\n    as_of: 'now'  # so\n",
        f"compare:\n  - with: smtp/502\n    difference: D.\n    as_of: '{STAMP}'  # so\n",
    ),
    "a misspelt title over two lines": (
        "KB206",
        "when: >-\n  A [[Mail\n  rellay]].\n",
        "when: >-\n  A [[Mail relay]].\n",
    ),
    "a heading in other words": (
        "KB206",
        'when: "A [[guide:replies#By Digit|word]]."\n',
        'when: "A [[guide:replies#by-digit|word]]."\n',
    ),
    "a mention": (
        "KB208",
        "when: >-\n  Needs STARTTLS, a mail\n  relay and smart\thosts.  \n",
        "when: >-\n  Needs [[starttls|STARTTLS]], a [[mail-relay|mail\n  relay]] and smart\thosts.  \n",
    ),
    "a mention in single quotes": ("KB208", "when: 'It''s STARTTLS'\n", "when: 'It''s [[starttls|STARTTLS]]'\n"),
    "a mention in double quotes": (
        "KB208",
        'when: "\\"STARTTLS\\" \\\n  now"\n',
        'when: "\\"[[starttls|STARTTLS]]\\" \\\n  now"\n',
    ),
    "a mention in a plain value": ("KB208", "when: Needs STARTTLS # so\n", "when: Needs [[starttls|STARTTLS]] # so\n"),
    "a mention that two kinds share": ("KB208", "when: Needs TLS.\n", "when: Needs [[term:tls|TLS]].\n"),
}
"""For each case the rule, what follows the head of the code's file, and what the safe fix makes of it."""

UNSAFE = {
    "other digits": ("KB201", "compare: [smtp/552]\n", "compare: [smtp/502]\n"),
    "a short word": ("KB201", "terms: [tlss]\n", "terms: [tls]\n"),
    "a field that takes another kind": (
        "KB202",
        "guides: [tls]  # one\nterms: [tls, replies]\n",
        "guides: [tls, replies]  # one\nterms: [tls]\n",
    ),
    "another kind that is named already": (
        "KB202",
        "guides: [replies]\nterms: [replies, tls]\n",
        "guides: [replies]\nterms: [tls]\n",
    ),
    "the record itself with words": (
        "KB203",
        "compare:\n  - smtp/502\n  - {with: smtp/504, difference: D.}\n",
        "compare:\n  - smtp/502\n",
    ),
    "a stamp that is old": (
        "KB305",
        "compare: [{with: smtp/502, as_of: 00000000-00000000, difference: D.}]\n",
        f"compare: [{{with: smtp/502, as_of: {STAMP}, difference: D.}}]\n",
    ),
    "a link that two records answer to": (
        "KB207",
        "when: 'Needs [[tls|it]].'\nterms: [tls]\n",
        "when: 'Needs [[term:tls|it]].'\nterms: [tls]\n",
    ),
}
"""The same for fixes that are not safe; safe ones alone change nothing."""

UNFIXED = {
    "two notes that differ": (
        "KB204",
        "compare: [{with: smtp/502, difference: A.}, {with: smtp/502, difference: B.}]\n",
    ),
    "an alias": ("KB203", "compare: [&me smtp/504, smtp/502]\nnot_confused_with: [*me]\n"),
    "a link that nothing decides": ("KB207", "when: Needs [[tls]].\n"),
    "a mention in escapes": ("KB208", 'when: "STARTTL\\x53"\n'),
    "a mention at the beginning of a plain value": ("KB208", "when: STARTTLS is needed\n"),
}
"""For each case the rule and what it finds, but does not mend."""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("rule", "before", "after"), SAFE.values(), ids=SAFE)
def test_a_safe_fix_changes_what_it_says_and_nothing_else(rule: str, before: str, after: str, line_end: str) -> None:
    files = FILES | {CODE: code(before, line_end)}
    assert mended(rule, files, unsafe=False) == {CODE: code(after, line_end)}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(("rule", "before", "after"), UNSAFE.values(), ids=UNSAFE)
def test_an_unsafe_fix_waits_until_it_is_asked_for(rule: str, before: str, after: str, line_end: str) -> None:
    files = FILES | {CODE: code(before, line_end)}
    assert mended(rule, files, unsafe=False) == {}
    assert mended(rule, files, unsafe=True) == {CODE: code(after, line_end)}


@pytest.mark.parametrize(("rule", "text"), UNFIXED.values(), ids=UNFIXED)
def test_what_cannot_be_mended_surely_is_only_found(rule: str, text: str) -> None:
    files = FILES | {CODE: code(text, "\n")}
    assert rule in {finding.rule for finding in kb.lint(kb.load(files))}
    assert mended(rule, files, unsafe=True) == {}


def code(text: str, line_end: str) -> str:
    """Give the file of the code, with its line ends."""
    return (HEAD + "summary: >\n  S.\n\n" + text).replace("\n", line_end)


LANGUAGES = {
    "kb.yaml": "records: .\nlanguages: [en, ko, de]\n",
    "terms/starttls.ko.yaml": "term: 암호화 명령 (STARTTLS)\n",
    "codes/smtp/504.de.yaml": "summary: K.\n",
}


def test_a_mention_is_linked_in_every_language_that_has_it() -> None:
    """One finding, in the original; the German translation has no such text."""
    korean = "codes/smtp/504.ko.yaml"
    files = FILES | LANGUAGES | {CODE: code("when: Needs STARTTLS.\n", "\n")}
    files[korean] = "when: |  # 언제\r\n  암호화 명령이 필요합니다.\r\n"
    assert [one.path for one in kb.lint(kb.load(files), select=["KB208"])] == [CODE]
    assert mended("KB208", files, unsafe=False) == {
        CODE: code("when: Needs [[starttls|STARTTLS]].\n", "\n"),
        korean: "when: |  # 언제\r\n  [[starttls|암호화 명령]]이 필요합니다.\r\n",
    }


@pytest.mark.parametrize(
    ("english", "korean"), [("Needs STARTTLS.", "암호화가 필요합니다."), ("Needs it.", "STARTTLS가 필요합니다.")]
)
def test_a_link_that_one_language_would_lack_is_not_safe(english: str, korean: str) -> None:
    files = FILES | LANGUAGES | {CODE: code(f"when: {english}\n", "\n")}
    files["codes/smtp/504.ko.yaml"] = f"when: 여기 {korean}\n"
    (finding,) = kb.lint(kb.load(files), select=["KB208"])
    assert finding.fix
    assert not finding.fix.safe
    assert mended("KB208", files, unsafe=False) == {}
