"""Zensical as the engine: the settings of MkDocs, as far as Zensical reads them, and running it. Nothing else knows it.

It runs in processes of its own, and what it wrote is searched for markup that acts, since nothing of kb can look on.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from kb.site.errors import BuildError
from kb.site.mkdocs import PARTS, active_markup, gather, settings_of
from kb.site.site import Site
from kb.site.theme import SHARED, fill, templates
from kb.writing import write

NEEDS = ("zensical", "zensical")
"""The package that this engine needs, and the extra of kb that installs it."""
THEME = "theme.zensical"
_CACHE = ".cache"
"""Where Zensical remembers a build. Its languages would share it, and a build of kb remembers nothing."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"^Warning: (.*)\n(?:.*\[ (\S+) \])?", re.MULTILINE)
_CONTENT = re.compile(r"<article\b.*</article>", re.DOTALL)


def configure(site: Site, output: Path, sites: list[Site]) -> Path:
    """Write a language's configuration, and give its path. `zensical build -f` on it makes the same pages."""
    theme = fill(output / THEME, {name: content for name, content in templates().items() if name in SHARED})
    settings = settings_of(site, sites, theme, "zensical")
    settings["theme"]["custom_dir"] = THEME
    path = output / ("zensical.yml" if site.is_original else f"zensical.{site.language}.yml")
    write(path, json.dumps(settings, indent=2, ensure_ascii=False) + "\n")
    return path


def run(configurations: list[Path]) -> list[str]:
    """Build every language, side by side where there are cores for it; give what Zensical warned of.

    Raises `BuildError` when Zensical fails, or a record's text became active markup.
    """
    output = configurations[0].parent
    for leftover in (PARTS, _CACHE):
        shutil.rmtree(output / leftover, ignore_errors=True)
    together = max(1, os.cpu_count() or 1)
    said = []
    for first in range(0, len(configurations), together):
        started = [_start(path) for path in configurations[first : first + together]]
        said += [_end(process) for process in started]
    shutil.rmtree(output / _CACHE, ignore_errors=True)
    gather(output)
    _guard(output / ".site")
    return [warning for warnings in said for warning in warnings]


def _start(configuration: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "zensical", "build", "-f", configuration.name]
    return subprocess.Popen(
        command,
        cwd=configuration.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _end(process: subprocess.Popen[bytes]) -> list[str]:
    """Wait until it ends, and give its warnings with their places."""
    out, _ = process.communicate()
    words = _COLOUR.sub("", out.decode(errors="replace"))
    if process.returncode:
        lines = [line for line in words.splitlines() if line.strip()] or [f"ended with {process.returncode}"]
        reasons = [line.partition(": ")[2] for line in lines if re.match(r"(?:\w*Error): ", line)]
        raise BuildError(f"Zensical: {(reasons or lines)[-1].strip()}")
    return [f"{match[2]}: {match[1]}" if match[2] else match[1] for match in _WARNING.finditer(words)]


def _guard(folder: Path) -> None:
    """Refuse a site with a page on which a record's text became something that acts."""
    for path in sorted(folder.rglob("*.html")):
        content = _CONTENT.search(path.read_text(encoding="utf-8"))
        if content and (active := active_markup(content.group())):
            raise BuildError(f"Zensical: {path.relative_to(folder).as_posix()}: {active}")
