"""Running the rules over a base: which ones, how much each finding matters, and which comments hide it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kb.base import Base
from kb.config import FILE
from kb.finding import Fault, Finding, Fix, Severity
from kb.names import nearest
from kb.rules import Rule, all_rules, matches, name_of, unused_suppression
from kb.rules.rule import begins
from kb.source import START, Scalar, Span
from kb.suppression import Suppression, removal

BROKEN_CONFIG = "KB006"


class Outcome(NamedTuple):
    """What a run of the rules gave: the findings, and those that nobody sees, each in the order of findings."""

    findings: list[Finding]
    hidden: list[Finding]
    """Those that a comment hides."""
    left_out: list[Finding]
    """Those that kb.yaml leaves out in some files (`per_path_ignore`)."""


_OUTCOMES: WeakKeyDictionary[Base, Outcome] = WeakKeyDictionary()


def outcome(base: Base) -> Outcome:
    """Give what the rules of kb.yaml find in a base, and what is hidden of it; worked out once for each base."""
    if base not in _OUTCOMES:
        _OUTCOMES[base] = _run(base, {rule: severity(rule, base) for rule in active_rules(base)})
    return _OUTCOMES[base]


def lint(
    base: Base,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    before_rule: Callable[[], None] | None = None,
) -> list[Finding]:
    """Run the rules and give the findings in the order of path, line, column and rule.

    `select` and `ignore` hold codes, beginnings of codes (`KB3`), names, or `ALL`; the more exact of two counts. They
    go before what `kb.yaml` says: with `select`, what it selects and ignores does not count. `before_rule` is called
    before each rule; what it raises ends the run.
    Raises `ValueError` for one that means no rule.
    """
    for selector in (*select, *ignore):
        if problem := unknown_selector(selector):
            raise ValueError(problem)
    active = {rule: severity(rule, base, select, ignore) for rule in active_rules(base, select, ignore)}
    return _run(base, active, before_rule).findings


def errors(base: Base) -> list[Finding]:
    """Give what `lint` finds that is an error; rules that matter less are not run."""
    active = {rule: severity(rule, base) for rule in active_rules(base)}
    if active.get(unused_suppression) is not Severity.ERROR:  # else it must know what every rule found
        active = {rule: level for rule, level in active.items() if level is Severity.ERROR}
    return [finding for finding in _run(base, active).findings if finding.severity is Severity.ERROR]


def _run(base: Base, active: Mapping[Rule, Severity], before_rule: Callable[[], None] | None = None) -> Outcome:
    found: list[Finding] = []
    for rule, level in active.items():
        if before_rule:
            before_rule()
        faults = [*rule.check(base), *(_config_faults(base) if rule.CODE == BROKEN_CONFIG else ())]
        found += (_finding(rule, level, fault) for fault in faults)
    found, left_out = _parted(base, found)
    found, hidden, unused = _suppress(base, found, active)
    if unused_suppression in active:
        level = active[unused_suppression]
        late, late_out = _parted(base, [_finding(unused_suppression, level, fault) for fault in unused])
        found += late
        left_out += late_out
    return Outcome(*(sorted(set(part), key=lambda finding: finding.order) for part in (found, hidden, left_out)))


def fails(findings: Collection[Finding], level: str) -> bool:
    """Tell whether any finding is at or above a level: `error`, `warning`, `info`, or `never`."""
    return level != "never" and any(finding.severity.rank >= Severity(level).rank for finding in findings)


def active_rules(base: Base, select: Collection[str] = (), ignore: Collection[str] = ()) -> list[Rule]:
    """Give the rules that take part, in the order of their codes."""
    return [rule for rule in all_rules() if severity(rule, base, select, ignore) is not Severity.OFF]


def severity(rule: Rule, base: Base, select: Collection[str] = (), ignore: Collection[str] = ()) -> Severity:
    """Give how much a rule matters here: its own severity, as the configuration and the command line change it."""
    options = base.config.lint
    level = rule.SEVERITY
    chosen = {name: changed for name, (changed, _) in options.severity.items() if matches(name, rule)}
    if chosen:
        best = max(chosen, key=lambda name: _exactness([name], rule))
        if rule.SEVERITY is not Severity.OFF or _exactness([best], rule) == EXACT:
            level = chosen[best]
    wanted = select or [scalar.text for scalar in options.select]
    unwanted = ignore if select else [scalar.text for scalar in options.ignore]
    asked, refused = _exactness(wanted, rule), _exactness(unwanted, rule)
    if wanted and not asked and rule.CODE != BROKEN_CONFIG:
        return Severity.OFF
    if 0 < refused >= asked or (not select and _exactness(ignore, rule)):
        return Severity.OFF
    if asked == EXACT and level is Severity.OFF:
        return Severity.WARNING if rule.SEVERITY is Severity.OFF else rule.SEVERITY
    return level


EXACT = 9


def _exactness(selectors: Iterable[str], rule: Rule) -> int:
    """Tell how exactly the best of some selectors means a rule: 0 when none does, `EXACT` for its code or name."""
    meant = [selector for selector in selectors if matches(selector, rule)]
    exact = (rule.CODE, name_of(rule))
    return max((EXACT if name in exact else 1 if name == "ALL" else len(name) for name in meant), default=0)


def unknown_selector(selector: str) -> str | None:
    """Say why a selector means no rule, or give nothing when it means one."""
    if any(matches(selector, rule) for rule in all_rules()):
        return None
    near = _near(selector)
    return f"no rule is called `{selector}`" + (f"; did you mean `{near}`?" if near else "; see `kb rules`")


def _near(selector: str) -> str | None:
    return nearest(selector, [*(rule.CODE for rule in all_rules()), *(name_of(rule) for rule in all_rules())])


def _config_faults(base: Base) -> Iterator[Fault]:
    """Check what the configuration cannot know by itself: the names of rules, and whether there is a records folder."""
    options = base.config.lint
    span, name = base.config.records_span, base.config.records
    if base.files.is_outside(name):
        yield Fault(FILE, span or START, f"the folder `{name}` leads outside the project; kb reads nothing there")
    elif span and not base.files.has_folder(name):
        yield Fault(FILE, span, f"there is no folder `{name}`, so there are no records")
    named: list[tuple[str, Span]] = [(name, span) for name, (_, span) in options.severity.items()]
    named += [(scalar.text, scalar.span) for scalar in _selectors(base)]
    for name, span in named:
        if problem := unknown_selector(name):
            yield Fault(FILE, span, problem)


def _selectors(base: Base) -> Iterator[Scalar]:
    options = base.config.lint
    yield from options.select
    yield from options.ignore
    for scalars in options.per_path_ignore.values():
        yield from scalars


def _finding(rule: Rule, level: Severity, fault: Fault) -> Finding:
    return Finding(
        rule.CODE, name_of(rule), level, fault.message, fault.path, *fault.span, fault.record, fault.related, fault.fix
    )


def _parted(base: Base, found: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Part findings into those that count, and those that kb.yaml leaves out in their files."""
    if not base.config.lint.per_path_ignore:
        return found, []
    parts: tuple[list[Finding], list[Finding]] = ([], [])
    for finding in found:
        parts[_path_ignored(base, finding)].append(finding)
    return parts


