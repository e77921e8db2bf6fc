"""The rules, one a module. To add one, write a module like its neighbours and name it in `RULES`, in code order."""

from __future__ import annotations

from kb.rules import (
    broken_link,
    broken_reference,
    code_without_guide,
    contradictory_comparison,
    cyclic_hierarchy,
    deprecated_reference,
    duplicate_code,
    duplicate_id,
    duplicate_key,
    duplicate_reference,
    duplicate_title,
    insecure_url,
    invalid_config,
    invalid_id,
    invalid_value,
    lost_in_translation,
    malformed_code,
    malformed_source,
    misplaced_record,
    missing_code,
    missing_comparison,
    missing_field,
    missing_source,
    missing_translation,
    name_differs_from_registry,
    orphan_record,
    orphan_translation,
    oversized_input,
    redirect_loop,
    self_reference,
    stale_translation,
    stray_characters,
    stray_file,
    undeclared_category,
    undeclared_family,
    undecodable_file,
    unexplained_comparison,
    unknown_field,
    unknown_language,
    unregistered_code,
    untranslated_copy,
    unused_suppression,
    unused_term,
    wrong_kind,
    wrong_type,
    yaml_syntax,
)
from kb.rules.plugins import plugged
from kb.rules.rule import Rule, matches, name_of, summary_of

__all__ = ["RULES", "Rule", "all_rules", "find", "matches", "name_of", "summary_of"]

RULES: tuple[Rule, ...] = (
    yaml_syntax,
    duplicate_key,
    undecodable_file,
    oversized_input,
    stray_file,
    invalid_config,
    unused_suppression,
    missing_field,
    unknown_field,
    wrong_type,
    invalid_value,
    invalid_id,
    duplicate_id,
    duplicate_title,
    misplaced_record,
    duplicate_code,
    malformed_code,
    stray_characters,
    broken_reference,
    wrong_kind,
    self_reference,
    duplicate_reference,
    deprecated_reference,
    broken_link,
    undeclared_family,
    undeclared_category,
    redirect_loop,
    missing_comparison,
    unexplained_comparison,
    contradictory_comparison,
    orphan_record,
    cyclic_hierarchy,
    code_without_guide,
    unused_term,
    missing_translation,
    stale_translation,
    orphan_translation,
    lost_in_translation,
    unknown_language,
    untranslated_copy,
    missing_source,
    malformed_source,
    missing_code,
    unregistered_code,
    name_differs_from_registry,
    insecure_url,
)


def all_rules() -> tuple[Rule, ...]:
    """Give kb's rules and those of installed packages. Raises `PluginError` when one of these cannot be used."""
    return RULES + plugged()


def find(name: str) -> Rule | None:
    """Give the rule of a code or a name, in any case."""
    return next((rule for rule in all_rules() if name.upper() == rule.CODE or name.lower() == name_of(rule)), None)
