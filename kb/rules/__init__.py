"""The rules, one a module. To add one, write a module like its neighbours and name it in `RULES`, in code order."""

from __future__ import annotations

from kb.rules import (
    broken_reference,
    duplicate_id,
    missing_comparison,
    unused_suppression,
    yaml_syntax,
)
from kb.rules.rule import Rule, matches, name_of, summary_of

__all__ = ["RULES", "Rule", "find", "matches", "name_of", "summary_of"]

RULES: tuple[Rule, ...] = (
    yaml_syntax,
    unused_suppression,
    duplicate_id,
    broken_reference,
    missing_comparison,
)


def find(name: str) -> Rule | None:
    """Give the rule of a code or a name, in any case."""
    return next((rule for rule in RULES if name.upper() == rule.CODE or name.lower() == name_of(rule)), None)
