"""Building the site: records to Markdown under `build/docs`, and that to pages under `build/site`.

Only files that change are written, and the same records give the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Protocol, TypeAlias
from urllib.parse import urlsplit

from kb.base import Base
from kb.site import mkdocs, zensical
from kb.site.data import all_assets
from kb.site.errors import BuildError
from kb.site.own import PAGES, Own, address, own_site
from kb.site.pages import all_pages
from kb.site.late import Late, copies_of, late_files
from kb.site.policy import published
from kb.site.redirects import redirects
from kb.site.schema_org import block
from kb.site.sections.origin import copy_path
from kb.site.site import Page, Site, shortened
from kb.site.sitemap import NAME as SITEMAP
from kb.site.sitemap import sitemap
from kb.terminal import Progress
from kb.writing import write


class Engine(Protocol):
    """A module that turns Markdown into pages."""

    NEEDS: tuple[str, str]
    """The package that it needs, and the extra of kb that installs it."""

    def configure(self, site: Site, output: Path, sites: list[Site], own: Own | None) -> Path:
        """Write the engine's configuration for one language below the output folder, and give its path."""

    def lacks(self, own: Own) -> list[str]:
        """Say what of a project's own settings the engine leaves out."""

    def run(self, configurations: list[Path], theirs: frozenset[str]) -> list[str]:
        """Build every language into `.site` below the output folder; give the warnings. Raises `BuildError`.

        `theirs` are the pages, by path below the roots of their languages, that are no records'.
        """


Finish: TypeAlias = Callable[[str, bytes], Iterable[tuple[str, bytes]]]
"""Gives the files that are published of one that an engine made; by path below the root of the site."""

_DESCRIPTION = 158
"""How wide the description of a page is, in columns: what search engines and previews of links show."""
_NOT_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ufffe\uffff]")
ENGINES: Mapping[str, Engine] = {"mkdocs": mkdocs, "zensical": zensical}


MARKER = ".kb-build"
"""The file that says that a folder is a build's to tidy."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    site: Path
    pages: int
    changed: int
    warnings: tuple[str, ...] = ()
    """What the engine warned of."""


def build(
    base: Base, output: Path, *, engine: str = "mkdocs", progress: Progress | None = None, strict: bool = False
) -> Built:
    """Build the site of a base below `output`, every language of it.

    Raises `BuildError` when two pages would be one, or the engine fails (in strict mode also when it warns), and
    `OSError` when a file cannot be written.
    """
    progress = progress or Progress()
    sites = [Site(base, language) for language in base.config.languages]
    docs = output / "docs"
    _claim(output)
    own = own_site(base)
    rendered = render(base, sites, docs, progress, own)
    jobs = [ENGINES[engine].configure(site, output, sites, own) for site in sites]
    progress.step(f"Building {len(rendered.pages):,} pages with {engine}")
    scratch = output / ".site"
    shutil.rmtree(scratch, ignore_errors=True)
    warnings = ENGINES[engine].lacks(own) if own else []
    warnings += ENGINES[engine].run(jobs, own.pages if own else frozenset())
    if warnings and strict:
        raise BuildError("; ".join(warnings[:3]) + (f" (and {len(warnings) - 3} more)" if len(warnings) > 3 else ""))
    for site in sites:
        _redirect(site, scratch / site.prefix)
    progress.step("Writing copies for machines")
    finish(base, sites, rendered, scratch)
    progress.step("Comparing with the site before")
    lost = {f"{site.prefix}404.html" for site in sites}
    rules = partial(published, root=_root(base.config.site.url), anywhere=lost)
    changed = synchronize(scratch, output / "site", rules)
    shutil.rmtree(scratch, ignore_errors=True)
    return Built(output / "site", len(rendered.pages), changed, tuple(warnings))


def _claim(output: Path) -> None:
    """Make sure that what a build removes was made by a build: never a user's file, and nothing behind a link."""
    marker = output / MARKER
    for folder in (output, output / "docs", output / "site"):
        if folder.is_symlink():
            raise BuildError(f"{folder} is a symbolic link; kb does not build through links")
        if folder != output and folder.is_dir() and any(folder.iterdir()) and not marker.exists():
            raise BuildError(f"{folder} holds files that kb did not make; choose another folder with --output")
    write(marker, "kb writes docs and site beside this file, and removes what does not belong there.\n")


@dataclass(slots=True)
class Rendered:
    """What was written for the engine: the pages by language, and what is to stand beside them when it is done."""

    pages: list[tuple[str, str]] = field(default_factory=list)
    """Each page's language and its path below the language's root."""
    late: list[Late] = field(default_factory=list)


