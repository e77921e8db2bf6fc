"""Every rule: its examples are run, its page has the agreed form, and it is called what the contract calls it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kb
from kb.base import Base
from kb.finding import Finding
from kb.fixing import fix
from kb.rules import RULES, Rule, find, name_of, summary_of
from kb.rules.examples import examples

FOLDER = Path(kb.__file__).parent / "rules"

CONTRACT = """
KB001 yaml-syntax ! · KB002 duplicate-key ! · KB003 undecodable-file ! · KB004 oversized-input ! · KB005 stray-file * ·
KB006 invalid-config ! · KB007 unused-suppression * · KB101 missing-field ! · KB102 unknown-field ! · KB103 wrong-type ! ·
KB104 invalid-value ! · KB105 invalid-id ! · KB106 duplicate-id ! · KB107 duplicate-title * · KB108 misplaced-record * ·
KB109 duplicate-code ! · KB110 malformed-code * · KB111 stray-characters * · KB201 broken-reference ! ·
KB202 wrong-kind ! · KB203 self-reference ! · KB204 duplicate-reference * · KB205 deprecated-reference * ·
KB206 broken-link ! · KB207 ambiguous-link * · KB208 unlinked-mention i · KB209 undeclared-family ! ·
KB210 undeclared-category * · KB211 redirect-loop ! · KB301 missing-comparison * · KB302 suggested-comparison i ·
KB303 unexplained-comparison i · KB304 open-triangle - · KB305 stale-comparison * · KB306 contradictory-comparison ! ·
KB401 orphan-record * · KB402 disconnected-cluster i · KB403 cyclic-hierarchy ! · KB404 redundant-hierarchy i ·
KB405 code-without-guide i · KB406 unused-term i · KB407 too-many-links - · KB501 placeholder-text * ·
KB502 duplicate-text * · KB503 circular-definition i · KB504 colliding-alias * · KB505 unsafe-markup ! ·
KB506 short-text - · KB507 contradictory-advice i · KB601 missing-translation i · KB602 stale-translation * ·
KB603 orphan-translation ! · KB604 lost-in-translation * · KB605 unknown-language ! · KB606 untranslated-copy i ·
KB701 missing-source - · KB702 malformed-source * · KB703 missing-code * · KB704 unregistered-code * ·
KB705 name-differs-from-registry i · KB706 insecure-url i
"""
SEVERITIES = {"!": "error", "*": "warning", "i": "info", "-": "off"}
AGREED = {code: (name, SEVERITIES[mark]) for code, name, mark in re.findall(r"(KB\d{3}) ([a-z-]+) ([!*i-])", CONTRACT)}

each_rule = pytest.mark.parametrize("rule", RULES, ids=name_of)


def found(files: dict[str, str | bytes], rule: Rule) -> list[Finding]:
    """Lint the files with the rule on, whatever its severity, and give what it found."""
    base = kb.load(files)
    findings = kb.lint(base, select=["ALL", rule.CODE])
    return [finding for finding in findings if finding.rule == rule.CODE]


@each_rule
def test_bad_example_is_found_on_the_marked_lines(rule: Rule) -> None:
    example = examples(rule.__doc__ or "")
    assert example.faults, "mark the lines at fault with `# error`"
    assert sorted({(finding.path, finding.line) for finding in found(example.bad, rule)}) == example.faults


@each_rule
def test_good_example_is_free_of_the_fault(rule: Rule) -> None:
    assert found(examples(rule.__doc__ or "").good, rule) == []


@each_rule
def test_good_example_is_free_of_errors(rule: Rule) -> None:
    """What a page recommends must not be wrong in another way; links may lead to records that it does not show."""
    links = {"KB201", "KB206"}
    errors = [f for f in kb.lint(kb.load(examples(rule.__doc__ or "").good)) if f.severity == "error"]
    assert [finding for finding in errors if finding.rule not in links] == []


@each_rule
def test_page_has_the_agreed_form(rule: Rule) -> None:
    page = (rule.__doc__ or "").strip()
    first, blank, body = page.split("\n", 2)
    assert first == summary_of(rule)
    assert first.endswith(".")
    assert blank == ""
    words, bad, rest = body.partition("\nBad:\n")
    assert words.strip()
    assert bad
    assert "\nGood:\n" in rest
    assert max(map(len, page.splitlines())) <= 120


@each_rule
def test_name_code_and_severity_are_those_of_the_contract(rule: Rule) -> None:
    is_agreed = rule.CODE in AGREED or name_of(rule) in {name for name, _ in AGREED.values()}
    assert not is_agreed or AGREED.get(rule.CODE) == (name_of(rule), str(rule.SEVERITY))


@each_rule
def test_findings_are_complete_and_on_one_line(rule: Rule) -> None:
    for finding in found(examples(rule.__doc__ or "").bad, rule):
        assert finding.message == " ".join(finding.message.split())
        assert not finding.message.endswith(".")
        assert (finding.name, finding.severity) == (name_of(rule), find(rule.CODE) and severity_when_selected(rule))
        assert min(finding.span) >= 1
        assert finding.span[:2] <= finding.span[2:]


@each_rule
def test_fixes_end_what_they_mend(rule: Rule) -> None:
    """Applied to the bad example, they leave only findings without a fix, bring no error, and then change nothing."""

    def lint(base: Base) -> list[Finding]:
        return kb.lint(base, select=["ALL", rule.CODE])

    base = kb.load(examples(rule.__doc__ or "").bad)
    mended = fix(base, lint, unsafe=True, wanted=lambda finding: finding.rule == rule.CODE)
    assert [one for one in mended.findings if one.rule == rule.CODE and one.fix] == []
    assert errors(mended.findings) <= errors(lint(base))
    again = fix(kb.load(mended.base.files), lint, unsafe=True, wanted=lambda finding: finding.rule == rule.CODE)
    assert again.changes == []


def errors(findings: list[Finding]) -> set[tuple[str, str, str]]:
    """Give what errors say, without their places."""
    return {(one.path, one.rule, one.message) for one in findings if one.severity == "error"}


def severity_when_selected(rule: Rule) -> str:
    """Give a rule's severity once it is selected by its code: one that is off becomes a warning."""
    return "warning" if rule.SEVERITY == "off" else str(rule.SEVERITY)


def test_every_agreed_rule_is_there() -> None:
    assert AGREED.keys() <= {rule.CODE for rule in RULES}


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.CODE for rule in RULES]
    assert codes == sorted(set(codes))


def test_every_rule_in_the_folder_is_registered() -> None:
    modules = {
        path.stem for path in FOLDER.glob("*.py") if re.search(r"^CODE = ", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {rule.__name__.rpartition(".")[2] for rule in RULES} == modules


@pytest.mark.parametrize("name", ["KB201", "kb201", "broken-reference", "Broken-Reference"])
def test_a_rule_is_found_by_code_or_name(name: str) -> None:
    rule = find(name)
    assert rule is not None
    assert rule.CODE == "KB201"


def test_an_unknown_rule_is_not_found() -> None:
    assert find("KB999") is None
