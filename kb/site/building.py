"""Building the site: records to Markdown under `build/docs`, and that to pages under `build/site`.

Only files that change are written, and the same records give the same bytes. An engine that can make pages one by one
makes those that may have changed since the last build (see `incremental`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from kb.base import Base
from kb.site import mkdocs, zensical
from kb.site.data import all_assets
from kb.site.errors import BuildError, InterruptedBuildError
from kb.site.hands import Hands
from kb.site.incremental import SCRATCH, Edition, Increment, Publish, Written, digest, is_divisible
from kb.site.late import Late, copies_of, late_files
from kb.site.ledger import Ledger
from kb.site.own import PAGES, Own, address, addressed, own_site
from kb.site.pages import all_pages
from kb.site.policy import published
from kb.site.redirects import redirects
from kb.site.schema_org import block
from kb.site.sections.origin import copy_path
from kb.site.site import Page, Site, shortened
from kb.site.sitemap import NAME as SITEMAP
from kb.site.sitemap import sitemap
from kb.terminal import Progress
from kb.writing import remove_others, write


class Engine(Protocol):
    """A module that turns Markdown into pages."""

    NEEDS: tuple[str, str]
    """The package that it needs, and the extra of kb that installs it."""
    IS_DIVISIBLE: bool
    """Whether pages can be made one by one, by `press`."""

    def configure(self, site: Site, output: Path, sites: list[Site], own: Own | None) -> Path:
        """Write the engine's configuration for one language below the output folder, and give its path."""

    def lacks(self, own: Own) -> list[str]:
        """Say what of a project's own settings the engine leaves out."""

    def run(self, configurations: list[Path], theirs: frozenset[str]) -> list[str]:
        """Build every language into `.site` below the output folder; give the warnings. Raises `BuildError`.

        `theirs` are the pages, by path below the roots of their languages, that are no records'.
        """


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
    files: tuple[str, ...]
    """The files that were written or removed, by their paths in the site."""
    warnings: tuple[str, ...] = ()
    """What the engine warned of."""

    @property
    def changed(self) -> int:
        """How many files were written or removed."""
        return len(self.files)


def build(
    base: Base,
    output: Path,
    *,
    engine: str = "mkdocs",
    progress: Progress | None = None,
    strict: bool = False,
    whole: bool = False,
) -> Built:
    """Build the site of a base below `output`, every language of it; `whole` makes all pages, whatever was built before.

    Raises `BuildError` when two pages would be one, or the engine fails (in strict mode also when it warns), and
    `OSError` when a file cannot be written.
    """
    with Hands() as hands:
        ledger = Ledger() if whole else Ledger.read(output)
        return Building(output, hands, ledger, progress or Progress(), engine).build(base, strict=strict)


@dataclass(slots=True)
class Building:
    """What builds a site: once, or again and again."""

    output: Path
    hands: Hands
    ledger: Ledger
    """What the last build left; each build changes it."""
    progress: Progress
    engine: str = "mkdocs"
    check: Callable[[], object] = bool
    """Is called now and then; what it raises ends the build, which may be taken up again."""
    _last: Increment | None = None
    """The last build, if it was one of pages one by one."""

    def build(self, base: Base, *, strict: bool = False) -> Built:
        """Build the site of a base, as `build` does."""
        own = own_site(base)
        base = addressed(base, own)
        sites = [Site(base, language) for language in base.config.languages]
        _claim(self.output)
        rendered = render(base, sites, self.output / "docs", self.progress, own, self.check)
        configure = ENGINES[self.engine].configure
        editions = [
            Edition(site.language, site.prefix, configure(site, self.output, sites, own), written)
            for site, written in zip(sites, rendered.written, strict=True)
        ]
        if own or not ENGINES[self.engine].IS_DIVISIBLE or not is_divisible(editions):
            return self._at_once(sites, rendered, editions, own, strict=strict)
        publish = publisher(sites)
        increment = self._last = Increment.of(self.output, self.ledger, editions)
        try:
            increment.make(self.hands, self.progress, self.check)
        except InterruptedBuildError as interruption:
            interruption.files = increment.put(publish)
            raise
        self.progress.step("Building the search index")
        increment.finish(self.hands)
        _refuse(increment.warnings, strict=strict)
        self._finish(sites, rendered, increment.stands)
        return Built(self.output / "site", len(rendered.pages), tuple(increment.complete(publish)), tuple(increment.warnings))

    def show(self, pages: Iterable[tuple[Site, Page]]) -> list[str] | None:
        """Make some pages of a changed base before the next build, and put them into the site that there is.

        Gives the files that were written, or nothing when there was no build yet that this can go on from.
        What else changes with these pages is for the next build. Raises what `build` raises, and what `check` does
        while pages are still coming.
        """
        if self._last is None:
            return None
        written: dict[str, dict[str, str]] = {}
        docs = self.output / "docs"
        sites: dict[str, Site] = {}
        for site, page in pages:
            self.check()
            if site.language not in self._last.setups:
                continue
            text = markdown(site, page)
            write(_target(docs, docs / site.prefix, page.path), text)
            written.setdefault(site.language, {})[page.path] = digest(text)
            sites[site.language] = site
        if not written:
            return []
        increment = self._last.further(written)
        increment.make(self.hands, self.progress, bool)
        return increment.put(publisher(sites.values()))

    def _at_once(
        self, sites: list[Site], rendered: Rendered, editions: list[Edition], own: Own | None, *, strict: bool
    ) -> Built:
        """Let the engine make all pages."""
        self._last = None
        self.progress.step(f"Building {len(rendered.pages):,} pages with {self.engine}")
        scratch = self.output / SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        engine = ENGINES[self.engine]
        warnings = engine.lacks(own) if own else []
        warnings += engine.run([edition.configuration for edition in editions], own.pages if own else frozenset())
        _refuse(warnings, strict=strict)
        self._finish(sites, rendered, lambda name: (scratch / name).exists())
        changed = synchronize(scratch, self.output / "site", publisher(sites))
        shutil.rmtree(scratch, ignore_errors=True)
        return Built(self.output / "site", len(rendered.pages), tuple(changed), tuple(warnings))

    def _finish(self, sites: list[Site], rendered: Rendered, stands: Callable[[str], bool]) -> None:
        """Write what no engine makes beside what it made; `stands` tells which files there are without it."""
        scratch = self.output / SCRATCH
        for site in sites:
            _redirect(site, scratch, stands)
        self.progress.step("Writing copies for machines")
        finish(sites, rendered, scratch, stands, self.check)
        self.progress.step("Comparing with the site before")


