"""Making no more of a site than what changed. What comes out is what a clean build makes, byte for byte.

A page is made again when its Markdown differs from what it was made of, or anything that pages share: the configuration,
what the navigation shows, the theme, the versions of what makes pages; or when its file is not as it was left. What is
no page (search index, map of the site, files of records and of the theme) is made again when any page or file differs.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeAlias

import kb
from kb.site.hands import Hands
from kb.site.ledger import Ledger, Mark, Rest, Row, marks, marks_of
from kb.site.press import Made, Order
from kb.terminal import Progress
from kb.writing import write

SCRATCH = ".site"
"""Where pages are made, before they are put into the site."""

_PLUGINS = frozenset({"search", "offline"})
_MAKERS = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Pygments", "Jinja2", "MarkupSafe")

Publish: TypeAlias = Callable[[str, bytes], Iterable[tuple[str, bytes]]]
"""Gives the files that are published of one that was made, all by path below the root of the site."""


@dataclass(slots=True)
class Written:
    """The Markdown of one language: digests by path below the language's root."""

    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """Those that are not pages."""
    heads: dict[str, str] = field(default_factory=dict)
    """Of each page, what the navigation may show of it on all others."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of a site that is to be built."""

    language: str
    prefix: str
    configuration: Path
    written: Written


def is_divisible(editions: Iterable[Edition]) -> bool:
    """Tell whether pages can be made one by one.

    A plugin or a hook that we do not know may look at all of them, and so does a language that others lie in.
    """
    editions = list(editions)
    inner = tuple(edition.prefix for edition in editions if edition.prefix)
    for edition in editions:
        try:
            settings = json.loads(edition.configuration.read_bytes())
        except ValueError:
            return False
        plugins = ([plugin] if isinstance(plugin, str) else plugin for plugin in settings["plugins"])
        if not _PLUGINS.issuperset(name for named in plugins for name in named) or "hooks" in settings:
            return False
        if not edition.prefix and any(path.startswith(inner) for path in (*edition.written.pages, *edition.written.files)):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Setup:
    """What the pages of a language share: its digest, what hands need to know, and its folder in the site."""

    common: str
    order: Order
    prefix: str


