"""Single mistakes in the reference records: each gives the finding that it deserves, and no other.

A mistake is made by an edit of the text, as an author makes it. What was found before it is left out; the place is
told by the words that must be marked, so that the records may go on changing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pytest
from scratch import part

import kb
from kb.base import Base
from kb.finding import Severity
from kb.source import Lines

Texts = dict[str, bytes]
Edit = Callable[[Texts], None]

SMTP_502 = "site/codes/smtp/502.yaml"
SMTP_504 = "site/codes/smtp/504.yaml"
SMTP_503 = "site/codes/smtp/503.yaml"
SMTP_504_KO = "site/codes/smtp/504.ko.yaml"
STARTTLS = "site/terms/starttls.yaml"
STARTTLS_KO = "site/terms/starttls.ko.yaml"
TLS_1_3 = "site/terms/tls-1-3.yaml"
TLS_1_3_KO = "site/terms/tls-1-3.ko.yaml"
TLS_GUIDE = "site/guides/tls-1-3.md"
MTA_KO = "site/terms/mta.ko.yaml"


class Expected(NamedTuple):
    """A finding: its rule, its file, what it marks there (or a line and column), and words of its message."""

    rule: str
    path: str
    marks: str | tuple[int, int]
    says: str


SUGGESTIONS = ["KB302"]
"""The rule that finds no mistakes: what it suggests is weighed against the whole base, and moves with any of its texts."""


@pytest.fixture(scope="module", name="reference_texts")
def _reference_texts() -> Texts:
    """Give a part of this repository's own base. What it lacks of the rest is found before any mistake is made."""
    return part()


@pytest.fixture(scope="module", name="before")
def _before(reference_texts: Texts) -> Counter[tuple[str, str, str]]:
    """Give what is found in the reference base as it is."""
    return Counter(map(_identity, kb.lint(kb.load(reference_texts), ignore=SUGGESTIONS)))


def _identity(finding: kb.Finding) -> tuple[str, str, str]:
    return finding.rule, finding.path, finding.message


# The edits.


def _replace(path: str, old: str, new: str, texts: Texts) -> None:
    text = texts[path].decode()
    assert old in text, f"{path} has no {old!r} any more; choose another place for this mistake"
    texts[path] = text.replace(old, new, 1).encode()


def _replace_re(path: str, pattern: str, new: str, texts: Texts) -> None:
    text, count = re.subn(pattern, new, texts[path].decode(), count=1, flags=re.MULTILINE)
    assert count, f"{path} has no {pattern!r} any more; choose another place for this mistake"
    texts[path] = text.encode()


def _move(old: str, new: str, texts: Texts) -> None:
    texts[new] = texts.pop(old)


def _encode(path: str, encoding: str, texts: Texts) -> None:
    texts[path] = texts[path].decode().encode(encoding)


def _write(path: str, data: bytes, texts: Texts) -> None:
    texts[path] = data


def _stream(ids: tuple[str, ...], texts: Texts) -> None:
    """Put codes of SMTP into one file, as a stream; the files that they had go."""
    documents = [f"id: smtp/{id_}\n{texts[f'site/codes/smtp/{id_}.yaml'].decode()}" for id_ in ids]
    for id_ in set(ids):
        del texts[f"site/codes/smtp/{id_}.yaml"]
    texts["site/codes/smtp.yaml"] = "---\n".join(documents).encode()


def _all(*edits: Edit) -> Edit:
    """Make one mistake that takes several edits."""

    def make(texts: Texts) -> None:
        for edit in edits:
            edit(texts)

    return make


def replace(path: str, old: str, new: str) -> Edit:
    """Replace the first of some words by others."""
    return partial(_replace, path, old, new)


def replace_re(path: str, pattern: str, new: str) -> Edit:
    """Replace the first match of a pattern."""
    return partial(_replace_re, path, pattern, new)


def append(path: str, text: str) -> Edit:
    """Add lines to the end of a file."""
    return lambda texts: _write(path, texts[path] + text.encode(), texts)


