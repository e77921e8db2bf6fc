"""A project's own mkdocs.yml, theme and pages, which its site takes over.

Nothing of it is run or evaluated here: tags such as `!ENV` and `!!python/name:` are handed on as they are, for the
engine to read as it reads any mkdocs.yml. Every path stays inside the folder of kb.yaml.
"""

from __future__ import annotations

import copy
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from kb.base import Base
from kb.config import FILE as CONFIG
from kb.config import Config
from kb.files import Files
from kb.site.errors import BuildError
from kb.site.site import Site

FILE = "mkdocs.yml"
PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
THEMES = ("material", "zensical")
_DEEPEST = 10
"""How far one mkdocs.yml may inherit another."""
_KB_SAYS = {"docs_dir", "site_dir", "use_directory_urls", "nav", "hooks", "theme", "plugins", "markdown_extensions"}


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value of YAML with a tag that only the engine understands."""

    tag: str
    value: Any


@dataclass(frozen=True)
class Own:
    """What a project adds to its site beside the records."""

    path: str
    settings: dict[str, Any]
    hooks: tuple[str, ...]
    templates: dict[str, bytes]
    files: dict[str, bytes]
    """The files of its `docs_dir`, by path below it."""
    languages: tuple[str, ...]
    """The languages of the site but the first; their pages are in folders of those names."""

    def files_of(self, site: Site) -> dict[str, bytes]:
        """Give the files of one language by path below its root; what is no page serves every language."""
        apart = tuple(f"{language}/" for language in self.languages)
        shared = {path: data for path, data in self.files.items() if not path.startswith(apart)}
        if site.is_original:
            return shared
        theirs = {
            path.removeprefix(site.prefix): data for path, data in self.files.items() if path.startswith(site.prefix)
        }
        return {**{path: data for path, data in shared.items() if not path.endswith(PAGES)}, **theirs}

    def lacking(self, site: Site, other: str) -> list[str]:
        """Give the addresses of its pages in one language that are not there in another."""
        prefix = f"{other}/" if other in self.languages else ""
        own = {path for path in self.files_of(site) if path.endswith(PAGES)}
        missing = sorted(path for path in own if f"{prefix}{path}" not in self.files)
        return list(dict.fromkeys(form for path in missing for form in (address(path), quote(address(path)))))

    @property
    def pages(self) -> frozenset[str]:
        """The paths of its pages below the roots of their languages."""
        apart = tuple(f"{language}/" for language in self.languages)
        pages = [path for path in self.files if path.endswith(PAGES)]
        return frozenset(path.partition("/")[2] if path.startswith(apart) else path for path in pages)

    def named(self, option: str) -> list[tuple[str, Any]]:
        """Give the plugins or extensions that it names, each with its options."""
        return _by_name(self.settings.get(option)) if self.settings.get(option) else []

    def over(self, settings: dict[str, Any], site: Site, docs: frozenset[str]) -> dict[str, Any]:
        """Give the settings of a language with those of the project over them; `docs` are all pages of the language."""
        theme = self.settings.get("theme") or {}
        rest = {name: value for name, value in self.settings.items() if name not in _KB_SAYS}
        for name in ("extra_css", "extra_javascript"):
            rest[name] = [*settings.get(name, []), *(self.settings.get(name) or [])]
        rest["extra"] = _deep(self.settings.get("extra") or {}, settings["extra"])
        if languages := settings["extra"].get("languages"):
            rest["extra"]["languages"] = [{**one, "lacks": self.lacking(site, one["lang"])} for one in languages]
        rest["theme"] = {
            **_deep(settings["theme"], {key: value for key, value in theme.items() if key not in ("name", "custom_dir")}),
            "language": settings["theme"]["language"],
            "features": list(dict.fromkeys([*settings["theme"]["features"], *(theme.get("features") or [])])),
        }
        for name in ("plugins", "markdown_extensions"):
            both = dict(_by_name(settings[name]))
            for key, options in self.named(name):
                both[key] = _deep(both.get(key) or {}, options or {})
            rest[name] = [{key: options} if options else key for key, options in both.items()]
        rest["nav"] = _navigation(settings["nav"], self.settings.get("nav"), self._unplaced(site), docs, site)
        if excluded := self.settings.get("exclude_docs"):
            rest["exclude_docs"] = settings.get("exclude_docs", "") + str(excluded)
        if self.hooks:
            rest["hooks"] = list(self.hooks)
        rest["validation"] = _deep({"nav": {"omitted_files": "ignore"}}, self.settings.get("validation") or {})
        return {**settings, **self._named(site, rest)}

    def _named(self, site: Site, rest: dict[str, Any]) -> dict[str, Any]:
        """Leave to kb.yaml what it says: the title, the description and the address."""
        config = site.base.config
        says = {
            "site_name": config.title != Config().title or not site.is_original,
            "site_description": bool(site.localized(config.site.description)),
            "site_url": config.site.url is not None or not site.is_original,
        }
        return {name: value for name, value in rest.items() if not says.get(name)}

    def _unplaced(self, site: Site) -> list[Any]:
        """Give a navigation of all its pages, as MkDocs makes one where none is given."""
        pages = sorted(path for path in self.files_of(site) if path.endswith(PAGES))
        tree: dict[str, Any] = {}
        for path in pages:
            *folders, name = path.split("/")
            place = tree
            for folder in folders:
                place = place.setdefault(folder + "/", {})
            place[name] = path
        return _listed(tree)


def address(path: str) -> str:
    """Give the address of the page that is made of a file: a `README` is the index of its folder."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    return f"{folder}{'/' if folder else ''}{'index' if stem == 'README' else stem}.html"


