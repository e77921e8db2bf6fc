"""Findings as an editor shows them."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Location,
)

from kb.base import Base
from kb.config import SiteOptions
from kb.finding import Finding, Related, Severity
from kb.lsp.positions import Columns, whole
from kb.rules import find
from kb.source import Span

SOURCE = "kb"
UNNECESSARY = ("KB002", "KB007", "KB204")
"""The rules about what could go without a loss; editors fade it."""
DEPRECATED = ("KB205",)
"""The rules about names that another has replaced; editors strike them through."""

_SEVERITIES = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
}


def diagnostic(finding: Finding, base: Base, columns: Columns, uri_of: Callable[[str], str]) -> Diagnostic:
    """Give the diagnostic of a finding in the base."""
    lines = base.lines(finding.path)
    return Diagnostic(
        range=columns.range(lines, whole(lines, finding.span)),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=_page(finding.rule, base.config.site),
        source=SOURCE,
        tags=_tags(finding.rule),
        related_information=[_related(one, base, columns, uri_of) for one in finding.related] or None,
        data={"name": finding.name, "record": finding.record, "fix": finding.fix and finding.fix.title},
    )


def _tags(rule: str) -> list[DiagnosticTag] | None:
    if rule in UNNECESSARY:
        return [DiagnosticTag.Unnecessary]
    return [DiagnosticTag.Deprecated] if rule in DEPRECATED else None


def _related(
    related: Related, base: Base, columns: Columns, uri_of: Callable[[str], str]
) -> DiagnosticRelatedInformation:
    place = Span(related.line, related.column, related.line, related.column)
    return DiagnosticRelatedInformation(
        Location(uri_of(related.path), columns.range(base.lines(related.path), place)), related.message
    )


def _page(code: str, site: SiteOptions) -> CodeDescription | None:
    """Give the address of a rule's page on the project's site, where the site is said to have one."""
    rule = find(code)
    if not (site.url and site.rules and rule):
        return None
    from kb.site.pages.rules import path_of

    return CodeDescription(f"{site.url.rstrip('/')}/{path_of(rule).removesuffix('.md')}.html")