def render(
    base: Base, sites: Iterable[Site], docs: Path, progress: Progress, own: Own | None = None
) -> Rendered:
    """Write the Markdown, assets and sources of all languages below a folder; give what was written."""
    wanted: set[Path] = set()
    rendered = Rendered()
    for site in sites:
        folder = docs / site.prefix
        for page in all_pages(site):
            target = _target(docs, folder, page.path)
            if target in wanted:
                raise BuildError(f"two pages would be {site.prefix}{page.url}; one of their ids must change")
            write(target, front_matter(page, block(site, page)) + page.body)
            wanted.add(target)
            rendered.pages.append((site.language, page.path))
            rendered.late += late_files(site, page)
            if len(rendered.pages) % 50 == 0:
                progress.step("Writing pages", len(rendered.pages))
        for asset in all_assets(site):
            target = _target(docs, folder, asset.path)
            if target in wanted:
                raise BuildError(f"two files would be {site.prefix}{asset.path}; an id must change")
            write(target, asset.content)
            wanted.add(target)
        if own:
            rendered.pages += ((site.language, path) for path in _render_own(own, site, docs, wanted))
    if not base.config.site.source:
        for path in base.sources:
            target = docs / copy_path(path)
            write(target, base.files.data(path))
            wanted.add(target)
    _remove_others(docs, wanted)
    return rendered


def _render_own(own: Own, site: Site, docs: Path, wanted: set[Path]) -> list[str]:
    """Write a project's own pages and files of a language; give the paths of the pages."""
    theirs = own.files_of(site)
    for path, content in theirs.items():
        target = _target(docs, docs / site.prefix, path)
        if {target, target.with_name(re.sub(r"^README(?=\.)", "index", target.name))} & wanted:
            raise BuildError(f"{own.path}: its {path} would stand where kb has a page or file; give it another name")
        write(target, content)
        wanted.add(target)
    return [address(path).removesuffix(".html") + ".md" for path in theirs if path.endswith(PAGES)]


def _target(docs: Path, folder: Path, path: str) -> Path:
    """Give where a page or file is written; never outside the folder of all."""
    target = Path(os.path.normpath(folder / path))
    if not path.isprintable() or not target.resolve().is_relative_to(docs.resolve()):
        raise BuildError(f"{path!r} is no path of a page; its id or family must change")
    return target


def _root(url: str | None) -> str:
    """Give the path of the site on its server, with a slash."""
    return urlsplit(url or "").path.rstrip("/") + "/"


def finish(base: Base, sites: Iterable[Site], rendered: Rendered, folder: Path) -> None:
    """Write beside the pages of an engine what it must not see, and the map of the site in place of its own."""
    for late in rendered.late:
        target = folder / late.path
        if target.exists():
            raise BuildError(f"two files would be {late.path}; an id must change")
        write(target, late.make())
    for site in sites:
        for name in (SITEMAP, f"{SITEMAP}.gz"):
            (folder / site.prefix / name).unlink(missing_ok=True)
    for path, content in sitemap(base.config, rendered.pages):
        write(folder / path, content)


def _redirect(site: Site, folder: Path) -> None:
    """Write the redirects of a language beside its pages, none of which gives way to one."""
    for redirect in redirects(site):
        target = folder / redirect.url
        if not target.exists() and target.resolve().is_relative_to(folder.resolve()):
            write(target, redirect.html)


def front_matter(page: Page, thing: str = "") -> str:
    """Give a page's metadata as YAML, in JSON's form. Themes put its texts on pages as they are, so they are HTML.

    `thing` is what the page is about, as JSON-LD.
    """
    description = shortened(page.description, _DESCRIPTION)
    texts = {"title": page.title, **({"description": description} if description else {})}
    lists = {"scripts": list(page.scripts), "styles": list(page.styles), "copies": [list(copy) for copy in copies_of(page)]}
    structured = {"structured": thing} if thing else {}
    meta = {
        **{name: escape(text) for name, text in texts.items()},
        **page.meta,
        **{name: items for name, items in lists.items() if items},
        **structured,
    }
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in meta.items())
    return f"---\n{_NOT_YAML.sub(' ', lines)}---\n\n"


def synchronize(source: Path, target: Path, finish: Finish) -> int:
    """Make one folder like another, with its files finished, writing only what differs; give how many were written or removed."""
    wanted: set[Path] = set()
    changed = 0
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        for name, content in finish(path.relative_to(source).as_posix(), path.read_bytes()):
            if target / name not in wanted:
                wanted.add(target / name)
                changed += write(target / name, content)
    return changed + _remove_others(target, wanted)


def _remove_others(folder: Path, wanted: set[Path]) -> int:
    removed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
            removed += 1
    return removed
