"""`kb rules`: the list of rules."""

from __future__ import annotations

import json
import sys

from kb.rules import all_rules, name_of, summary_of
from kb.terminal import style_for, table


def run(format: str) -> int:
    """Print every rule with its severity and the fault that it finds."""
    if format == "json":
        rows = [
            {"code": rule.CODE, "name": name_of(rule), "severity": str(rule.SEVERITY), "summary": summary_of(rule)}
            for rule in all_rules()
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return 0
    style = style_for(sys.stdout)
    lines = table((rule.CODE, name_of(rule), str(rule.SEVERITY), summary_of(rule)) for rule in all_rules())
    for line in lines:
        print(style(line[:5], "bold") + line[5:])
    return 0