def _path_ignored(base: Base, finding: Finding) -> bool:
    for pattern, scalars in base.config.lint.per_path_ignore.items():
        if any(_means(scalar.text, finding) for scalar in scalars) and path_pattern(pattern).fullmatch(finding.path):
            return True
    return False


def _means(selector: str, finding: Finding) -> bool:
    return selector in ("ALL", finding.name) or begins(selector, finding.rule)


@lru_cache(maxsize=256)
def path_pattern(pattern: str) -> re.Pattern[str]:
    """Translate a path pattern: `*` stays in a folder, `**` goes through folders, a bare name fits anywhere.

    A pattern that ends in a plain name means a file, or all that is in a folder.
    """
    pattern = pattern.removeprefix("./")
    if pattern.endswith("/"):
        pattern += "**"
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = [wild.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*/|\*\*|\*|\?)", pattern)]
    prefix = "" if "/" in pattern else "(?:.*/)?"
    suffix = "" if re.search(r"[*?][^/]*$", pattern) else "(?:/.*)?"
    return re.compile(prefix + "".join(parts) + suffix)


Hidden = tuple[str, int, int, str]
"""What a comment hides: a path, the first and last line that it reaches, and a rule's code or name."""


def _suppress(
    base: Base, found: list[Finding], active: Collection[Rule]
) -> tuple[list[Finding], list[Finding], list[Fault]]:
    """Part the findings into those that no comment hides and those that one does; give the parts that hid nothing."""
    comments = {reading.source.path: reading.suppressions for reading in base.readings if reading.suppressions}
    broken = {reading.source.path for reading in base.readings if reading.is_broken}
    if not comments:
        return found, [], []
    reaches = {
        (path, comment.first, comment.last, name)
        for path, suppressions in comments.items()
        for comment in suppressions
        for name, _ in comment.rules
    }
    wide = {
        path: sorted({(one.first, one.last) for one in suppressions if one.first < one.last})
        for path, suppressions in comments.items()
    }
    used: set[Hidden] = set()
    kept: list[Finding] = []
    hidden: list[Finding] = []
    for finding in found:
        by = reaches.intersection(_hidden_by(finding, wide[finding.path])) if finding.path in wide else None
        if by:
            used |= by
            hidden.append(finding)
        else:
            kept.append(finding)
    unused = [
        fault
        for path, suppressions in comments.items()
        if path not in broken  # what they hide may be in the part that could not be read
        for comment in suppressions
        for fault in _unused(base, path, comment, used, active)
    ]
    return kept, hidden, unused


