"""The engine of fixes, with linters of its own: what is applied, what is taken back, what is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scratch import write

import kb
from kb.base import Base
from kb.finding import Edit, Finding, Fix, Severity
from kb.fixing import ChangedError, fix, write_all

PATH = "codes/smtp/504.yaml"
TEXT = "code: 504  # as logged\nname: 'X'\nsummary: http://a and http://b\nfix: see http://c\n"


def finding(base: Base, start: int, end: int, text: str | None, *, safe: bool = True, rule: str = "KB999") -> Finding:
    span = base.lines(PATH).span(start, end)
    fix = None if text is None else Fix("mend it", (Edit(PATH, span, text),), safe)
    return Finding(rule, "a-rule", Severity.WARNING, "a fault", PATH, *span, fix=fix)


def insecure(base: Base) -> list[Finding]:
    """Find each `http:`; the fix is safe but for the host `c`."""
    text = base.lines(PATH).text
    return [
        finding(base, m.start(), m.end() - 1, "https", safe=m[1] != "c") for m in re.finditer(r"http:(?=//(\w))", text)
    ]


def errors_too(base: Base) -> list[Finding]:
    return [*insecure(base), *(one for one in kb.lint(base) if one.severity is Severity.ERROR)]


def test_safe_fixes_are_applied_until_nothing_changes() -> None:
    """Two on one line take two rounds; what is unsafe stays."""
    outcome = fix(kb.load({PATH: TEXT}), insecure)
    assert [(change.path, change.after.decode()) for change in outcome.changes] == [
        (PATH, TEXT.replace("http://a", "https://a").replace("http://b", "https://b"))
    ]
    assert len(outcome.fixed) == 2
    assert len(outcome.findings) == 1
    again = fix(outcome.base, insecure)
    assert (again.changes, again.fixed) == ([], [])


def test_unsafe_fixes_are_applied_when_asked_for() -> None:
    outcome = fix(kb.load({PATH: TEXT}), insecure, unsafe=True)
    assert outcome.findings == []
    assert outcome.changes[0].after.decode() == TEXT.replace("http:", "https:")


def test_only_what_is_wanted_is_mended() -> None:
    outcome = fix(kb.load({PATH: TEXT}), insecure, unsafe=True, wanted=lambda one: one.line == 4)
    assert outcome.changes[0].after.decode() == TEXT.replace("http://c", "https://c")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_every_other_byte_stays(mark: bytes, line_end: bytes) -> None:
    data = mark + TEXT.encode().replace(b"\n", line_end)
    outcome = fix(kb.load({PATH: data}), insecure, unsafe=True)
    assert outcome.changes[0].after == data.replace(b"http:", b"https:")


def test_a_fix_that_does_not_end_its_finding_is_taken_back() -> None:
    """It would be applied for ever."""

    def toggling(base: Base) -> list[Finding]:
        match = re.search(r"'X'|'Y'", base.lines(PATH).text)
        assert match
        other = "'Y'" if match.group() == "'X'" else "'X'"
        found = finding(base, *match.span(), other)
        return [found, *insecure(base)]

    def same(base: Base) -> list[Finding]:
        at = base.lines(PATH).text.index("as logged")
        return [finding(base, at, at, "z", rule="KB998"), *insecure(base)]

    outcome = fix(kb.load({PATH: TEXT}), same)
    assert b"as logged" in outcome.changes[0].after
    assert len(outcome.fixed) == 2
    bounded = fix(kb.load({PATH: TEXT}), toggling)  # a finding that is another each time: only the bound ends it
    assert bounded.changes


def test_a_fix_that_brings_an_error_is_taken_back() -> None:
    """The text stays YAML, but the required name is gone."""

    def destructive(base: Base) -> list[Finding]:
        match = re.search(r"name: 'X'\n", base.lines(PATH).text)
        return [*([finding(base, *match.span(), "", rule="KB998")] if match else []), *errors_too(base)]

    outcome = fix(kb.load({PATH: TEXT}), destructive)
    assert b"name: 'X'" in outcome.changes[0].after
    assert b"https://a" in outcome.changes[0].after


def test_an_edit_that_says_more_than_it_shows_is_refused() -> None:
    """A `#` in the middle of a plain value would turn the rest of it into a comment."""

    def commenting(base: Base) -> list[Finding]:
        at = base.lines(PATH).text.index("and")
        return [finding(base, at, at + 3, "#", rule="KB998"), *insecure(base)]

    outcome = fix(kb.load({PATH: TEXT}), commenting)
    assert b"https://a and https://b" in outcome.changes[0].after


def test_a_fix_over_two_files_is_applied_whole() -> None:
    other = "codes/smtp/502.yaml"
    texts = {PATH: TEXT, other: "code: 502\nname: X\nsummary: s\n"}

    def renaming(base: Base) -> list[Finding]:
        if "'X'" not in base.lines(PATH).text:
            return []
        spans = [(path, base.lines(path).text.index("X")) for path in (PATH, other)]
        edits = tuple(Edit(path, base.lines(path).span(at, at + 1), "Z") for path, at in spans)
        return [Finding("KB998", "a-rule", Severity.INFO, "m", PATH, 2, 7, 2, 10, fix=Fix("t", edits))]

    outcome = fix(kb.load(texts), renaming)
    assert {change.path: change.after.count(b"Z") for change in outcome.changes} == {PATH: 1, other: 1}


def test_files_are_written_unless_they_changed(tmp_path: Path) -> None:
    root = write(tmp_path, {"kb.yaml": "records: .\n", PATH: TEXT, "codes/smtp/502.yaml": TEXT.replace("504", "502")})
    (root / PATH).chmod(0o640)
    outcome = fix(kb.load(root), insecure)
    write_all(root, outcome.changes)
    assert (root / PATH).read_text() == outcome.changes[0].after.decode()
    assert (root / PATH).stat().st_mode & 0o777 == 0o640

    outcome = fix(kb.load(root), insecure, unsafe=True)
    (root / PATH).write_text(TEXT + "when: now\n")
    with pytest.raises(ChangedError, match=PATH):
        write_all(root, outcome.changes)
    assert (root / PATH).read_text() == TEXT + "when: now\n"
