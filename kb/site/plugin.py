"""The MkDocs plugin `kb`: a knowledge base as a part of an MkDocs site, and `[[links]]` to it in the site's own pages.

Pages of kb keep their addresses (`codes/smtp/504.html`) below a folder, whatever form those of the site have, so that
the links among them hold. They are never files: MkDocs is given their content.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url, nest_paths

import kb
from kb.base import Base
from kb.config import FILE
from kb.linting import errors
from kb.markup import LinkMatch
from kb.names import nearest
from kb.site.apart import Apart
from kb.site.building import front_matter
from kb.site.data import all_assets
from kb.site.late import Late, late_files
from kb.site.mkdocs import STYLES, navigation
from kb.site.ordinary import linked
from kb.site.pages import all_pages
from kb.site.prose import inert
from kb.site.redirects import redirects
from kb.site.sections.origin import copy_path
from kb.site.site import Site
from kb.source import shown
from kb.writing import write

_log = get_plugin_logger("kb")
_PREFIX = re.compile(r"(?:[\w-][\w.-]*(?:/[\w-][\w.-]*)*)?")
_ID = re.compile(r"""\sid=["']?([^"'\s>]+)""")
_PLAIN = "assets/kb-plain.css"
_MOST = 10
"""How many errors are shown; `kb lint` shows all."""


class Settings(Config):
    """The options of the plugin."""

    root = config_options.Type(str, default=".")
    """The folder of kb.yaml, from that of mkdocs.yml."""
    prefix = config_options.Type(str, default="kb")
    """The folder of the site below which the pages of kb are; empty for the site's own."""
    languages = config_options.ListOfItems(config_options.Type(str), default=[])
    """The languages beside the first one whose pages are added, each in a folder of its own below the prefix."""


class Loads(NamedTuple):
    """What a page of kb loads that others do not, by path in the user's site."""

    styles: list[str]
    scripts: list[str]


class KbPlugin(BasePlugin[Settings]):
    """Adds the pages of a knowledge base to a site."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the records; a mistake ends the build in lines that say where it is."""
        self.prefix = self.config.prefix.strip("/")
        if not _PREFIX.fullmatch(self.prefix):
            raise PluginError(f"kb: `prefix: {self.prefix}` is no folder of a site; write one such as `kb`")
        start = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        self.root = Path(start, self.config.root).resolve()
        if not (self.root / FILE).is_file():
            raise PluginError(f"kb: there is no {FILE} in {self.root}; the plugin's option `root` says where it is")
        self.base = _loaded(self.root)
        self.sites = [Site(self.base, language) for language in _languages(self.base, self.config.languages)]
        self.apart = Apart()
        self.pages: dict[str, Loads] = {}
        self.late: dict[str, list[Late]] = {}
        self.pending: list[tuple[str, str, str]] = []
        self.is_plain = config.theme.name != "material"
        styles = [_PLAIN, *STYLES] if self.is_plain else STYLES
        config.extra_css += [path for name in styles if (path := self._path(name)) not in config.extra_css]
        return config

    def _path(self, path: str, site: Site | None = None) -> str:
        """Give the path in the user's site of one in the site of kb."""
        return posixpath.normpath("/".join(filter(None, (self.prefix, (site.prefix if site else "") + path))))

    @event_priority(-50)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages and files of kb, and put the pages into the navigation where it does not name them yet."""
        self._leave_records_out(files)
        for uri, content, is_page in self._contents():
            if files.get_file_from_path(uri) is not None:
                if uri == "index.md":  # the site has a home of its own
                    del self.late[uri], self.pages[uri]
                    continue
                raise PluginError(f"kb: two files would be {uri}; rename the one of the site, or give kb a `prefix`")
            inclusion = InclusionLevel.NOT_IN_NAV if is_page else InclusionLevel.UNDEFINED
            file = File.generated(config, uri, content=content, inclusion=inclusion)
            file.use_directory_urls = False
            files.append(file)
        self._navigate(files, config)
        return files

    def _contents(self) -> Iterator[tuple[str, str | bytes, bool]]:
        """Give the path and content of every file of kb, and whether it is a page."""
        for site in self.sites:
            taken = set()
            for page in all_pages(site):
                uri = self._path(page.path, site)
                styles, scripts = ([self._path(path, site) for path in paths] for paths in (page.styles, page.scripts))
                self.pages[uri] = Loads(styles, scripts)
                self.late[uri] = list(late_files(site, page))
                taken.add(page.url)
                yield uri, front_matter(page) + page.body, True
            for asset in all_assets(site):
                is_style = self.is_plain and asset.path.endswith(".css")
                yield self._path(asset.path, site), _scaled(asset.content) if is_style else asset.content, False
            for redirect in redirects(site):
                if redirect.url not in taken:
                    yield self._path(redirect.url, site), redirect.html, False
        if self.is_plain:
            yield self._path(_PLAIN), (resources("kb.site") / "plain.css").read_bytes(), False
        if not self.base.config.site.source:
            for path in self.base.sources:
                yield self._path(copy_path(path)), self.base.files.data(path), False

    def _leave_records_out(self, files: Files) -> None:
        """Leave records that are kept among the site's own pages to kb."""
        records = {(self.root / path).resolve() for path in (FILE, *self.base.sources)}
        for file in list(files):
            if file.abs_src_path and Path(file.abs_src_path).resolve() in records:
                files.remove(file)

    def _navigate(self, files: Files, config: MkDocsConfig) -> None:
        if config.nav is None:
            own = sorted(files.documentation_pages(), key=lambda file: (file.name != "index", file.src_uri))
            config.nav = nest_paths(file.src_uri for file in own if file.inclusion.is_in_nav())
        elif any(path in self.pages for path in _named(config.nav)):
            return
        for site in self.sites:
            title = escape(site.localized(self.base.config.title))
            items = _moved(navigation(site), "/".join(filter(None, (self.prefix, site.prefix.rstrip("/")))))
            if self.prefix or site.prefix:
                config.nav.append({title: items})
            else:
                config.nav += items if "index.md" in self.pages else items[1:]

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Make links of `[[names]]` in the site's own pages, and have those of kb read as kb means them."""
        if self._is_ours(page):
            self.apart.begin(config)
            return markdown
        skipped = _skipped(page, markdown)
        site = next((one for one in self.sites if one.language == config.theme.get("language")), self.sites[0])

        def linker(match: LinkMatch, line: int) -> str:
            place = f"{page.file.src_uri}:{line + skipped}" if skipped is not None else page.file.src_uri
            return self._link(match, place, page, site)

        return linked(markdown, linker)

    def _is_ours(self, page: Page) -> bool:
        return page.file.src_uri in self.pages and page.file.generated_by == "kb"

    def _link(self, match: LinkMatch, place: str, page: Page, site: Site) -> str:
        """Give the HTML of a link; words alone, and a warning with its place, where it leads nowhere."""
        record, problem = self.base.find(match.target) if match.target else (None, "broken")
        if record is None:
            near = self.base.lost.near(match.target) if match.target else None
            hint = f"; did you mean `{shown(near)}`?" if near else ""
            _log.warning(f"{place}: no record has the id, title or alias `{shown(match.target)}`{hint}")
            return f'<span class="kb-broken">{inert(match.label or match.target)}</span>'
        if problem == "ambiguous":
            keys = [f"`{other.key}`" for other in self.base.answering(match.target)]
            _log.warning(f"{place}: `{shown(match.target)}` may mean {' or '.join(keys[:3])}; write the key of one")
        if problem == "formerly":
            _log.warning(f"{place}: `{shown(match.target)}` is called `{record.id}` now")
        if match.heading:
            self.pending.append((place, self._path(site.path(record), site), match.heading))
        way = quote(get_relative_url(self._path("x", site), page.url).removesuffix("x"))
        return site.anchor("index.md", record, match.label, match.heading, alone=True).replace('href="', f'href="{way}', 1)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Refuse a page of kb on which a record's text became something that acts."""
        if not self._is_ours(page):
            return html
        if active := self.apart.end(config, html):
            raise PluginError(f"kb: {page.file.src_uri}: {active}")
        return f'<div class="md-typeset kb-plain">{html}</div>' if self.is_plain else html

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Warn of links to headings that are not there, now that all pages have been read."""
        for place, uri, heading in self.pending:
            file = files.get_file_from_path(uri)
            ids = _ID.findall(file.page.content or "") if file and file.page else []
            if heading not in ids:
                near = nearest(heading, ids)
                hint = f"; did you mean `#{shown(near)}`?" if near else ""
                _log.warning(f"{place}: {uri} has no heading `#{shown(heading)}`{hint}")
        return env

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Have a page of kb load the styles and scripts that only it needs."""
        if not self._is_ours(page):
            return output

        def way(path: str) -> str:
            return escape(quote(get_relative_url(path, page.url)))

        styles, scripts = self.pages[page.file.src_uri]
        links = "".join(f'<link rel="stylesheet" href="{way(path)}">' for path in styles)
        loads = "".join(f'<script src="{way(path)}"></script>' for path in scripts)
        output = output.replace("</head>", f"{links}</head>", 1)
        body, end, rest = output.rpartition("</body>")
        return f"{body}{loads}{end}{rest}" if end else output + loads

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write beside the pages of kb what MkDocs must not see."""
        for late in (late for found in self.late.values() for late in found):
            write(Path(config.site_dir, self._path(late.path)), late.make())

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Build again when kb.yaml, a record or a registry changes."""
        registries = (family.registry.text for family in self.base.config.families.values() if family.registry)
        for path in (FILE, self.base.config.records, *registries):
            if (self.root / path).exists():
                server.watch(str(self.root / path))
        return server


def _loaded(root: Path) -> Base:
    """Load a base in which there is no error; else show the errors, and end the build."""
    base = kb.load(root)
    if base.config.faults:
        fault = base.config.faults[0]
        raise PluginError(f"kb: {fault.path}:{fault.span.line}:{fault.span.column}: {fault.message}")
    found = errors(base)
    for finding in found[:_MOST]:
        _log.error(f"{finding.path}:{finding.line}:{finding.column}: {finding.rule}: {finding.message}")
    if found:
        count = f"{len(found):,} error{'s' * (len(found) > 1)}"
        raise PluginError(f"kb: the records in {root} have {count}; `kb lint` shows them all")
    return base


def _scaled(style: str | bytes) -> str:
    """Give a style for themes with letters of the usual size; those of Material are a quarter larger."""
    text = style if isinstance(style, str) else style.decode()
    return re.sub(r"(?<![\w.])(\d*\.?\d+)rem\b", lambda match: f"{float(match[1]) * 1.25:.4g}rem", text)


def _languages(base: Base, wanted: list[str]) -> list[str]:
    for language in wanted:
        if language not in base.config.languages:
            known = ", ".join(f"`{one}`" for one in base.config.languages)
            raise PluginError(f"kb: {FILE} has no language `{language}`; it has {known}")
    return list(dict.fromkeys((base.config.language, *wanted)))


def _named(nav: Any) -> Iterator[str]:
    """Give the paths in a navigation."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        yield from _named(list(nav.values()))
    elif isinstance(nav, list):
        for item in nav:
            yield from _named(item)


def _moved(nav: Any, folder: str) -> Any:
    """Give a navigation with its pages below a folder."""
    if isinstance(nav, str):
        return f"{folder}/{nav}" if folder else nav
    if isinstance(nav, dict):
        return {title: _moved(item, folder) for title, item in nav.items()}
    return [_moved(item, folder) for item in nav]


def _skipped(page: Page, markdown: str) -> int | None:
    """Give how many lines of a page's file stand before its Markdown; nothing where a plugin changed it."""
    try:
        source = page.file.content_string
    except (OSError, ValueError):
        return None
    start = source.rfind(markdown) if source.endswith(markdown) else -1
    return source.count("\n", 0, start) if start >= 0 else None