class Increment:
    """One build: what is to be made, and then what was."""

    def __init__(
        self,
        output: Path,
        ledger: Ledger,
        setups: Mapping[str, Setup],
        pages: Mapping[str, Mapping[str, str]],
        found: Mapping[str, Mark],
    ) -> None:
        """Compare pages with what the ledger says, and with the files that were found in the site.

        The pages are given by language, as the digests of their Markdown by its path. Nothing is made yet.
        """
        self.setups = setups
        self._output = output
        self._scratch = output / SCRATCH
        self._site = output / "site"
        self._ledger = ledger
        self._found = found
        self._keys = {
            language: {source: _digest(setups[language].common, mark) for source, mark in marks.items()}
            for language, marks in pages.items()
        }
        self._made: dict[str, dict[str, Made]] = {language: {} for language in pages}
        self._rest: dict[str, list[str]] = {}
        self._wholes: dict[str, str] = {}
        self._warned: dict[str, set[str]] = {language: set() for language in pages}
        self.warnings: list[str] = []
        """What MkDocs warned of; pages on which it did are made again by the next build, so that it warns again."""
        self.todo: dict[str, list[str]] = {}
        """The pages to be made of each language, by the paths of their Markdown."""
        for language, keys in self._keys.items():
            rows = ledger.pages.get(language, {})
            self.todo[language] = [
                source for source, key in keys.items() if not (row := rows.get(source)) or not self._is_fresh(row, key)
            ]

    @classmethod
    def of(cls, output: Path, ledger: Ledger, editions: Iterable[Edition]) -> Increment:
        """Begin the build of a whole site."""
        editions = list(editions)
        setups = {edition.language: _setup(output, edition) for edition in editions}
        pages = {edition.language: edition.written.pages for edition in editions}
        increment = cls(output, ledger, setups, pages, marks(output / "site"))
        for edition in editions:
            keys, stamp = increment._keys[edition.language], setups[edition.language].order.stamp
            increment._wholes[edition.language] = _digest(stamp, *_flat(keys), *_flat(edition.written.files))
        return increment

    def further(self, pages: Mapping[str, Mapping[str, str]]) -> Increment:
        """Begin a build of some pages in the site that this build made, whatever else may be due."""
        return Increment(self._output, self._ledger, self.setups, pages, self._ledger.marks)

    def _is_fresh(self, kept: Row | Rest, key: str) -> bool:
        """Tell whether something was made from the same, and is as it was left."""
        marks = self._ledger.marks
        return kept.key == key and all(name in marks and self._found.get(name) == marks[name] for name in kept.files)

    def make(self, hands: Hands, progress: Progress, check: Callable[[], object]) -> None:
        """Make the pages that are to be made, in a scratch folder.

        `check` is called now and then. What it raises ends the work, and `put` may put what was made until then.
        Raises `BuildError` when MkDocs fails.
        """
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        total = sum(map(len, self.todo.values()))
        of = {setup.order: language for language, setup in self.setups.items()}

        def each(order: Order, made: Sequence[Made], warnings: Sequence[str]) -> None:
            self._made[of[order]].update((page.source, page) for page in made)
            self.warnings += warnings
            if warnings:
                self._warned[of[order]].update(page.source for page in made)
            progress.step("Building pages", sum(map(len, self._made.values())), total)
            check()

        work = {self.setups[language].order: sources for language, sources in self.todo.items() if sources}
        hands.make(work, each)

    def finish(self, hands: Hands) -> None:
        """Make all that is no page where any of it may differ. Raises `BuildError` when MkDocs fails."""
        unfinished = [language for language in self._keys if not self._is_finished(language)]
        of = {setup.order: language for language, setup in self.setups.items()}

        def each(order: Order, _: Sequence[Made], warnings: Sequence[str]) -> None:
            self.warnings += warnings
            if warnings:
                self._wholes[of[order]] = ""

        hands.finish({self.setups[language].order: self._index(language) for language in unfinished}, each)
        taken = set(self._files())
        for language in sorted(unfinished, key=lambda language: -len(self.setups[language].prefix)):
            prefix = self.setups[language].prefix
            names = [prefix + path for path in marks(self._scratch / prefix)]
            self._rest[language] = [name for name in names if name not in taken]
            taken.update(names)

    def _is_finished(self, language: str) -> bool:
        """Tell whether the files of a language that are not pages are as they should be."""
        if self.todo[language]:
            return False
        return self._is_fresh(self._ledger.rest.get(language, Rest()), self._wholes[language])

    def _index(self, language: str) -> dict[str, list[dict[str, Any]]]:
        rows, made = self._ledger.pages.get(language, {}), self._made[language]
        return {
            source: made[source].entries if source in made else rows[source].entries for source in self._keys[language]
        }

    def _files(self) -> Iterator[str]:
        for language, made in self._made.items():
            yield from (self._file(language, page) for page in made.values() if page.file)

    def _file(self, language: str, made: Made) -> str:
        return self.setups[language].prefix + made.file

    def stands(self, name: str) -> bool:
        """Tell whether a file of the site will be there when all is made, by path: made now, or before."""
        return name in self._kept or (self._scratch / name).exists()

    @cached_property
    def _kept(self) -> set[str]:
        """The files of the site that stay as they are, once all is made."""
        kept: set[str] = set()
        for language, keys in self._keys.items():
            rows, made = self._ledger.pages.get(language, {}), self._made[language]
            kept.update(name for source in keys if source not in made for name in rows[source].files)
            if language not in self._rest:
                kept.update(self._ledger.rest[language].files)
        return kept

    def complete(self, publish: Publish) -> list[str]:
        """Put all that is in the scratch folder into the site, and remove what belongs there no more.

        Gives the files that were written or removed. Where two files would be one, the first is.
        """
        kept = self._kept
        published, changed = self._put(sorted(marks(self._scratch)), publish)
        wanted = kept.union(*published.values())
        for language in self._keys:
            rows = self._ledger.pages.get(language, {})
            fresh = self._rows(language, published)
            self._ledger.pages[language] = {source: fresh.get(source) or rows[source] for source in self._keys[language]}
            if language in self._rest:
                names = [name for path in self._rest[language] for name in published.get(path, ())]
                self._ledger.rest[language] = Rest(self._wholes[language], tuple(dict.fromkeys(names)))
        for languages in (self._ledger.pages, self._ledger.rest):
            for language in languages.keys() - self._keys.keys():
                del languages[language]
        removed = self._found.keys() - wanted
        for name in removed:
            (self._site / name).unlink(missing_ok=True)
        _remove_empty(self._site)
        self._ledger.marks = {name: mark for name, mark in marks(self._site).items() if name in wanted}
        self._ledger.write(self._output)
        shutil.rmtree(self._scratch, ignore_errors=True)
        return [*changed, *sorted(removed)]

    def put(self, publish: Publish) -> list[str]:
        """Put the pages that were made into the site, and nothing else; give the files that were written."""
        published, changed = self._put(self._files(), publish)
        for language in self._keys:
            self._ledger.pages.setdefault(language, {}).update(self._rows(language, published))
        self._ledger.marks.update(marks_of(self._site, set().union(*published.values())))
        shutil.rmtree(self._scratch, ignore_errors=True)
        return changed

    def _rows(self, language: str, published: Mapping[str, list[str]]) -> dict[str, Row]:
        keys, warned = self._keys[language], self._warned[language]
        return {
            source: Row("" if source in warned else keys[source], tuple(published.get(self._file(language, page), ())), page.entries)
            for source, page in self._made[language].items()
        }

    def _put(self, paths: Iterable[str], publish: Publish) -> tuple[dict[str, list[str]], list[str]]:
        """Publish files of the scratch folder; give what each of them became, and which files were written."""
        published: dict[str, list[str]] = {}
        done: set[str] = set()
        changed: list[str] = []
        for path in paths:
            published[path] = []
            for name, content in publish(path, (self._scratch / path).read_bytes()):
                published[path].append(name)
                if name not in done:
                    done.add(name)
                    if write(self._site / name, content):
                        changed.append(name)
        return published, changed


