"""What an editor offers to do about findings: fix one, fix all that is safe, or hide one by a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind, CodeActionParams

import kb
from kb import fixing
from kb.base import Base
from kb.config import FILE
from kb.finding import Edit, Finding
from kb.lsp.changes import workspace_edit
from kb.lsp.diagnostics import diagnostic
from kb.lsp.linter import unknown_to_baseline
from kb.lsp.view import View
from kb.reader import Reading, decode, read
from kb.source import Span, shared_ends

FIX_ALL = "source.fixAll.kb"
KINDS = (CodeActionKind.QuickFix, FIX_ALL)
MOST = 30
"""For how many findings an editor may be offered something at once."""

_COMMENT = re.compile(r"kb:[ \t]*ignore\[([^\]\n]*)\]")


def actions(view: View, params: CodeActionParams, findings: list[Finding]) -> list[CodeAction]:
    """Give what can be done about the findings in a range of a document, of all that linting it found."""
    own = [finding for finding in findings if finding.path == view.path]
    wanted = view.columns.span(view.lines, params.range)
    near = [finding for finding in own if _touches(finding.span, wanted)]
    found: list[CodeAction] = []
    if _is_wanted(CodeActionKind.QuickFix, params):
        for finding in near[:MOST]:
            found += _quick_fix(view, finding)
        for finding in near[:MOST]:
            found += _suppressions(view, finding)
    is_asked = any(str(kind) != CodeActionKind.QuickFix for kind in params.context.only or ())
    if _is_wanted(FIX_ALL, params) and (near or is_asked) and any(one.fix and one.fix.safe for one in own):
        found += _fix_all(view)
    return found


def _is_wanted(kind: str, params: CodeActionParams) -> bool:
    """Tell whether an editor asked for a kind of action: all, that one, or a kind that it is a part of."""
    only = params.context.only
    return only is None or any(kind == asked or kind.startswith(f"{asked}.") or not asked for asked in map(str, only))


def _touches(span: Span, other: Span) -> bool:
    return span[:2] <= other[2:] and other[:2] <= span[2:]


def _quick_fix(view: View, finding: Finding) -> Iterator[CodeAction]:
    if finding.fix is None:
        return
    yield CodeAction(
        f"{finding.fix.title} ({finding.rule})",
        CodeActionKind.QuickFix,
        diagnostics=[diagnostic(finding, view.base, view.columns, view.uri_of)],
        is_preferred=finding.fix.safe,
        edit=workspace_edit(view, finding.fix.edits),
    )


# All that is safe.


def _fix_all(view: View) -> Iterator[CodeAction]:
    """Mend all findings of the document whose fixes are safe, round after round, as `kb lint --fix` does."""
    outcome = fixing.fix(view.base, _found, wanted=lambda finding: finding.path == view.path)
    edits = tuple(_change(view, change) for change in outcome.changes)
    if edits:
        yield CodeAction("Fix all that is safe", FIX_ALL, edit=workspace_edit(view, edits))


def _found(base: Base) -> list[Finding]:
    return unknown_to_baseline(base, kb.lint(base))


def _change(view: View, change: fixing.Change) -> Edit:
    """Give the smallest single edit that makes the new text of a file from the old one."""
    lines = view.base.lines(change.path)
    old, new = lines.text, decode(change.after)
    start, end = shared_ends(old, new)
    return Edit(change.path, lines.span(start, len(old) - end), new[start : len(new) - end])


# Comments that hide a finding.


def _suppressions(view: View, finding: Finding) -> Iterator[CodeAction]:
    if finding.path == FILE or view.source is None:
        return
    for title, edit in (
        (f"Ignore {finding.rule} here", _on_the_line(view, finding)),
        (f"Ignore {finding.rule} in the whole record", _before_the_record(view, finding)),
    ):
        if edit and _hides(view, finding, edit):
            yield CodeAction(
                title,
                CodeActionKind.QuickFix,
                diagnostics=[diagnostic(finding, view.base, view.columns, view.uri_of)],
                edit=workspace_edit(view, (edit,)),
            )


def _on_the_line(view: View, finding: Finding) -> Edit:
    """Name the rule in the comment of the finding's line, which is made where there is none."""
    text = view.lines.line(finding.line)
    if match := _COMMENT.search(text):
        return _added(view, finding.line, match, finding.rule)
    end = len(text.rstrip())
    span = Span(finding.line, end + 1, finding.line, end + 1)
    comment = f"kb: ignore[{finding.rule}]"
    return Edit(view.path, span, f" <!-- {comment} -->" if _is_body(view, finding.line) else f"  # {comment}")


def _added(view: View, line: int, match: re.Match[str], rule: str) -> Edit:
    place = match.end(1) + 1
    return Edit(view.path, Span(line, place, line, place), f", {rule}" if match[1].strip() else rule)


def _before_the_record(view: View, finding: Finding) -> Edit | None:
    """Name the rule in a comment before the record: in the one that is there, or in a new one."""
    record = view.record_at(finding.line)
    if record is None:
        return None
    first = record.span.line
    above = view.lines.line(first - 1)
    if match := _COMMENT.search(above):
        return _added(view, first - 1, match, finding.rule)
    is_markdown = bool(view.source and view.source.is_markdown)
    comment = f"<!-- kb: ignore[{finding.rule}] -->" if is_markdown else f"# kb: ignore[{finding.rule}]"
    ending = "\r\n" if "\r\n" in view.lines.text else "\n"
    return Edit(view.path, Span(first, 1, first, 1), comment + ending)


def _is_body(view: View, line: int) -> bool:
    return bool(view.source and view.source.is_markdown) and any(
        record.at("body").line <= line for record in view.records if record.text("body") is not None
    )


def _hides(view: View, finding: Finding, edit: Edit) -> bool:
    """Try a comment: it must be one, must cover the finding, and must leave the document as it was."""
    assert view.source is not None
    lines = view.lines
    start, end = lines.offset(*edit.span[:2]), lines.offset(*edit.span[2:])
    text = lines.text[:start] + edit.text + lines.text[end:]
    kind = view.base.kinds[view.source.kind]
    after = read(view.source, text.encode("utf-8", "surrogatepass"), kind)
    before = view.base.readings_by_path[view.path]
    moved = finding.line + (edit.text.count("\n") if edit.span[:2] <= finding.span[:2] else 0)
    is_hidden = any(
        comment.first <= moved <= comment.last and any(name == finding.rule for name, _ in comment.rules)
        for comment in after.suppressions
    )
    return is_hidden and _said(before) == _said(after) and after.is_broken == before.is_broken


def _said(reading: Reading) -> list[object]:
    """Give what a file says, without the places, and without a Markdown body: a comment there is part of it."""
    is_markdown = reading.source.is_markdown
    return [
        (
            record.key,
            [
                (name, record.declaration.by_name[name].type.plain(value))
                for name, value in record.fields.items()
                if not (is_markdown and name == "body")
            ],
        )
        for record in reading.records
    ]