def own_site(base: Base) -> Own | None:
    """Give what a project adds to its site; nothing where it has no mkdocs.yml.

    One with the plugin `kb` is of a site of its own, which `mkdocs build` builds. Raises `BuildError` with the file and
    the option where something is wrong.
    """
    given = base.config.site.mkdocs
    path = posixpath.normpath(given.text) if given else FILE
    if not base.files.exists(path):
        if given:
            place = f"{CONFIG}:{given.span.line}:{given.span.column}"
            raise BuildError(f"{place}: there is no file `{given.text}` in the project")
        return None
    settings = _load(base.files, path)
    if any(name == "kb" for name, _ in _by_name(settings.get("plugins") or [])):
        return None
    theme = settings.get("theme") or {}
    theme = {"name": theme} if isinstance(theme, str) else theme
    if not isinstance(theme, dict) or theme.get("name", "material") not in THEMES:
        raise BuildError(f"{path}: kb builds with the theme `material`; the plugin `kb` serves sites with others")
    custom = _inside(path, "theme: custom_dir", theme.get("custom_dir"))
    docs = _inside(path, "docs_dir", settings.get("docs_dir", "docs"))
    for option, folder in (("theme: custom_dir", custom), ("docs_dir", docs if "docs_dir" in settings else None)):
        if folder is not None and not base.files.has_folder(folder):
            raise BuildError(f"{path}: there is no folder `{folder}`, which `{option}` names")
    hooks = [_inside(path, "hooks", hook) or "" for hook in settings.get("hooks") or []]
    return Own(
        path,
        {**settings, "theme": theme},
        tuple(_on_disk(base.files, path, hook) for hook in hooks),
        dict(_contents(base.files, custom)) if custom else {},
        {name: data for name, data in _contents(base.files, docs or ".") if _is_own(base, f"{docs}/{name}")},
        base.config.translations,
    )


def addressed(base: Base, own: Own | None) -> Base:
    """Give the base as one that is published where the project's mkdocs.yml says, if kb.yaml says nothing of it."""
    url = own.settings.get("site_url") if own else None
    if base.config.site.url or not isinstance(url, str) or not re.fullmatch(r"https?://[^\s\"'<>]+", url):
        return base
    found = copy.copy(base)
    found.config = replace(base.config, site=replace(base.config.site, url=url))
    return found


def _is_own(base: Base, path: str) -> bool:
    """Tell whether a file is the site's, and no record."""
    folder = base.config.records
    return path not in base.sources and (folder == "." or not path.startswith(folder + "/"))


def _contents(files: Files, folder: str) -> Iterator[tuple[str, bytes]]:
    if not files.has_folder(folder):
        return
    for path in sorted(files.paths(folder)):
        if not path.endswith("/"):
            yield path.removeprefix(folder + "/"), _data(files, path)


def _data(files: Files, path: str) -> bytes:
    """Read a file of any size; never one outside the project."""
    try:
        if files.root is None:
            return files.data(path)
        files.data(path)  # refuses what is outside, and what is no file
        return (files.root / path).read_bytes()
    except OSError as error:
        raise BuildError(f"{path} cannot be read: {error.strerror or error}") from error


def _inside(config: str, option: str, path: Any) -> str | None:
    """Give the path in the project of one that stands in an mkdocs.yml."""
    if path is None:
        return None
    name = path if isinstance(path, str) else ""
    full = posixpath.normpath(posixpath.join(posixpath.dirname(config), name))
    if not name or PurePosixPath(name).is_absolute() or full in (".", "..") or full.startswith("../"):
        raise BuildError(f"{config}: `{option}` names a path inside the folder of {CONFIG}; `{path}` is none")
    return full


def _on_disk(files: Files, config: str, hook: str) -> str:
    if files.root is None or not files.exists(hook):
        raise BuildError(f"{config}: there is no file `{hook}`, which `hooks` names")
    return os.path.abspath(files.root / hook)


# Reading and writing YAML with tags that are not for kb.


