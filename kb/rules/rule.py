"""What a module must offer to be a rule, and how rules are named and found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kb.base import Base
from kb.finding import Fault, Severity


class Rule(Protocol):
    """A rule is a module. Its docstring is its page, with examples that are run; its file name is its name."""

    __name__: str
    __doc__: str | None
    CODE: str
    SEVERITY: Severity

    def check(self, base: Base) -> Iterator[Fault]:
        """Give the faults of a base; pure, in any order."""


def name_of(rule: Rule) -> str:
    """Give a rule's name: that of its module, in kebab case."""
    return rule.__name__.rpartition(".")[2].replace("_", "-")


def summary_of(rule: Rule) -> str:
    """Give the sentence that names the fault: the first line of the docstring."""
    return (rule.__doc__ or "").strip().partition("\n")[0]


def matches(selector: str, rule: Rule) -> bool:
    """Tell whether a selector means the rule: its code, the beginning of its code, its name, or `ALL`."""
    return selector in ("ALL", name_of(rule)) or begins(selector, rule.CODE)


def begins(selector: str, code: str) -> bool:
    """Tell whether a selector is a code or the beginning of one, its letters whole: `KB3`, but not `K`."""
    letters = code.rstrip("0123456789")
    return selector.startswith(letters) and code.startswith(selector)
