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
from kb.site.mkdocs import PARTS, active_markup, gather, pages_below, settings_of
from kb.site.own import Own, address, written
from kb.site.site import Site
from kb.site.theme import fill, layered, templates
from kb.writing import write

NEEDS = ("zensical", "zensical")
"""The package that this engine needs, and the extra of kb that installs it."""
IS_DIVISIBLE = False
THEME = "theme.zensical"
_CACHE = ".cache"
"""Where Zensical remembers a build. Its languages would share it, and a build of kb remembers nothing."""

EXTENSIONS = frozenset(
    {"abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "smarty", "tables", "toc"}
    | {
        f"pymdownx.{name}"
        for name in (
            "arithmatex betterem caret critic details emoji escapeall highlight inlinehilite keys magiclink mark "
            "progressbar saneheaders smartsymbols superfences tabbed tasklist tilde"
        ).split()
    }
)
"""The extensions of Markdown that a project may add: none reads a file, or makes markup that acts."""
PLUGINS = frozenset(
    "api-autonav autorefs awesome-nav blog callouts exclude gh-admonitions glightbox include-markdown literate-nav "
    "llmstxt macros mkdocs-nav-weight markdown-exec markdownextradata meta mike minify mkdocs-audio mkdocs-autoapi "
    "mkdocs-video mkdocstrings offline privacy redirects rss search social table-reader tags".split()
)
"""The plugins of MkDocs that Zensical stands in for."""
_LEFT_OUT = ("hooks",)

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"^Warning: (.*)\n(?:.*\[ (\S+) \])?", re.MULTILINE)
_CONTENT = re.compile(r"<article\b.*</article>", re.DOTALL)


def configure(site: Site, output: Path, sites: list[Site], own: Own | None = None) -> Path:
    """Write a language's configuration, and give its path. `zensical build -f` on it makes the same pages."""
    theme = fill(output / THEME, layered(templates(), own.templates if own else {}, "zensical"))
    settings = settings_of(site, sites, theme, "zensical")
    validation = settings["validation"]
    if own is not None:
        _refuse(own)
        settings = own.over(settings, site, pages_below(output / settings["docs_dir"]))
        settings = {name: value for name, value in settings.items() if name not in _LEFT_OUT} | {"edit_uri": ""}
    settings["validation"] = validation  # one for all pages, and those of kb link to addresses
    settings["theme"]["custom_dir"] = THEME
    path = output / ("zensical.yml" if site.is_original else f"zensical.{site.language}.yml")
    write(path, written(settings) if own else json.dumps(settings, indent=2, ensure_ascii=False) + "\n")
    return path


def _refuse(own: Own) -> None:
    """Refuse extensions that could read files or run what stands in a record: here they would read records, too."""
    for name, _ in own.named("markdown_extensions"):
        if name not in EXTENSIONS:
            raise BuildError(
                f"{own.path}: with Zensical, extensions read the pages of records, too, and `{name}` is none of which kb "
                "knows that this is safe; leave it out, or build with MkDocs"
            )


def lacks(own: Own) -> list[str]:
    """Say what of a project's own settings Zensical leaves out."""
    found = [f"Zensical runs no hooks; those of {own.path} are left out"] if own.hooks else []
    names = [name for name, _ in own.named("plugins") if name not in PLUGINS]
    return found + [f"Zensical has no plugin `{name}`; {own.path} names it" for name in names]


def run(configurations: list[Path], theirs: frozenset[str] = frozenset()) -> list[str]:
    """Build every language, side by side where there are cores for it; give what Zensical warned of.

    `theirs` are pages that are no records'. Raises `BuildError` when Zensical fails, or a record's text became active
    markup.
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
    _guard(output / ".site", {address(path) for path in theirs})
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


def _guard(folder: Path, theirs: set[str]) -> None:
    """Refuse a site with a page on which a record's text became something that acts."""
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        if name in theirs or name.partition("/")[2] in theirs:
            continue
        content = _CONTENT.search(path.read_text(encoding="utf-8"))
        if content and (active := active_markup(content.group())):
            raise BuildError(f"Zensical: {name}: {active}")
