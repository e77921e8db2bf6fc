"""Material for MkDocs as the engine: a configuration for each language, and running it."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import shutil
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.languages import locale_of
from kb.site.errors import BuildError
from kb.site.own import PAGES, Own, written
from kb.site.pages import manual, reference
from kb.site.site import MAP, Site
from kb.site.theme import fill, layered, templates
from kb.writing import write

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

NEEDS = ("material", "site")
"""The package that this engine needs, and the extra of kb that installs it."""
IS_DIVISIBLE = True
THEME = "theme.mkdocs"
PARTS = ".site.parts"
"""Where all languages but the first are built, each in a folder of its own, before they are put below the first."""
_NAVIGATION = (
    "home", "codes", "guides", "glossary", "explorer", "documentation", "rules", "configuration", "records", "health",
)  # fmt: skip

EXTENSIONS: list[Any] = [
    "admonition",
    "attr_list",
    "md_in_html",
    {"tables": {"use_align_attribute": True}},  # a strict policy forbids `style`
    {"toc": {"permalink": True, "toc_depth": 3}},
    {"pymdownx.highlight": {"use_pygments": True, "anchor_linenums": False}},
    "pymdownx.superfences",
]
"""How pages of kb are read."""

STYLES = ["assets/kb-map.css", "assets/kb.css", "assets/kb-find.css", "assets/kb-health.css", "assets/kb-glossary.css"]
FEATURES = [
    "content.code.copy",
    "content.tooltips",
    "navigation.indexes",
    "navigation.tabs",
    "navigation.top",
    "search.highlight",
    "search.suggest",
    "toc.follow",
]
SEARCH_LANGUAGES = frozenset(
    re.findall(r"\w+", "ar da de du en es fi fr hi hu it ja ko no pt ro ru sv ta te th tr vi zh")
)
SEPARATOR = (
    r"[\s\-,:;!?=()\[\]{}\"“”‘’<>|/·…]+|\.(?!\d)|&[lg]t;|(?<=[A-Za-z0-9])(?=[\uac00-\ud7a3])|(?<=[\uac00-\ud7a3])(?=[A-Za-z0-9])"
)
"""What stands between the words of the theme's search: punctuation, but not within `5.7.1` or `NO_ERROR`; and the edge
between Latin letters or digits and Korean, where particles are written on to them (`504를`)."""
_ATTRIBUTES = r"<[a-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*?\s"
_FORBIDDEN = re.compile(
    r"<(?:script|iframe|object|embed|base|meta|link|form|style|svg:script)\b"
    rf"|{_ATTRIBUTES}(?:on[a-z]+|srcdoc|formaction)\s*="
    rf"|{_ATTRIBUTES}(?:href|src|action|xlink:href)\s*=\s*[\"']?\s*(?:javascript|data|vbscript)\s*:",
    re.IGNORECASE,
)


def configure(site: Site, output: Path, sites: list[Site], own: Own | None = None) -> Path:
    """Write a language's MkDocs configuration, and give its path. `mkdocs build -f` on it makes the same pages."""
    path = output / ("mkdocs.yml" if site.is_original else f"mkdocs.{site.language}.yml")
    with as_file(files("kb.site") / "theme") as theme:
        settings = settings_of(site, sites, theme)
    if own is None:
        write(path, json.dumps(settings, indent=2, ensure_ascii=False) + "\n")
        return path
    if own.templates:
        settings["theme"]["custom_dir"] = fill(output / THEME, layered(templates(), own.templates, "material")).name
    write(path, written(own.over(settings, site, pages_below(output / settings["docs_dir"]))))
    return path


def lacks(_own: Own) -> list[str]:
    """Say what of a project's own settings this engine leaves out: nothing."""
    return []


