"""How a code looks in a log."""

from __future__ import annotations

from kb.record import Record
from kb.site.prose import heading, inert
from kb.site.site import Site


def render(site: Site, record: Record, _page: str) -> str:
    """Give the regular expressions that find the code."""
    declared = record.declaration.by_name.get("patterns")
    patterns = record.patterns if declared and declared.label is None else None
    if not patterns:
        return ""
    items = "\n".join(f"- <code>{inert(pattern)}</code>" for pattern in patterns)
    return f"{heading(site.labels['patterns'], 'patterns')}\n\n{items}"
