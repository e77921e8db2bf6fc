"""Rules of installed packages: modules that they name under the entry point `kb.rules`.

Only what was installed beside kb counts. A repository under check is never searched, though it may be the working
folder: what lies in it may be of a stranger's branch.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import cast

from kb.errors import UserError
from kb.finding import Severity
from kb.rules.rule import Rule, name_of

GROUP = "kb.rules"
_CODE = re.compile(r"(?!KB\d)[A-Z]{2,8}\d{3}")
"""The codes of others: letters and three digits, and not kb's own."""


class PluginError(UserError):
    """An installed package whose rules cannot be used."""


@cache
def plugged() -> tuple[Rule, ...]:
    """Give the rules of installed packages in the order of their codes.

    Raises `PluginError` when one cannot be loaded, is no rule, or has a code or a name that another has.
    """
    rules: dict[str, Rule] = {}
    for name, module in _modules():
        _check(name, module)
        rule = cast("Rule", module)
        if any(rule.CODE == other.CODE or name_of(rule) == name_of(other) for other in rules.values()):
            raise PluginError(f"the rule `{rule.CODE} {name_of(rule)}` of {name} has the code or name of another")
        rules[rule.CODE] = rule
    return tuple(rules[code] for code in sorted(rules))


def _modules() -> Iterator[tuple[str, ModuleType]]:
    folders = [folder for folder in dict.fromkeys(sys.path) if _is_installed(folder) and _mentions(folder)]
    if not folders:
        return
    from importlib.metadata import distributions  # slow to import, and nearly never needed

    for found in distributions(path=folders):
        for point in found.entry_points.select(group=GROUP):
            try:
                loaded = point.load()
            except Exception as error:
                raise PluginError(f"the rules of {found.name} cannot be loaded: {error}") from error
            for module in loaded if isinstance(loaded, list | tuple) else (loaded,):
                yield found.name, module


def _is_installed(folder: str) -> bool:
    """Tell whether packages are installed in a folder of Python's path: never in the working folder."""
    return bool(folder) and os.path.isdir(folder) and os.path.realpath(folder) != os.path.realpath(".")


def _mentions(folder: str) -> bool:
    """Tell whether a package in the folder names rules: read plainly, which takes a few milliseconds."""
    for entry in os.scandir(folder):
        if entry.name.endswith((".dist-info", ".egg-info")) and entry.is_dir():
            try:
                if f"[{GROUP}]" in Path(entry.path, "entry_points.txt").read_text(encoding="utf-8"):
                    return True
            except (OSError, UnicodeDecodeError):
                continue
    return False


def _check(name: str, module: ModuleType) -> None:
    """Raise `PluginError` unless a module is a rule."""
    code = getattr(module, "CODE", None)
    if not isinstance(module, ModuleType) or not callable(getattr(module, "check", None)):
        raise PluginError(f"{name} names something under `{GROUP}` that is no rule: a rule is a module with `check`")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise PluginError(f"the rule {module.__name__} of {name} needs a CODE such as `ACME101`; `KB` is kb's own")
    if not isinstance(getattr(module, "SEVERITY", None), Severity) or not (module.__doc__ or "").strip():
        raise PluginError(f"the rule {code} of {name} needs a SEVERITY of `kb.Severity`, and a docstring, its page")
