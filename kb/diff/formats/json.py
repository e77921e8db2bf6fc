"""One JSON object, with everything and in a fixed order. The README describes it; paths are relative to the root."""

from __future__ import annotations

import json
from typing import Any

from kb.diff.difference import EdgeChange, Entry, RecordChange
from kb.diff.formats.report import Report, Side

VERSION = 1


def render(report: Report) -> str:
    """Give the difference as JSON, the same bytes for the same two sides."""
    found = report.difference
    data = {
        "version": VERSION,
        "root": str(report.root.resolve()),
        "old": {**_side(report.old), **found.old._asdict()},
        "new": {**_side(report.new), **found.new._asdict()},
        "records": {
            "added": [_entry(entry) for entry in found.records_added],
            "removed": [{**_entry(entry), "successor": entry.successor} for entry in found.records_removed],
            "renamed": [_renamed(change) for change in found.records_renamed],
            "changed": [_changed(change) for change in found.records_changed],
            "unread": list(found.unread),
        },
        "edges": {
            "added": [_edge(report, edge, edge.new) for edge in found.edges_added],
            "removed": [_edge(report, edge, edge.old) for edge in found.edges_removed],
            "changed": [{**_ends(edge), "old": edge.old, "new": edge.new} for edge in found.edges_changed],
        },
        "settings": [{"name": one.name, "old": one.old, "new": one.new} for one in found.settings],
        "registries": [
            {"family": one.family, "added": one.added, "removed": one.removed, "changed": one.changed}
            for one in found.registries
        ],
        "findings": {
            "introduced": [finding.as_dict() for finding in found.findings_introduced],
            "resolved": [finding.as_dict() for finding in found.findings_resolved],
        },
        "pages": [
            {"address": page.address, "language": page.language, "change": str(page.change), "now": page.now}
            for page in found.pages
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {"revision": side.name if side.commit else None, "commit": side.commit}


def _entry(entry: Entry) -> dict[str, Any]:
    return {"key": entry.key, "title": entry.title, "path": entry.path, "translations": entry.languages}


def _renamed(change: RecordChange) -> dict[str, Any]:
    return {"old_key": change.old_key, "evidence": change.evidence, **_changed(change)}


def _changed(change: RecordChange) -> dict[str, Any]:
    fields = [{"name": one.name, "language": one.language, "old": one.old, "new": one.new} for one in change.fields]
    return {
        "key": change.key,
        "title": change.title,
        "path": change.path,
        "old_path": change.old_path,
        "fields": fields,
        "translations": {"added": change.languages_added, "removed": change.languages_removed},
    }


def _ends(edge: EdgeChange) -> dict[str, Any]:
    return {"source": edge.source, "target": edge.target, "key": edge.relation}


def _edge(report: Report, edge: EdgeChange, note: str | None) -> dict[str, Any]:
    """Give an edge as the exported graph has it."""
    name = report.difference.relations[edge.relation].note
    return {**_ends(edge), **({name: note} if name and note else {})}
