"""The edge cases of the rules: `cases/<rule>.md`, in the notation of the rules' own pages.

A `##` heading begins a case. Its fences are the files; a line at fault ends in `# error` (`<!-- error -->` in
Markdown), and a case without marks must be silent. A quoted line (`> ...`) is a part of what some finding says: its
message, then its related places in brackets. After `Good:` come files that put the case right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

import kb
from kb.rules import RULES, Rule, find
from kb.rules.examples import examples

FOLDER = Path(__file__).parent / "cases"


def _cases() -> Iterator[ParameterSet]:
    for path in sorted(FOLDER.glob("*.md")):
        rule = find(path.stem)
        for title, text in _sections(path.read_text(encoding="utf-8")) if rule else ():
            yield pytest.param(rule, text, id=f"{path.stem}: {title}")


def _sections(page: str) -> Iterator[tuple[str, str]]:
    """Cut a page at its `##` headings, those inside fences left alone."""
    parts: list[tuple[str, list[str]]] = []
    fenced = False
    for line in page.split("\n"):
        fenced ^= line.startswith("```")
        if line.startswith("## ") and not fenced:
            parts.append((line[3:].strip(), []))
        elif parts:
            parts[-1][1].append(line)
    return ((title, "\n".join(lines)) for title, lines in parts)


CASES = list(_cases())


def _found(files: dict[str, str | bytes], rule: Rule) -> list[kb.Finding]:
    return [finding for finding in kb.lint(kb.load(files), select=[rule.CODE]) if finding.rule == rule.CODE]


def _says(finding: kb.Finding) -> str:
    related = ", ".join(f"{place.path}:{place.line}" for place in finding.related)
    return f"{finding.message} [{related}]"


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_a_case_is_found_where_it_is_marked(rule: Rule, text: str) -> None:
    """The findings are on the marked lines, in their order, and say what is quoted."""
    case = examples(f"\nBad:\n{text}")
    assert case.bad, "a case needs a fence with a title"
    found = _found(case.bad, rule)
    assert [(finding.path, finding.line) for finding in found] == case.faults
    for quoted in re.findall(r"^> (.+)$", text, re.MULTILINE):
        assert any(quoted in _says(finding) for finding in found), [_says(finding) for finding in found]
    if "\nGood:\n" in text:
        assert _found(case.good, rule) == []


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_a_case_raises_nothing_and_repeats_itself(rule: Rule, text: str) -> None:
    """Every rule bears the case, and finds the same twice."""
    files = examples(f"\nBad:\n{text}").bad
    assert kb.lint(kb.load(files)) == kb.lint(kb.load(files)), rule.CODE


def test_every_case_file_is_named_after_a_rule() -> None:
    """A file of cases that no rule reads would look like a test and be none."""
    names = {rule.__name__.rpartition(".")[2].replace("_", "-") for rule in RULES}
    assert {path.stem for path in FOLDER.glob("*.md")} <= names
