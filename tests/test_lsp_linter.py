"""Linting in the background of an editor: what is shown first where some rules are slow, and what a newer text ends."""

from __future__ import annotations

from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from scratch import CODE, TERM, brief, write

import kb
from kb.lsp.carrying import carry
from kb.lsp.linter import NOTICED, Linter, slow_rules
from kb.lsp.project import Project
from kb.rules import RULES

C504 = "records/codes/smtp/504.yaml"


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Project:
    """Give a base in which something is found by two rules."""
    config = "title: T\nlint: {select: [KB201, KB301]}\n"
    return Project(write(tmp_path, {"kb.yaml": config, C504: CODE + "terms: [nothing]\n"}))


def linter(heard: Queue[Any]) -> Linter:
    """Give a linter that tells what it found."""

    def failed(_: Project, error: Exception) -> None:
        heard.put(("failed", repr(error)))

    return Linter(
        lambda _project, loaded, found: heard.put(("done", loaded.generation, brief(found))),
        lambda _project, loaded, found, slow: heard.put(("glanced", loaded.generation, brief(found), slow)),
        failed,
    )


def test_what_the_quick_rules_find_is_told_before_the_slow_ones_run(project: Project) -> None:
    """Then all of it."""
    heard: Queue[Any] = Queue()
    lints = linter(heard)
    lints._slow[project] = frozenset({"KB301"})
    lints.ask(project)
    assert heard.get(timeout=60) == ("glanced", 0, [f"KB201 {C504}:4:9"], frozenset({"KB301"}))
    assert heard.get(timeout=60) == ("done", 0, [f"KB301 {C504}:1:1", f"KB201 {C504}:4:9"])


def test_a_newer_text_ends_what_was_begun_for_an_older_one(project: Project) -> None:
    """Between the quick rules and the slow ones, too."""
    heard: Queue[Any] = Queue()
    lints = linter(heard)
    glanced = lints._glanced

    def typing(*told: Any) -> None:
        glanced(*told)
        if project.generation == 0:
            project.lay(C504, CODE)
            lints.ask(project)

    lints._glanced = typing
    lints._slow[project] = frozenset({"KB301"})
    lints.ask(project)
    assert [heard.get(timeout=60)[:2] for _ in range(3)] == [("glanced", 0), ("glanced", 1), ("done", 1)]


def test_which_rules_are_slow() -> None:
    """Those that take a good part of a time that is noticed, but never one of errors."""
    rules = list(RULES)
    quick = [number * NOTICED / 1000 for number in range(len(rules) + 1)]
    assert slow_rules(rules, quick) == frozenset()
    slow = next(number for number, rule in enumerate(rules) if rule.CODE == "KB301")
    error = next(number for number, rule in enumerate(rules) if rule.CODE == "KB201")
    times = [0.0]
    for number in range(len(rules)):
        times.append(times[-1] + (1.0 if number in (slow, error) else 0.0))
    assert slow_rules(rules, times) == {"KB301"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CODE + "terms: [nothing]\n", [1, 4]),
        ("# new\n" + CODE + "terms: [nothing]\n", [2, 5]),
        (CODE + "fix: x\nterms: [nothing]\n", [1, 5]),
        (CODE + "terms: [nothing-else]\n", [1]),
        ("x" + CODE + "terms: [nothing]\n", [4]),
        (CODE, [1]),
        ("", []),
    ],
)
def test_findings_keep_their_places_while_a_text_is_edited(text: str, expected: list[int]) -> None:
    """Above and below the edit; where it reaches them, they are not known until the rule has run again."""
    texts = {"codes/smtp/504.yaml": CODE + "terms: [nothing]\n", "terms/x.yaml": TERM + "related: [gone]\n"}
    before, now = kb.load(texts), kb.load({**texts, "codes/smtp/504.yaml": text})
    rules = ("KB201", "KB301")
    found = kb.lint(before, select=[*rules, "KB405"])
    kept = list(carry(found, rules, before, now))
    assert [one.line for one in kept if one.path == "codes/smtp/504.yaml"] == expected
    assert [one.line for one in kept if one.path == "terms/x.yaml"] == [3]
    assert {one.rule for one in kept} <= set(rules)