def _hidden_by(finding: Finding, wide: list[tuple[int, int]]) -> Iterator[Hidden]:
    """Give what would hide a finding: a comment for its line, or for the record around it. Records do not overlap."""
    reaches = [(finding.line, finding.line)]
    number = bisect_right(wide, finding.line, key=lambda reach: reach[0]) - 1
    if number >= 0 and finding.line <= wide[number][1]:
        reaches.append(wide[number])
    return ((finding.path, *reach, name) for reach in reaches for name in (finding.rule, finding.name))


def _unused(
    base: Base, path: str, comment: Suppression, used: set[Hidden], active: Collection[Rule]
) -> Iterator[Fault]:
    if not comment.rules:
        message = "this comment hides nothing: it must name rules, as in `kb: ignore[KB301]`"
        yield Fault(path, comment.span, message, fix=_without(base, path, comment, safe=False))
    running = {rule.CODE for rule in active} | {name_of(rule) for rule in active}
    known = {rule.CODE for rule in all_rules()} | {name_of(rule) for rule in all_rules()}
    reach = path, comment.first, comment.last
    idle = {name for name, _ in comment.rules if name in running and (*reach, name) not in used}
    is_all = all(name in idle for name, _ in comment.rules)
    for number, (name, span) in enumerate(comment.rules):
        if name not in known:
            problem = unknown_selector(name) or f"`{name}` is no single rule; name each"
            yield Fault(path, span, problem, fix=_renamed(base, path, name, span))
        elif name in idle:
            fix = _without(base, path, comment, None if is_all else number)
            yield Fault(path, span, f"this comment hides no finding of {name}; remove it", fix=fix)


def _without(
    base: Base, path: str, comment: Suppression, number: int | None = None, *, safe: bool = True
) -> Fix | None:
    """Give the fix that removes a comment, or only the rule of that number from it."""
    edit = base.editor(path).substitute(removal(base.lines(path), comment, number), "")
    title = "Remove the comment" if number is None else f"Remove `{comment.rules[number][0]}` from the comment"
    return Fix(title, (edit,), safe) if edit else None


def _renamed(base: Base, path: str, name: str, span: Span) -> Fix | None:
    near = _near(name)
    edit = base.editor(path).substitute(span, near) if near else None
    return Fix(f"Name the rule `{near}`", (edit,), safe=False) if edit else None
