"""What an editor shows of a record beside its name."""

from __future__ import annotations

import re

from kb import markup
from kb.base import Base
from kb.config import Config
from kb.record import Record

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LONGEST = 600


def card(base: Base, record: Record) -> str:
    """Give a record in Markdown: what it is called, what it is, its first paragraph, where it stands."""
    parts = [f"**{_inert(name(record, base.config))}**", " · ".join(_facts(base.config, record))]
    if text := summary(record):
        parts.append(_inert(text))
    parts.append(f"`{record.path}`")
    return "\n\n".join(parts)


def name(record: Record, config: Config) -> str:
    """Give what readers call a record; a code with its family and number."""
    if record.kind != "code" or not (code := record.text("code")):
        return record.title
    family = config.families.get(record.family or "")
    known = family.name.into(config.language) if family else (record.family or "").upper()
    return f"{known} {code} {record.text('name') or ''}".strip()


def summary(record: Record) -> str:
    """Give the first paragraph of the text that says what a record is about, without its marks."""
    text = record.text(record.declaration.lead or "") or ""
    shown = markup.plain(text.strip().partition("\n\n")[0])
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _facts(config: Config, record: Record) -> list[str]:
    facts = [f"`{record.key}`", record.kind]
    if family := config.families.get(record.family or ""):
        facts.append(_inert(family.name.into(config.language)))
        if group := family.class_of(record.text("code") or "", record.text("class")):
            facts.append(_inert(group.name.into(config.language)))
    if "category" in record.declaration.by_name and (group := config.category(record.text("category") or "")):
        facts.append(_inert(group.name.into(config.language)))
    if status := record.text("status"):
        facts.append(_inert(status))
    return facts


def _inert(text: str) -> str:
    """Take from a text all that Markdown would make something of."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