def insert(path: str, offset: int, data: bytes) -> Edit:
    """Put bytes into a file."""
    return lambda texts: _write(path, texts[path][:offset] + data + texts[path][offset:], texts)


def move(old: str, new: str) -> Edit:
    """Rename a file."""
    return partial(_move, old, new)


MISTAKES: dict[str, tuple[Edit, Expected]] = {
    # Reading.
    "a tab indents": (
        replace(SMTP_504, "compare:\n  - with", "compare:\n\t- with"),
        Expected("KB001", SMTP_504, "\t", "a tab indents this line; YAML indents with spaces only"),
    ),
    "a quote is never closed": (
        replace(SMTP_503, "name: Bad", 'name: "Bad'),
        Expected("KB001", SMTP_503, '"', "this quote is never closed"),
    ),
    "a colon in a plain value": (
        replace(SMTP_504, "name: Parameter", "name: Parameter: Not"),
        Expected("KB001", SMTP_504, ": Not", "a second `: ` in a plain value; quote the value"),
    ),
    "a conflict of git": (
        replace(SMTP_504, "name: Parameter", "<<<<<<< HEAD\nname: X\n=======\nname: Parameter"),
        Expected("KB001", SMTP_504, "<<<<<<< HEAD", ""),
    ),
    "front matter without an end": (
        replace(TLS_GUIDE, "\n---\n", "\n--\n"),
        Expected("KB001", TLS_GUIDE, "---", "the front matter is never closed"),
    ),
    "a key given twice": (
        append(SMTP_504, "name : Again\n"),
        Expected("KB002", SMTP_504, "name :", "`name` is given twice; keep one"),
    ),
    "UTF-16": (
        partial(_encode, SMTP_504, "utf-16"),
        Expected("KB003", SMTP_504, (1, 1), "UTF-16 (byte 0xff here); save it as UTF-8"),
    ),
    "a byte of Latin-1": (
        insert(SMTP_504, 2, b"\xe9"),
        Expected("KB003", SMTP_504, (1, 3), "not UTF-8 (byte 0xe9 here); save it as UTF-8"),
    ),
    "a .yml file": (
        move(SMTP_504, "site/codes/smtp/504.yml"),
        Expected("KB005", "site/codes/smtp/504.yml", (1, 1), "kb does not read `.yml` files; name it `504.yaml`"),
    ),
    "a misspelt option": (
        replace("kb.yaml", "languages:", "langauges:"),
        Expected("KB006", "kb.yaml", "langauges", "did you mean `languages`?"),
    ),
    "another misspelt option": (
        replace("kb.yaml", "families:", "familes:"),
        Expected("KB006", "kb.yaml", "familes", "did you mean `families`?"),
    ),
    "a misspelt folder of records": (
        replace("kb.yaml", "records:", "record:"),
        Expected("KB006", "kb.yaml", "record:", "did you mean `records`?"),
    ),
    "a pattern of codes that is none": (
        replace_re("kb.yaml", r"code_pattern: .*", 'code_pattern: "[2-5"'),
        Expected("KB006", "kb.yaml", '"[2-5"', "`code_pattern` is no regular expression"),
    ),
    "a registry that is not there": (
        lambda texts: _move("site/registries/smtp.csv", "site/registries/mail.csv", texts),
        Expected("KB006", "kb.yaml", "site/registries/smtp.csv", "there is no file `site/registries/smtp.csv`"),
    ),
    "a comment that hides nothing": (
        replace(SMTP_504, "code: 504", "code: 504  # kb: ignore[KB301]"),
        Expected("KB007", SMTP_504, "KB301", "this comment hides no finding of KB301"),
    ),
    # Shape.
    "a missing field": (
        replace_re(SMTP_504, r"summary: >-\n(  .*\n)+", ""),
        Expected("KB101", SMTP_504, "code:", "`summary` is missing"),
    ),
    "an empty file": (
        partial(_write, SMTP_504, b""),
        Expected("KB101", SMTP_504, (1, 1), "it needs `code`, `name`, `summary`"),
    ),
    "a misspelt field that is required": (
        replace(SMTP_504, "summary:", "sumary:"),
        Expected("KB102", SMTP_504, "sumary", "did you mean `summary`?"),
    ),
    "a misspelt field of references": (
        replace(SMTP_504, "compare:", "comapre:"),
        Expected("KB102", SMTP_504, "comapre", "did you mean `compare`?"),
    ),
    "a misspelt note": (
        replace(SMTP_504, "    difference:", "    diference:"),
        Expected("KB102", SMTP_504, "diference", "did you mean `difference`?"),
    ),
    "a field that is not translated": (
        append(SMTP_504_KO, "code: 504\n"),
        Expected("KB102", SMTP_504_KO, "code", "`code` is not translated"),
    ),
    "one where a list belongs": (
        replace_re(STARTTLS, r"^related: .*", "related: tls-handshake"),
        Expected("KB103", STARTTLS, "tls-handshake\n", "`related` takes a list; write `[tls-handshake]`"),
    ),
    "a list where text belongs": (
        replace_re(SMTP_504, r"^name: .*", "name: [Parameter, Not]"),
        Expected("KB103", SMTP_504, "[Parameter", "`name` takes one line of text, not a list"),
    ),
    "a status that is none": (
        append(SMTP_504, "status: offical\n"),
        Expected("KB104", SMTP_504, "offical", "`offical` is no status; use `assigned`, "),
    ),
    "capitals in a path": (
        _all(move("site/terms/mta.yaml", "site/terms/MTA.yaml"), lambda texts: texts.pop(MTA_KO) and None),
        Expected("KB105", "site/terms/MTA.yaml", "term:", "the path gives the id `MTA`"),
    ),
    "an id given twice in a stream": (
        partial(_stream, ("502", "504", "502")),
        Expected("KB106", "site/codes/smtp.yaml", "", "`code:smtp/502` exists already"),
    ),
    "a former id that another has": (
        append(SMTP_504, "formerly: [smtp/502]\n"),
        Expected("KB106", SMTP_504, "smtp/502]\n", "`smtp/502` cannot be a former id"),
    ),
    "the title of another guide": (
        _all(
            replace_re("site/guides/smtp-reply-codes.md", r"^title: .*", "title: Same"),
            replace_re(TLS_GUIDE, r"^title: .*", "title: Same"),
        ),
        Expected("KB107", TLS_GUIDE, "Same", "`smtp-reply-codes` has the title `Same` too"),
    ),
    "an id that the path contradicts": (
        replace(SMTP_504, "code: 504", "id: smtp/505\ncode: 504"),
        Expected("KB108", SMTP_504, "smtp/505", "does not agree with the path, which says `smtp/504`"),
    ),
    "the code of another record": (
        replace(SMTP_502, "code: 502", "code: 504"),
        Expected("KB109", SMTP_504, "504", "`smtp/502` has the code `504` already"),
    ),
    "a letter in a code": (
        replace(SMTP_504, "code: 504", "code: 5O4"),
        Expected("KB110", SMTP_504, "5O4", "`5O4` does not look like a code of smtp"),
    ),
    "a zero-width space": (
        replace(SMTP_504, "Not Implemented", "Not\u200b Implemented"),
        Expected("KB111", SMTP_504, "\u200b", "a zero-width space (U+200B) stands here"),
    ),
    # References.
    "a broken reference": (
        replace(SMTP_504, "smtp-reply-codes", "smtp-reply-code"),
        Expected(
            "KB201",
            SMTP_504,
            "smtp-reply-code,",
            "there is no guide `smtp-reply-code`; did you mean `smtp-reply-codes`?",
        ),
    ),
    "a reference of the wrong kind": (
        replace_re(SMTP_504, r"^    status-code", "    smtp-reply-codes"),
        Expected("KB202", SMTP_504, "smtp-reply-codes, media", "is a guide, but `terms` takes terms"),
    ),
    "a reference to itself": (
        replace(SMTP_504, "with: smtp/534", "with: smtp/504"),
        Expected("KB203", SMTP_504, "smtp/504", "`compare` names this code itself"),
    ),
    "a reference given twice": (
        replace_re(SMTP_504, r"^guides:\n  \[", "guides:\n  [smtp-reply-codes,"),
        Expected("KB204", SMTP_504, "smtp-reply-codes, improving", "`smtp-reply-codes` stands twice under `guides`"),
    ),
    "a comparison given twice": (
        replace(SMTP_504, "with: smtp/535", "with:  smtp/534"),
        Expected(
            "KB204",
            SMTP_504,
            "smtp/534\n    difference: >-\n      504 rejects",
            "`smtp/534` stands twice under `compare`",
        ),
    ),
    "an id of old": (
        _all(
            append("site/terms/tls-versions.yaml", "formerly: [tls-version]\n"),
            replace_re(STARTTLS, r"tls-versions\]$", "tls-version]"),
        ),
        Expected("KB205", STARTTLS, "tls-version]", "`tls-version` is now called `tls-versions`"),
    ),
    "a broken link": (
        replace(STARTTLS, "[[tls-handshake|", "[[tls-handshak|"),
        Expected("KB206", STARTTLS, "[[tls-handshak|", "did you mean `tls-handshake`?"),
    ),
    "a link to a heading that is not there": (
        replace(STARTTLS, "[[tls-handshake|", "[[tls-handshake#nothing|"),
        Expected("KB206", STARTTLS, "[[tls-handshake#nothing|", "`tls-handshake` has no heading `#nothing`"),
    ),
    "a broken link in a translation": (
        replace(TLS_1_3_KO, "[[tls-handshake|", "[[tls-handshaek|"),
        Expected("KB206", TLS_1_3_KO, "[[tls-handshaek|", "did you mean `tls-handshake`?"),
    ),
    "a broken link to a file": (
        replace_re(TLS_GUIDE, r"\Z", "\nSee [this](../terms/nothing.yaml).\n"),
        Expected("KB206", TLS_GUIDE, "[this]", "there is no file `site/terms/nothing.yaml`"),
    ),
    "a misspelt family": (
        append(SMTP_504, "family: smpt\n"),
        Expected("KB209", SMTP_504, "smpt", "kb.yaml declares no family `smpt`; did you mean `smtp`?"),
    ),
    "a family that kb.yaml calls otherwise": (
        replace("kb.yaml", "\n  ftp:\n", "\n  ftpp:\n"),
        Expected("KB209", "site/codes/ftp/110.yaml", "code:", "did you mean `ftpp`?"),
    ),
    "a misspelt category": (
        replace(STARTTLS, "security-tls", "security-tsl"),
        Expected("KB210", STARTTLS, "security-tsl", "did you mean `security-tls`?"),
    ),
    "replacements in a circle": (
        _all(
            append("site/codes/ftp/228.yaml", "replaced_by: ftp/229\n"),
            append("site/codes/ftp/229.yaml", "replaced_by: ftp/228\n"),
        ),
        Expected("KB211", "site/codes/ftp/228.yaml", "ftp/229\n", "`ftp/228` → `ftp/229` → `ftp/228`"),
    ),
    # Comparisons, graph, translations, sources.
    "a comparison that is both made and dismissed": (
        append(SMTP_504, "not_confused_with: [smtp/502]\n"),
        Expected(
            "KB306", SMTP_504, "smtp/502]", "`smtp/504` and `smtp/502` are both compared and said not to be confused"
        ),
    ),
    "a circle of wider terms": (
        append("site/terms/tls-versions.yaml", "broader: [tls-1-3]\n"),
        Expected("KB403", TLS_1_3, "tls-versions]\nrelated", "`tls-1-3` → `tls-versions` → `tls-1-3`"),
    ),
    "a text that is not written": (
        replace_re(SMTP_504, r"^when: >-\n(?:  .*\n)+", "when: TODO\n"),
        Expected("KB501", SMTP_504, "TODO", "`TODO` stands here for what is not written"),
    ),
    "a summary that was copied": (
        replace_re(
            SMTP_504,
            r"^summary: >-\n(?:  .*\n)+",
            "summary: The server recognizes the command but does not implement it, or an administrators has switched it off.\n",
        ),
        Expected("KB502", SMTP_504, "The server", "`summary` says nearly the same as `smtp/502`"),
    ),
    "an alias that is the title of another term": (
        append(STARTTLS, "aliases: [TLS handshake]\n"),
        Expected("KB504", STARTTLS, "TLS handshake]", "`TLS handshake` is the title of `tls-handshake` too"),
    ),
    "a script in a text": (
        replace(SMTP_504, "A command parameter", "A <script>alert(1)</script> command parameter"),
        Expected("KB505", SMTP_504, "<script>alert", "`<script>` would act on a page"),
    ),
    "a link that acts": (
        replace(SMTP_504, "The command itself", "[The command](javascript:alert(1)) itself"),
        Expected("KB505", SMTP_504, "javascript:", "a link with `javascript:` acts"),
    ),
    "advice against the code's class": (
        replace(SMTP_504, "fix: |\n", "fix: |\n  Wait a while, then try again.\n\n"),
        Expected("KB507", SMTP_504, "Wait a while", "is in the class `Permanent negative`, but this says to try again"),
    ),
    "an original that changed since": (
        append(SMTP_504_KO, "translated_from: name=00000000\n"),
        Expected("KB602", SMTP_504_KO, "구현되지", "`name` of the original changed since this was translated"),
    ),
    "another code in a translation": (
        replace(STARTTLS_KO, "[[smtp/454|454]]", "[[smtp/451|451]]"),
        Expected("KB604", STARTTLS_KO, ">-", "`definition` lacks [[smtp/454]] of the original and has [[smtp/451]]"),
    ),
    "a name that was left untranslated": (
        replace_re(SMTP_504_KO, r"^name: .*", "name: Parameter Not Implemented"),
        Expected("KB606", SMTP_504_KO, "Parameter", "`name` repeats the original's words"),
    ),
    "a language that is not declared": (
        move(MTA_KO, "site/terms/mta.kr.yaml"),
        Expected("KB605", "site/terms/mta.kr.yaml", (1, 1), "kb.yaml declares no language `kr`; did you mean `ko`?"),
    ),
    "a code that its registry has no more": (
        replace_re("site/registries/smtp.csv", r"^504,.*\n", ""),
        Expected("KB704", SMTP_504, "504", "`504` is not in the registry of smtp"),
    ),
    "a citation in another form": (
        replace(SMTP_504, "RFC 5321 §4.2.1", "RFC5321 4.2.1"),
        Expected("KB702", SMTP_504, "RFC5321", "write `RFC 5321 §4.2.1`"),
    ),
    "another name than the official one": (
        replace(SMTP_504, "name: Parameter Not", "name: Argument Not"),
        Expected("KB705", SMTP_504, "Argument", 'the registry calls `504` "Command parameter not implemented"'),
    ),
    "an address without encryption": (
        append(SMTP_504, "  - http://www.iana.org/protocols\n"),
        Expected("KB706", SMTP_504, "http:", "`http://www.iana.org/protocols` is fetched without encryption"),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_once(name: str, reference_texts: Texts, before: Counter[tuple[str, str, str]]) -> None:
    """By its rule, at its place, in words that help; nothing else seems wrong for it."""
    edit, expected = MISTAKES[name]
    texts = dict(reference_texts)
    edit(texts)
    findings = new(texts, before)
    assert [(finding.rule, finding.path) for finding in findings] == [(expected.rule, expected.path)], findings
    assert expected.says in findings[0].message
    if isinstance(expected.marks, tuple):
        assert (findings[0].line, findings[0].column) == expected.marks
    else:
        assert rest_of(texts, findings[0]).startswith(expected.marks)


def new(texts: Texts, before: Counter[tuple[str, str, str]]) -> list[kb.Finding]:
    """Give what is found in texts and was not found before, but for what a rule says about the base as a whole."""
    left = Counter(before)
    found = []
    for finding in kb.lint(kb.load(texts), ignore=SUGGESTIONS):
        if left[_identity(finding)]:
            left[_identity(finding)] -= 1
        else:
            found.append(finding)
    return found


def rest_of(texts: Texts, finding: kb.Finding) -> str:
    """Give the text from where a finding begins."""
    text = texts[finding.path].decode()
    return text[Lines(text).offset(finding.line, finding.column) :]


def test_the_second_record_of_a_stream_is_the_one_at_fault(reference_texts: Texts) -> None:
    """It is marked where it begins, and the first is named beside it."""
    texts = dict(reference_texts)
    _stream(("502", "504", "502"), texts)
    (finding,) = kb.lint(kb.load(texts), select=["KB106"])
    starts = [
        number
        for number, line in enumerate(texts["site/codes/smtp.yaml"].decode().splitlines(), 1)
        if line == "id: smtp/502"
    ]
    assert [finding.related[0].line, finding.line] == starts


def test_the_mistakes_of_a_stream_are_not_those_of_its_form(
    reference_texts: Texts, before: Counter[tuple[str, str, str]]
) -> None:
    """Records in a stream are as good as records in files."""
    texts = dict(reference_texts)
    _stream(("502", "504"), texts)
    assert new(texts, before) == []


def test_a_deleted_record_is_missed_wherever_it_is_used(
    reference_texts: Texts, before: Counter[tuple[str, str, str]]
) -> None:
    """By each reference and link, by its translation, and by the registry; by nothing else."""
    texts = dict(reference_texts)
    del texts["site/codes/smtp/555.yaml"]
    findings = new(texts, before)
    assert {finding.rule for finding in findings} == {"KB201", "KB206", "KB603", "KB703"}
    named = [finding for finding in findings if finding.rule in ("KB201", "KB206")]
    assert all("smtp/555" in rest_of(texts, finding)[:12] for finding in named)
    uses = sum(
        len(re.findall(r"(?<![\w/])smtp/555\b", text.decode())) for path, text in texts.items() if path != "kb.yaml"
    )
    assert len(named) == uses > 5
    assert len(findings) == uses + 2


def test_a_translation_without_its_original(reference_texts: Texts, before: Counter[tuple[str, str, str]]) -> None:
    """Renamed alone, it is found once, with the original that it most likely means."""
    texts = dict(reference_texts)
    _move(MTA_KO, "site/terms/mtaa.ko.yaml", texts)
    findings = new(texts, before)
    orphan = next(finding for finding in findings if finding.rule == "KB603")
    assert orphan.message == "there is no term `mtaa` to translate; did you mean `mta`?"
    assert findings == [orphan]


def test_two_mistakes_are_two_findings(reference_texts: Texts, before: Counter[tuple[str, str, str]]) -> None:
    """One does not hide the other, even in the same record."""
    texts = dict(reference_texts)
    for name in ("a broken reference", "a status that is none", "a zero-width space", "a broken link in a translation"):
        MISTAKES[name][0](texts)
    assert sorted(finding.rule for finding in new(texts, before)) == ["KB104", "KB111", "KB201", "KB206"]


def test_the_reference_base_has_no_mistakes(reference: Base) -> None:
    """At warning or above."""
    levels = {finding.rule for finding in kb.lint(reference) if finding.severity is not Severity.INFO}
    assert levels == set()


def test_every_group_of_rules_has_its_mistakes() -> None:
    assert len(MISTAKES) >= 40
    assert {expected.rule[:3] for _, expected in MISTAKES.values()} >= {"KB0", "KB1", "KB2", "KB3", "KB4", "KB6", "KB7"}
