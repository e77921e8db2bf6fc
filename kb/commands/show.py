"""`kb show`: a record and its neighbours on the terminal."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path

from kb.base import Base
from kb.commands.loading import load
from kb.fields import Line, Lines, Text
from kb.graph import attributes
from kb.project import find
from kb.record import Record
from kb.terminal import printable, style_for, width


def run(root: Path | None, name: str, format: str) -> int:
    """Print the record that a user means by a key, id, title or alias."""
    base = load(root)
    record = find(base, name)
    if format == "json":
        print(
            json.dumps(
                {"id": record.key, **attributes(record), "links": _links(base, record)}, indent=2, ensure_ascii=False
            )
        )
        return 0
    style = style_for(sys.stdout)
    code = f"{record.text('code') or ''} " if record.kind == "code" else ""
    print(style(printable(f"{code}{record.title}"), "bold"))
    print(style(f"{record.key} in {record.path}:{record.span.line}", "dim"))
    for declared in record.declaration.fields:
        value = record.text(declared.name)
        if declared.label is not None and declared.name in record.fields and isinstance(declared.type, Line | Lines):
            print(f"\n{style(declared.name, 'cyan')}")
            plain = getattr(record, declared.name)
            for item in plain if isinstance(plain, list) else [plain]:
                print(f"  {printable(str(item))}")
        elif isinstance(declared.type, Text) and value and declared.name != "body":
            print(f"\n{style(declared.name, 'cyan')}")
            for line in value.strip().splitlines():
                print(
                    textwrap.fill(printable(line), min(width(), 100), initial_indent="  ", subsequent_indent="  ") or ""
                )
    for relation, keys in _links(base, record).items():
        print(f"\n{style(relation, 'cyan')} ({len(keys)})")
        for key in keys:
            print(f"  {key}  {style(printable(base[key].title), 'dim')}")
    return 0


def _links(base: Base, record: Record) -> dict[str, list[str]]:
    """Give the neighbours by relation; those that point here are under `<- relation`."""
    named = {}
    for (relation, outward), keys in base.neighbours[record.key].items():
        named[relation if outward or base.relations[relation].symmetric else f"<- {relation}"] = list(keys)
    return {name: named[name] for name in sorted(named, key=lambda name: (name.startswith("<-"), name))}
