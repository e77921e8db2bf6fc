"""`kb stats`: what the base holds, in numbers."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from kb.base import Base
from kb.commands.loading import load
from kb.terminal import style_for, table


def run(root: Path | None, format: str) -> int:
    """Print the counts."""
    counts = measure(load(root))
    if format == "json":
        print(json.dumps(counts, indent=2, ensure_ascii=False))
        return 0
    style = style_for(sys.stdout)
    for title, rows in counts.items():
        print(style(title, "bold"))
        for line in table((f"  {name}", f"{number:>8,}") for name, number in rows.items()):
            print(line)
    return 0


def measure(base: Base) -> dict[str, dict[str, int]]:
    """Count records by kind, codes by family, edges by relation, and translated records by language."""
    kinds = Counter(record.kind for record in base)
    families = Counter(record.family for record in base if record.family)
    relations = Counter(edge.relation for edge in base.edges)
    languages = Counter(language for key, language in base.translations if key in base)
    return {
        "records": {kind.plural: kinds[name] for name, kind in base.kinds.items()},
        "families": {str(name): families[name] for name in sorted(families)},
        "edges": {name: relations[name] for name in base.relations},
        "translations": {name: languages[name] for name in base.config.translations},
    }