def settings_of(site: Site, sites: list[Site], theme: Path, package: str = "material") -> dict[str, Any]:
    """Give a language's MkDocs settings, which other engines read, too; `package` is that of the engine's own theme.

    Themes put their texts on pages as they are, so they are HTML.
    """
    config = site.base.config
    folder = site.prefix.rstrip("/")
    url = f"{config.site.url.rstrip('/')}/{site.prefix}" if config.site.url else None
    return {
        "site_name": escape(site.localized(config.title)),
        "site_description": escape(site.localized(config.site.description)),
        **({"site_url": url} if url else {}),
        "docs_dir": f"docs/{folder}" if folder else "docs",
        "site_dir": f"{PARTS}/{folder}" if folder else ".site",  # MkDocs empties its folder when it begins
        **({"exclude_docs": "".join(f"/{other.prefix}\n" for other in sites if other.prefix)} if not folder else {}),
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "custom_dir": str(theme),
            "language": _theme_language(site.language, package),
            "font": False,
            "icon": {"logo": "material/book-open-variant"},
            "features": FEATURES,
            "palette": _palette(site),
        },
        "extra": {
            "generator": False,
            "home": f"/{site.prefix}",
            "polyfills": ["assets/kb-iframe-worker.js", "assets/kb-search.js"],
            **({"health": escape(site.labels["health"])} if config.site.health else {}),
            **({"alternate": True, "languages": _languages(site, sites)} if len(sites) > 1 else {}),
            "locales": _locales(site, sites),
            "copies": escape(site.labels["copies"]),
            "lost": {name: escape(site.labels[f"lost_{name}"]) for name in ("title", "text", "home", "find")},
        },
        "extra_css": STYLES,
        "plugins": [{"search": {"lang": _search_languages(site), "separator": SEPARATOR}}, "offline"],
        "markdown_extensions": extensions(site),
        "validation": {
            "nav": {"omitted_files": "ignore"},
            "links": {"not_found": "ignore", "unrecognized_links": "ignore"},
        },
        "nav": navigation(site),
    }


def extensions(site: Site) -> list[Any]:
    """Give how pages are read, with the words for links to headings in the site's language."""
    words = {"permalink_title": site.labels["permalink"]}
    return [{"toc": one["toc"] | words} if isinstance(one, dict) and "toc" in one else one for one in EXTENSIONS]


def pages_below(docs: Path) -> frozenset[str]:
    """Give the paths of all pages that were written for a language."""
    return frozenset(path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.suffix in PAGES)


def _theme_language(language: str, package: str) -> str:
    folder = files(package) / "templates" / "partials" / "languages"
    for tag in (language, language.partition("-")[0]):
        if (folder / f"{tag}.html").is_file():
            return tag
    return "en"


def _search_languages(site: Site) -> list[str]:
    wanted = (site.language.partition("-")[0], site.base.config.language.partition("-")[0])
    return [tag for tag in dict.fromkeys(wanted) if tag in SEARCH_LANGUAGES] or ["en"]


def _palette(site: Site) -> list[dict[str, Any]]:
    def scheme(name: str, preference: str, icon: str) -> dict[str, Any]:
        toggle = {"icon": f"material/{icon}", "name": escape(site.labels[f"palette_{name}"])}
        colours = {"scheme": name, "primary": "indigo", "accent": "indigo"} if preference else {}
        return {"media": f"(prefers-color-scheme{preference})", **colours, "toggle": toggle}

    return [
        scheme("auto", "", "brightness-auto"),
        scheme("default", ": light", "weather-sunny"),
        scheme("slate", ": dark", "weather-night"),
    ]


def _languages(site: Site, sites: list[Site]) -> list[dict[str, str]]:
    up = "../" if site.prefix else ""
    root = (site.base.config.site.url or "").rstrip("/") + "/"
    return [
        {
            "lang": other.language,
            "name": other.labels.name,
            "prefix": "" if other is site else up + other.prefix,
            "root": root + other.prefix,
        }
        for other in sites
    ]


def _locales(site: Site, sites: list[Site]) -> list[str]:
    """Give the languages in the form of Open Graph, which wants a territory; the site's own first, or none at all."""
    own = locale_of(site.language)
    others = [locale_of(other.language) for other in sites if other is not site]
    return [own, *filter(None, others)] if own else []


def navigation(site: Site) -> list[Any]:
    """Give the navigation of a language, as MkDocs takes it."""
    labels = {name: escape(site.labels[name]) for name in _NAVIGATION}
    nav: list[Any] = [{labels["home"]: "index.md"}]
    families = [{escape(site.family_name(family)): f"codes/{family}/index.md"} for family in site.families]
    nav.append({labels["codes"]: ["codes/index.md", *families]})
    if site.base.of_kind("guide"):
        nav.append({labels["guides"]: "guides/index.md"})
    if site.base.of_kind("term"):
        nav.append({labels["glossary"]: "terms/index.md"})
    nav += [{escape(site.kind_label(kind)): f"{kind.folder}/index.md"} for kind in site.own_kinds]
    nav.append({labels["explorer"]: MAP})
    if site.base.config.site.rules:
        rules = {labels["rules"]: ["rules/index.md"]}  # in a list, or it would stand for all of the documentation
        written = [{escape(manual.title_of(name)): manual.path_of(name)} for name in manual.NAMES]
        pages = [{labels["configuration"]: reference.CONFIGURATION}, {labels["records"]: reference.RECORDS}]
        state = [{labels["health"]: "health.md"}] if site.base.config.site.health else []
        nav.append({labels["documentation"]: [rules, *written, *pages, *state]})
    return nav


