"""The fixes of the rules about sources and translations: each on a file as people write them, whole, before and after.

Comments, odd quoting, order and Windows line ends stay as they were; mending twice changes nothing.
"""

from __future__ import annotations

from functools import partial

import pytest

import kb
from kb.fixing import fix
from kb.stamps import digest

CODE = "codes/smtp/504.yaml"
HEAD = "# who: mail team\r\ncode: 0504   # as logged\r\n'name': \"Parameter Not\\tImplemented\"\r\nsummary: >-\r\n  A\r\n  text.\r\n"
REGISTRY = {
    "kb.yaml": "records: .\nfamilies: {smtp: {registry: smtp.csv}}\n",
    "smtp.csv": "code,name,status,source\n0504,Command parameter: no,assigned,RFC 5321 §4.2.2\n",
}


def mended(texts: dict[str, str], rule: str, *, unsafe: bool = False, path: str = CODE) -> str:
    """Mend the findings of a rule, see that nothing is left to mend, and give the file."""
    lint = partial(kb.lint, select=[rule])
    outcome = fix(kb.load(dict(texts)), lint, unsafe=unsafe)
    assert [change.path for change in outcome.changes] in ([], [path])
    again = fix(outcome.base, lint, unsafe=unsafe)
    assert again.changes == []
    return outcome.base.files.data(path).decode()


SOURCES = [
    ("sources: [RFC5321, 'rfc5321 sec 4.2.2' ,  RFC 4954]  # both\r\n", "sources: [RFC 5321, 'RFC 5321 §4.2.2' ,  RFC 4954]  # both\r\n"),
    ('sources:\r\n- "RFC 5321, section4.3"\r\n# one\r\n-   RFC 5321 4.2.2  # two\r\n', 'sources:\r\n- "RFC 5321 §4.3"\r\n# one\r\n-   RFC 5321 §4.2.2  # two\r\n'),
    ("sources:\r\n  - >-\r\n    RFC5321\r\n", "sources:\r\n  - >-\r\n    RFC5321\r\n"),
    ("sources: [&a RFC5321, *a]\r\n", "sources: [&a RFC5321, *a]\r\n"),
    ("sources:\r\n- <https://a.io/b>\r\n", "sources:\r\n- https://a.io/b\r\n"),
    ("sources: ['https://a.io/b,', www.ietf.org]\r\n", "sources: ['https://a.io/b', 'https://www.ietf.org']\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SOURCES)
def test_sources_get_the_form_that_was_meant(before: str, after: str) -> None:
    """What cannot be edited safely, a block or an anchor, stays as it is."""
    assert mended({CODE: HEAD + before}, "KB702") == HEAD + after


def test_guesses_wait_to_be_asked_for() -> None:
    text = HEAD + "sources: [www.acme.io, 'See https://acme.io/a b']  # check\r\n"
    assert mended({CODE: text}, "KB702") == text
    after = HEAD + "sources: ['https://www.acme.io', 'https://acme.io/a']  # check\r\n"
    assert mended({CODE: text}, "KB702", unsafe=True) == after


def test_sources_of_families_are_mended_in_the_configuration() -> None:
    text = "records: .\r\nfamilies:\r\n  smtp: {sources: [rfc5321]}  # mail\r\n"
    after = mended({"kb.yaml": text, CODE: HEAD}, "KB702", path="kb.yaml")
    assert after == text.replace("rfc5321", "RFC 5321")


def test_known_hosts_are_asked_for_by_https() -> None:
    text = (
        f'{HEAD}when: "See http://www.ietf.org/a \\u2014 and http://acme.io/b, http://github.com/c."  # links\r\n'
        "fix: |\r\n  <http://iana.org>  # no comment\r\n"
        "compare: [{with: smtp/502, difference: 'It''s at http://rfc-editor.org/'}]\r\n"
        "sources: ['http://www.w3.org/TR/xml/', \"http://acme.io/\"]\r\n"
    )
    safe = text
    for host in ("www.ietf.org", "github.com", "iana.org", "rfc-editor.org", "www.w3.org"):
        safe = safe.replace(f"http://{host}", f"https://{host}")
    assert mended({CODE: text}, "KB706") == safe
    assert mended({CODE: text}, "KB706", unsafe=True) == text.replace("http:", "https:")


def test_an_address_in_a_markdown_body() -> None:
    path = "guides/a.md"
    text = "---\r\ntitle: 'A'  # t\r\ncategory: c\r\nsummary: s\r\n---\r\n\r\n# One\r\n\r\n[a](http://ietf.org/a)\t`http://ietf.org/b`\r\n"
    assert mended({path: text}, "KB706", path=path) == text.replace("(http:", "(https:")


def test_the_official_name_becomes_an_alias() -> None:
    text = HEAD + "sources: [RFC 5321]\r\n"
    added = "aliases: ['Command parameter: no']\r\nsources:"
    assert mended(REGISTRY | {CODE: text}, "KB705") == text.replace("sources:", added)


def test_the_official_name_joins_other_aliases() -> None:
    text = HEAD + 'aliases:   # old ones\r\n  - "five-oh-four"   # slang\r\n\r\nsources: [RFC 5321]\r\n'
    added = "slang\r\n  - 'Command parameter: no'\r\n"
    assert mended(REGISTRY | {CODE: text}, "KB705") == text.replace("slang\r\n", added)


def test_the_registrys_source_is_only_a_suggestion() -> None:
    assert mended(REGISTRY | {CODE: HEAD}, "KB701") == HEAD
    assert mended(REGISTRY | {CODE: HEAD}, "KB701", unsafe=True) == HEAD + "sources: [RFC 5321 §4.2.2]\r\n"


KO = "codes/smtp/504.ko.yaml"
TRANSLATED = {"kb.yaml": "records: .\nlanguages: [en, ko]\n", CODE: HEAD + "fix: Leave it out.\r\n"}
NAME, SUMMARY, FIX = digest("Parameter Not\tImplemented"), digest("A text."), digest("Leave it out.")


def test_a_stamp_is_renewed_where_it_stands() -> None:
    """Only a person knows whether the translation is up to date."""
    old = f"name={NAME} summary=00000000"
    text = f"translated_from: \"{old}\" # stamp\r\n# 이름\r\nname: '매개변수'\r\nsummary: |\r\n  글입니다.\r\nfix: 뺍니다.\r\n"
    assert mended(TRANSLATED | {KO: text}, "KB602", path=KO) == text
    new = f"name={NAME} summary={SUMMARY} fix={FIX}"
    assert mended(TRANSLATED | {KO: text}, "KB602", unsafe=True, path=KO) == text.replace(old, new)


def test_what_is_no_stamp_is_replaced() -> None:
    text = "name: '매개변수'\r\ntranslated_from: yesterday\r\n"
    after = f"name: '매개변수'\r\ntranslated_from: name={NAME}\r\n"
    assert mended(TRANSLATED | {KO: text}, "KB602", unsafe=True, path=KO) == after


def test_a_huge_file_gets_some_fixes_now_and_the_rest_later() -> None:
    """Each fix is tried on the whole file, so that a hostile one would take for ever."""
    text = f"term: A\ndefinition: |\n  {'word ' * 300_000}\n" + "  http://ietf.org\n" * 50
    findings = kb.lint(kb.load({"terms/a.yaml": text}), select=["KB706"])
    offered = [finding.line for finding in findings if finding.fix]
    assert len(findings) == 50
    assert offered == list(range(4, 4 + len(offered)))
    assert 0 < len(offered) < 50
