"""`kb explain`: a rule's page on the terminal."""

from __future__ import annotations

import sys

from kb.linting import unknown_selector
from kb.project import UserError
from kb.rules import find, name_of
from kb.terminal import style_for


def run(name: str) -> int:
    """Print a rule's code, name, severity and docstring."""
    rule = find(name)
    if rule is None:
        raise UserError(unknown_selector(name) or f"`{name}` means several rules; name one")
    style = style_for(sys.stdout)
    print(style(f"{rule.CODE} {name_of(rule)}", "bold") + f" ({rule.SEVERITY})")
    print()
    print((rule.__doc__ or "").strip())
    return 0