def _setup(output: Path, edition: Edition) -> Setup:
    common = _shared(edition.configuration, edition.written)
    stamp = _digest(common, *sorted(edition.written.pages), *sorted(edition.written.files))
    folder = os.path.abspath(output / SCRATCH / edition.prefix)
    return Setup(common, Order(os.path.abspath(edition.configuration), folder, stamp), edition.prefix)


def _shared(configuration: Path, written: Written) -> str:
    """Give the digest of all that the pages of a language share."""
    text = configuration.read_bytes()
    heads = [f"{path} {written.heads.get(path, '')}" for path in sorted(_paths(json.loads(text)["nav"]))]
    return _digest(text.decode(), *heads, _makers())


def digest(data: str | bytes) -> str:
    """Give the digest of a file's content."""
    return blake2b(data.encode() if isinstance(data, str) else data, digest_size=16).hexdigest()


def _digest(*parts: str) -> str:
    """Give the digest of some texts, none of which can pass for two."""
    return digest("".join(f"{len(part)}:{part}" for part in parts))


def _flat(marks: Mapping[str, str]) -> Iterator[str]:
    for pair in sorted(marks.items()):
        yield from pair


def _paths(nav: Any) -> Iterator[str]:
    """Give the paths that a navigation names."""
    if isinstance(nav, str):
        yield nav
    else:
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from _paths(item)


@cache
def _makers() -> str:
    """Give the digest of what makes pages: versions, our own theme and code."""
    seen = blake2b(kb.__version__.encode(), digest_size=16)
    for name in _MAKERS:
        try:
            seen.update(f"{name} {version(name)}\n".encode())
        except PackageNotFoundError:
            seen.update(f"{name}\n".encode())
    for path, content in sorted(_contents(files("kb.site"), "")):
        seen.update(f"{path} {len(content)}\n".encode() + content)
    return seen.hexdigest()


def _contents(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _contents(file, f"{prefix}{file.name}/")
        elif not file.name.endswith(".pyc"):
            yield prefix + file.name, file.read_bytes()


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            path.rmdir()
