"""The author's texts: what it is, when it is seen, how to fix it, or a guide's body."""

from __future__ import annotations

from kb.fields import Text
from kb.record import Record
from kb.site.prose import heading
from kb.site.site import Site


def render(site: Site, record: Record, page: str) -> str:
    """Give each text of the record; the first is the lead, a body has its own headings, the others get one."""
    parts = []
    for number, name in enumerate(field.name for field in record.declaration.fields if isinstance(field.type, Text)):
        text = site.prose(page, record, name, deepen=0 if name == "body" else 3)
        if not text:
            continue
        if number == 0:
            parts.append(f'<div class="kb-lead" markdown="1">\n\n{text}\n\n</div>')
        elif name == "body":
            parts.append(text)
        else:
            parts.append(f"{heading(site.labels[name], name)}\n\n{text}")
    return "\n\n".join(parts)