def _load(files: Files, path: str, depth: int = 0) -> dict[str, Any]:
    """Read an mkdocs.yml, and below it the one that it inherits, as MkDocs merges them."""
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Reads plain values, and keeps tags."""

    def tagged(loader: Any, suffix: str, node: Any) -> Tagged:
        read = {"scalar": "construct_scalar", "sequence": "construct_sequence", "mapping": "construct_mapping"}[node.id]
        options = {} if node.id == "scalar" else {"deep": True}
        return Tagged(node.tag, getattr(loader, read)(node, **options))

    Loader.add_multi_constructor("!", tagged)
    Loader.add_multi_constructor("tag:yaml.org,2002:python/", tagged)
    try:
        settings = yaml.load(_data(files, path), Loader)  # noqa: S506  (a safe one)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        raise BuildError(f"{place}: {getattr(error, 'problem', None) or 'this is no YAML'}") from error
    except (ValueError, RecursionError) as error:
        raise BuildError(f"{path}: this is no YAML that kb can read: {error}") from error
    if settings is None:
        return {}
    if not isinstance(settings, dict):
        raise BuildError(f"{path}: the settings are a mapping (`name: value`)")
    for option, shape in _SHAPES.items():
        if settings.get(option) is not None and not isinstance(settings[option], shape):
            raise BuildError(f"{path}: `{option}` is not written as MkDocs takes it")
    parent = _inside(path, "INHERIT", settings.pop("INHERIT", None))
    if parent is None:
        return settings
    if depth == _DEEPEST or not files.exists(parent):
        raise BuildError(f"{path}: `INHERIT: {parent}` " + ("goes on for too long" if depth else "is no file"))
    return _deep(_load(files, parent, depth + 1), settings)


_SHAPES: Mapping[str, type | tuple[type, ...]] = {
    "theme": (str, dict),
    "plugins": (list, dict),
    "markdown_extensions": (list, dict),
    "nav": list,
    "hooks": list,
    "extra": dict,
    "extra_css": list,
    "extra_javascript": list,
    "validation": dict,
}


def written(settings: dict[str, Any]) -> str:
    """Give settings as YAML, with the tags that stood in them."""
    import yaml

    class Dumper(yaml.SafeDumper):  # type: ignore[misc]
        """Writes tags as they were."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            """Write everything out: what an anchor named may stand in a list that was merged."""
            return True

    def represent(dumper: Any, value: Tagged) -> Any:
        if isinstance(value.value, list):
            return dumper.represent_sequence(value.tag, value.value)
        if isinstance(value.value, dict):
            return dumper.represent_mapping(value.tag, value.value)
        return dumper.represent_scalar(value.tag, value.value)

    Dumper.add_representer(Tagged, represent)
    return str(yaml.dump(settings, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=120))


# Merging.


def _deep(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Give one mapping with another over it, mapping by mapping; lists are taken whole."""
    found = dict(below)
    for name, value in above.items():
        old = found.get(name)
        found[name] = _deep(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return found


def _by_name(items: Any) -> list[tuple[str, Any]]:
    """Give plugins or extensions, which may be names, or mappings from names to options."""
    if isinstance(items, dict):
        return list(items.items())
    found: list[tuple[str, Any]] = []
    for item in items:
        found += item.items() if isinstance(item, dict) else [(item, None)]
    return found


def _listed(tree: dict[str, Any]) -> list[Any]:
    """Give a tree of folders as a navigation: the index of a folder first, then its pages, then its folders."""
    pages = [path for name, path in tree.items() if not name.endswith("/")]
    pages.sort(key=lambda path: (PurePosixPath(path).stem not in ("index", "README"), path))
    titles = {name: PurePosixPath(name).name.replace("-", " ").replace("_", " ") for name in tree if name.endswith("/")}
    folders = [{title[:1].upper() + title[1:]: _listed(tree[name])} for name, title in sorted(titles.items())]
    return [*pages, *folders]


def _navigation(ours: list[Any], theirs: list[Any] | None, found: list[Any], docs: frozenset[str], site: Site) -> list[Any]:
    """Give the navigation of kb with that of the project after it; a page that the project places is left to it."""
    if theirs is None:
        return [*ours, *found]
    placed = list(_kept(theirs, docs, titled=site.is_original))
    named = set(_paths(placed))
    return [*_without(ours, named), *placed]


def _kept(nav: Any, docs: frozenset[str], *, titled: bool) -> Iterator[Any]:
    """Give what leads somewhere in a language; the titles of pages are those of the first language, and only its."""
    for item in nav:
        pairs = list(item.items()) if isinstance(item, dict) else [(None, item)]
        for title, target in pairs:
            if isinstance(target, list):
                if children := list(_kept(target, docs, titled=titled)):
                    yield {title: children}
            elif titled or target in docs or (isinstance(target, str) and "//" in target):
                yield {title: target} if title is not None and (titled or target not in docs) else target


def _without(nav: list[Any], named: set[str]) -> Iterator[Any]:
    for item in nav:
        if isinstance(item, str):
            if item not in named:
                yield item
            continue
        for title, target in item.items():
            if isinstance(target, list):
                if children := list(_without(target, named)):
                    yield {title: children}
            elif target not in named:
                yield {title: target}


def _paths(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from _paths(item)
