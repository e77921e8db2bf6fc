"""Linting in the background: typing never waits for it, and a newer text ends what was begun for an older one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from threading import Condition, Thread
from time import monotonic

import kb
from kb import baseline
from kb.base import Base
from kb.finding import Finding, Severity
from kb.linting import active_rules
from kb.lsp.project import Loaded, Project
from kb.rules import Rule

SHORTEST = 0.04
LONGEST = 0.25
"""Seconds without a new change before linting begins: a third of what it last took to show something, within these."""
LULL = 0.3
"""Seconds without a new change before the slow rules run, which nothing interrupts."""

NOTICED = 0.4
"""Seconds that all rules may take together before the slow ones among them run apart from the others."""

Done = Callable[[Project, Loaded, list[Finding]], None]
Glanced = Callable[[Project, Loaded, list[Finding], frozenset[str]], None]
Failed = Callable[[Project, Exception], None]


class SupersededError(Exception):
    """The texts have changed while they were linted."""


class Linter:
    """A thread that lints projects some time after they were changed. What it calls back runs in that thread."""

    def __init__(self, done: Done, glanced: Glanced, failed: Failed) -> None:
        """Call `done` with the findings of a project that has not changed meanwhile, `failed` with our own faults.

        Where some rules are slow, `glanced` is called first, with the findings of the others and the codes of those.
        """
        self._done = done
        self._glanced = glanced
        self._failed = failed
        self._due: dict[Project, float] = {}
        self._cost: dict[Project, float] = {}
        self._slow: dict[Project, frozenset[str]] = {}
        self._wake = Condition()
        self._thread: Thread | None = None

    def ask(self, project: Project) -> None:
        """Lint a project soon; asked again, later."""
        pause = min(max(self._cost[project] / 3, SHORTEST), LONGEST) if project in self._cost else 0
        with self._wake:
            self._due[project] = monotonic() + pause
            if self._thread is None:
                self._thread = Thread(target=self._run, name="kb-lint", daemon=True)
                self._thread.start()
            self._wake.notify()

    def forget(self, project: Project) -> None:
        """Lint a project no more."""
        with self._wake:
            self._due.pop(project, None)

    def _run(self) -> None:
        while True:
            project = self._next()
            try:
                self._lint(project)
            except SupersededError:
                continue
            except Exception as error:  # noqa: BLE001 - the thread must outlive a fault of ours
                self._failed(project, error)

    def _next(self) -> Project:
        with self._wake:
            while True:
                now = monotonic()
                project, due = min(self._due.items(), key=lambda pair: pair[1], default=(None, now + 3600))
                if project is not None and due <= now:
                    del self._due[project]
                    return project
                self._wake.wait(due - now)

    def _lint(self, project: Project) -> None:
        began = monotonic()
        loaded = project.loaded()
        times: list[float] = []
        first: float | None = None

        def check() -> None:
            if project.generation != loaded.generation:
                raise SupersededError
            times.append(monotonic())

        slow = self._slow.get(project, frozenset())
        if slow:
            findings = kb.lint(loaded.base, ignore=slow, before_rule=check)
            check()
            first = monotonic() - began
            self._glanced(project, loaded, unknown_to_baseline(loaded.base, findings), slow)
            times.clear()
            self._wait_for_lull(project, loaded)
        findings = unknown_to_baseline(loaded.base, kb.lint(loaded.base, before_rule=check))
        check()
        self._slow[project] = slow_rules(active_rules(loaded.base), times)
        self._cost[project] = first or monotonic() - began
        self._done(project, loaded, findings)

    def _wait_for_lull(self, project: Project, loaded: Loaded) -> None:
        with self._wake:
            if self._wake.wait_for(lambda: project.generation != loaded.generation, LULL):
                raise SupersededError


def slow_rules(rules: list[Rule], times: list[float]) -> frozenset[str]:
    """Give the codes of rules that are worth waiting for apart, by the moments at which each began, and the end.

    There are none while all take no time that anyone would notice. What is an error is never among them.
    """
    total = times[-1] - times[0]
    if total < NOTICED:
        return frozenset()
    spans = [later - earlier for earlier, later in pairwise(times)]
    return frozenset(
        rule.CODE
        for rule, span in zip(rules, spans, strict=False)
        if span > total / 8 and rule.SEVERITY is not Severity.ERROR
    )


def unknown_to_baseline(base: Base, findings: list[Finding]) -> list[Finding]:
    """Leave out what the project lives with. A baseline that cannot be read knows nothing."""
    try:
        entries = baseline.load(base)
    except baseline.BaselineError:
        return findings
    return baseline.compare(base, findings, entries or (), ()).new
