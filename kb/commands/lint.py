"""`kb lint` and `kb fix`: check the records, mend what can be mended, and print what was found."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import kb
from kb import baseline, reports
from kb.base import Base
from kb.cache import Cache
from kb.checking import Checked, check
from kb.commands.loading import relative, write_changes, write_file
from kb.finding import Finding
from kb.fixing import Change, fix
from kb.linting import BROKEN_CONFIG, active_rules, fails
from kb.parallel import Remembered
from kb.patch import patch
from kb.project import UserError, find_root, is_within, unknown
from kb.reports.report import Counts, Known
from kb.terminal import printable, say, style_for


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a user asks of `kb lint`."""

    root: Path | None = None
    paths: tuple[Path, ...] = ()
    format: str = "text"
    output: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    statistics: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    update_baseline: bool = False
    cache: bool = True


def run(request: Request) -> int:
    """Lint a project; give 0, 1 when something is found at the fail level, 2 when kb.yaml is broken."""
    if request.format not in reports.FORMATS:
        raise unknown("format", request.format, reports.FORMATS)
    root = find_root(request.root)
    wanted = [relative(path, root) for path in request.paths]
    return _Run(request, root, wanted).run()


def watch(request: Request) -> int:
    """Lint a project again after each change of its files, until interrupted."""
    from kb.watching import snapshot
    from kb.watching import watch as each_change

    gc.enable()  # it stays for hours
    root = find_root(request.root)
    wanted = [relative(path, root) for path in request.paths]
    memory = Remembered()

    def once() -> None:
        if sys.stdout.isatty():
            sys.stdout.write("\x1b[2J\x1b[H")
        try:
            _Run(request, root, wanted, memory).run()
        except (UserError, OSError) as error:  # a file is half written, the folder is gone for a moment
            say(f"kb: {printable(str(error))}")
        sys.stdout.flush()
        say("kb: watching; Ctrl-C ends it")

    before = snapshot(root)
    once()
    try:
        each_change(root, once, before=before)
    except KeyboardInterrupt:
        say("")
    return 0


class _Run:
    """One run over a project."""

    def __init__(self, request: Request, root: Path, wanted: list[str], memory: Remembered | None = None) -> None:
        self.request = request
        self.root = root
        self.wanted = wanted
        self.memory = memory

    def run(self) -> int:
        cache = Cache(self.root) if self.request.cache and self.memory is None else None
        try:
            if self.request.fix or self.request.diff:
                return self.mend(kb.load(self.root, memory=cache))
            checked = self.check(cache)
        finally:
            if cache:
                cache.close()
        if self.request.update_baseline:
            return self.update_baseline(checked.base, checked.findings)
        return self.report(checked.base, checked.findings, Counts(checked.files, checked.records, checked.edges))

    def check(self, cache: Cache | None) -> Checked:
        try:
            return check(self.root, cache, select=self.request.select, ignore=self.request.ignore, memory=self.memory)
        except ValueError as error:
            raise UserError(str(error)) from error

    def lint(self, base: Base) -> list[Finding]:
        try:
            return kb.lint(base, select=self.request.select, ignore=self.request.ignore)
        except ValueError as error:
            raise UserError(str(error)) from error

    def is_wanted(self, finding: Finding) -> bool:
        if finding.rule == BROKEN_CONFIG or not self.wanted:
            return True
        return is_within(finding.path, self.wanted)

    # What is found.

    def report(
        self, base: Base, findings: list[Finding], checked: Counts | None = None, fixed: int | None = None
    ) -> int:
        known = self.compared(base, findings)
        shown = [finding for finding in (known.new if known else findings) if self.is_wanted(finding)]
        counts = Known(len(known.new), len(known.remaining), len(known.resolved)) if known else None
        request = self.request
        report = reports.Report(
            base,
            self.root,
            shown,
            list(request.select),
            list(request.ignore),
            request.statistics,
            counts=checked,
            fixed=fixed,
            baseline=counts,
        )
        self.print(report)
        if not report.checked.files:
            say(f"kb: there are no records in {self.root / base.config.records}")
        if any(finding.rule == BROKEN_CONFIG for finding in shown):
            return 2
        return int(fails(shown, request.fail_on or base.config.lint.fail_on))

    def print(self, report: reports.Report) -> None:
        """Write the report to stdout; or the text there, and the report to a file."""
        shown = "text" if self.request.output else self.request.format
        sys.stdout.write(reports.FORMATS[shown].render(report))
        if report.statistics and shown not in ("text", "json"):
            from kb.reports.text import statistics

            say("\n".join(statistics(report)))
        if self.request.output:
            text = reports.FORMATS[self.request.format].render(replace(report, in_colour=False))
            write_file(self.request.output, text.encode("utf-8", "backslashreplace"))

    # The baseline.

    def entries(self, base: Base) -> list[baseline.Entry] | None:
        try:
            return baseline.load(base)
        except baseline.BaselineError as error:
            raise UserError(f"the baseline {self.root / baseline.path(base)} cannot be used: {error}") from error

    def compared(self, base: Base, findings: list[Finding]) -> baseline.Compared | None:
        entries = self.entries(base)
        return None if entries is None else baseline.compare(base, findings, entries, self.active(base))

    def active(self, base: Base) -> set[str]:
        return {rule.CODE for rule in active_rules(base, self.request.select, self.request.ignore)}

    def update_baseline(self, base: Base, findings: list[Finding]) -> int:
        if any(finding.rule == BROKEN_CONFIG for finding in findings):
            return self.report(base, findings)
        entries = self.entries(base) or []
        known = baseline.compare(base, findings, entries, self.active(base))
        kept = [entry for entry in entries if entry.rule not in self.active(base)]
        path = self.root / baseline.path(base)
        if not base.files.leads_inside(path):
            raise UserError(f"{path} leads outside the project")
        write_file(path, baseline.render(base, findings, kept).encode())
        say(
            f"kb: {path} now has {len(findings) + len(kept):,} findings: {len(known.new):,} new, "
            f"{len(known.remaining):,} remaining, {len(known.resolved):,} resolved"
        )
        return 0

    # Mending.

    def mend(self, base: Base) -> int:
        outcome = fix(base, self.new_findings, unsafe=self.request.unsafe_fixes, wanted=self.is_wanted)
        if self.request.diff:
            return self.show_diff(outcome.changes, len(outcome.fixed))
        write_changes(self.root, outcome.changes, "while it was being mended")
        is_all = self.entries(outcome.base) is None
        findings = outcome.findings if is_all else self.lint(outcome.base)
        return self.report(outcome.base, findings, fixed=len(outcome.fixed))

    def new_findings(self, base: Base) -> list[Finding]:
        """Give the findings that the baseline does not know: what a project lives with stays as it is."""
        findings = self.lint(base)
        known = self.compared(base, findings)
        return known.new if known else findings

    def show_diff(self, changes: list[Change], fixed: int) -> int:
        style = style_for(sys.stdout)
        for change in changes:
            sys.stdout.write(patch(change.path, change.path, change.before, change.after, style))
        files = f"{len(changes):,} file{'' if len(changes) == 1 else 's'}"
        say(f"kb: would fix {fixed:,} finding{'' if fixed == 1 else 's'} in {files}; nothing was written")
        return int(bool(changes))