def publisher(sites: Iterable[Site]) -> Publish:
    """Give what publishes the files of a site in some languages."""
    sites = list(sites)
    lost = {f"{site.prefix}404.html" for site in sites}
    return partial(published, root=_root(sites[0].base.config.site.url), anywhere=lost)


def _refuse(warnings: list[str], *, strict: bool) -> None:
    if warnings and strict:
        raise BuildError("; ".join(warnings[:3]) + (f" (and {len(warnings) - 3} more)" if len(warnings) > 3 else ""))


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
    written: list[Written] = field(default_factory=list)
    """What was written of each language, but for a project's own pages and files."""


def render(
    base: Base,
    sites: Iterable[Site],
    docs: Path,
    progress: Progress,
    own: Own | None = None,
    check: Callable[[], object] = bool,
) -> Rendered:
    """Write the Markdown, assets and sources of all languages below a folder; give what was written.

    `check` is called between pages, and may end the work by what it raises.
    """
    wanted: set[Path] = set()
    rendered = Rendered()

    def put(site: Site, path: str, content: str | bytes, clash: str) -> str:
        """Write a file of a language, and give its digest."""
        target = _target(docs, docs / site.prefix, path)
        if target in wanted:
            raise BuildError(clash)
        write(target, content)
        wanted.add(target)
        return digest(content)

    for site in sites:
        written = Written()
        rendered.written.append(written)
        for page in all_pages(site):
            check()
            clash = f"two pages would be {site.prefix}{page.url}; one of their ids must change"
            written.pages[page.path] = put(site, page.path, markdown(site, page), clash)
            written.heads[page.path] = _head(page)
            rendered.pages.append((site.language, page.path))
            rendered.late += late_files(site, page)
            if len(rendered.pages) % 50 == 0:
                progress.step("Writing pages", len(rendered.pages))
        for asset in all_assets(site):
            check()
            clash = f"two files would be {site.prefix}{asset.path}; an id must change"
            written.files[asset.path] = put(site, asset.path, asset.content, clash)
        if own:
            rendered.pages += ((site.language, path) for path in _render_own(own, site, docs, wanted))
    if not base.config.site.source:
        for path in base.sources:
            content = base.files.data(path)
            target = docs / copy_path(path)
            write(target, content)
            wanted.add(target)
            rendered.written[0].files[copy_path(path)] = digest(content)
    remove_others(docs, wanted)
    return rendered


def markdown(site: Site, page: Page) -> str:
    """Give a page as it is written for the engine."""
    return front_matter(page, block(site, page)) + page.body


def _head(page: Page) -> str:
    """Give what the navigation may show of a page on all others: its title and metadata, but for what is its own."""
    return json.dumps([page.title, {name: value for name, value in page.meta.items() if name not in ("search", "kb")}])


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


def finish(
    sites: Sequence[Site],
    rendered: Rendered,
    folder: Path,
    stands: Callable[[str], bool],
    check: Callable[[], object] = bool,
) -> None:
    """Write beside the pages of an engine what it must not see, and the map of the site in place of its own.

    `stands` tells whether a file is there already; `check` is called between files.
    """
    for late in rendered.late:
        check()
        if stands(late.path):
            raise BuildError(f"two files would be {late.path}; an id must change")
        write(folder / late.path, late.make())
    for site in sites:
        for name in (SITEMAP, f"{SITEMAP}.gz"):
            (folder / site.prefix / name).unlink(missing_ok=True)
    for path, content in sitemap(sites[0].base.config, rendered.pages):
        write(folder / path, content)


def _redirect(site: Site, scratch: Path, stands: Callable[[str], bool]) -> None:
    """Write the redirects of a language beside its pages, none of which gives way to one."""
    folder = scratch / site.prefix
    for redirect in redirects(site):
        target = folder / redirect.url
        if not stands(site.prefix + redirect.url) and target.resolve().is_relative_to(folder.resolve()):
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


def synchronize(source: Path, target: Path, finish: Publish) -> list[str]:
    """Make one folder like another, with its files finished, writing only what differs; give what was written or removed."""
    wanted: set[Path] = set()
    changed = []
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        for name, content in finish(path.relative_to(source).as_posix(), path.read_bytes()):
            if target / name not in wanted:
                wanted.add(target / name)
                if write(target / name, content):
                    changed.append(name)
    removed = remove_others(target, wanted)
    return changed + [path.relative_to(target).as_posix() for path in removed]