def active_markup(html: str) -> str:
    """Say what in the content of a page acts, as no record's text may; nothing when nothing does."""
    match = _FORBIDDEN.search(html)
    return f"a record's text became active markup ({match.group()[:40]!r})" if match else ""


def run(configurations: list[Path], theirs: frozenset[str] = frozenset()) -> list[str]:
    """Build every language, side by side where there are cores for it; give what MkDocs warned of.

    `theirs` are pages that are no records'. Raises `BuildError` when MkDocs fails.
    """
    output = configurations[0].parent
    shutil.rmtree(output / PARTS, ignore_errors=True)
    if len(configurations) == 1 or (os.cpu_count() or 1) < 2:
        results = [_build(path, theirs) for path in configurations]
    else:
        with ProcessPoolExecutor(
            min(len(configurations), os.cpu_count() or 1), mp_context=multiprocessing.get_context("spawn")
        ) as pool:
            results = list(pool.map(partial(_build, theirs=theirs), configurations))
    for _, failure in results:
        if failure:
            raise BuildError(failure)
    gather(output)
    return [warning for warnings, _ in results for warning in warnings]


def gather(output: Path) -> None:
    """Put the languages that were built apart below the first one."""
    for part in sorted((output / PARTS).glob("*")):
        part.replace(output / ".site" / part.name)
    shutil.rmtree(output / PARTS, ignore_errors=True)


class _Warnings(logging.Handler):
    """Remembers what MkDocs warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage().strip().splitlines()[0])


@contextmanager
def listening() -> Iterator[list[str]]:
    """Give a list to which is added what MkDocs warns of meanwhile, which it says to nobody else."""
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # the pages must not say when they were built
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    handler = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield handler.found
    finally:
        logger.removeHandler(handler)


def opened(configuration: Path, theirs: frozenset[str] = frozenset(), **settings: str) -> MkDocsConfig:
    """Give a language's configuration as MkDocs reads it, some settings replaced. It refuses pages of ours that act.

    `theirs` are pages that are no records'.
    """
    from mkdocs.config import load_config
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.exceptions import Abort
    from mkdocs.plugins import BasePlugin

    from kb.site.apart import Apart

    class Guard(BasePlugin):  # type: ignore[type-arg]
        """Has pages of records read as kb means them, and refuses one on which a text became something that acts."""

        def __init__(self) -> None:
            self.apart = Apart()

        def is_ours(self, page: Any, config: Any) -> bool:
            """Tell pages of kb from a project's own, and from those that its plugins make."""
            file = page.file
            return file.src_uri not in theirs and not file.generated_by and file.src_dir == config.docs_dir

        def on_page_markdown(self, markdown: str, *, page: Any, config: Any, **_: Any) -> str:
            if self.is_ours(page, config):
                self.apart.begin(config)
            return markdown

        def on_page_content(self, html: str, *, page: Any, config: Any, **_: Any) -> str:
            if not self.is_ours(page, config):
                return html
            page.edit_url = None  # it is made of a record, to whose file it links
            if active := self.apart.end(config, html):
                raise Abort(f"{page.file.src_uri}: {active}")
            return html

        def on_template_context(self, context: Any, *, template_name: str, config: Any) -> Any:
            """Say where the page of what is not found is, which MkDocs knows of no language below the root."""
            if template_name == "404.html" and not config.site_url:
                context["base_url"] = config.extra["home"]
            return context

    vars(MkDocsConfig)["plugins"].plugin_cache.clear()  # or two languages in one process share a plugin's settings
    config = load_config(str(configuration), **settings)
    config.plugins["kb-guard"] = Guard()
    return config


def _build(configuration: Path, theirs: frozenset[str]) -> tuple[list[str], str | None]:
    """Build one language in this process; give the warnings, and why it failed if it did."""
    with listening() as warnings:
        from mkdocs.commands.build import build
        from mkdocs.exceptions import Abort, ConfigurationError

        try:
            build(opened(configuration, theirs))
        except (Abort, ConfigurationError) as error:
            return warnings, f"MkDocs: {error}"
    return warnings, None
