"""The two answers that a reader with a log in hand wants first: whether to try again, and who must act."""

from __future__ import annotations

from kb.record import Record
from kb.site.prose import inert
from kb.site.site import Site, in_language_inline

ANSWERS = ("retry", "acts")


def render(site: Site, record: Record) -> str:
    """Give the answers of a code, or else of its class; nothing where neither says anything."""
    if record.kind != "code":
        return ""
    items = "".join(
        f'<div class="kb-answer"><dt>{inert(site.labels[name])}</dt><dd>{in_language_inline(shown)}</dd></div>'
        for name in ANSWERS
        if (shown := site.answer(record, name))
    )
    return f'<dl class="kb-answers" data-search-exclude>{items}</dl>' if items else ""
