"""One knowledge base under an editor: the files on disk, with the texts of open documents laid over them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import kb
from kb import baseline
from kb import config as configuration
from kb.base import Base
from kb.cache import Cache
from kb.config import FILE
from kb.files import Files
from kb.parallel import Memory, Remembered, read_all
from kb.reader import Reading, Source, decode
from kb.tree import compose


class Loaded(NamedTuple):
    """A base, and the generation of texts that it was loaded from."""

    generation: int
    base: Base


class _Memories:
    """The memory of the first time: what an earlier run of kb left is worth as much as what we have read ourselves."""

    def __init__(self, remembered: Remembered, cache: Cache) -> None:
        self._remembered = remembered
        self._cache = cache

    def recall(self, source: Source, digest: bytes) -> Reading | None:
        reading = self._cache.recall(source, digest)
        if reading is not None:
            self._remembered.keep(reading)
        return reading

    def keep(self, reading: Reading) -> None:
        self._remembered.keep(reading)
        self._cache.keep(reading)


class Project:
    """The base of one `kb.yaml`. All of it may be called from any thread."""

    def __init__(self, root: Path) -> None:
        """Take the folder of a `kb.yaml`. Nothing is read yet."""
        self.root = root
        self.generation = 0
        """Grows with every change, so that what was found for an older one can be told."""
        self._texts: dict[str, str] = {}
        self._changed: set[str] = set()
        self._is_stale = True
        self._state = Lock()
        self._loading = Lock()
        self._memory = Remembered()
        self._loaded: Loaded | None = None
        self._understood: str | None = None
        """The last text of kb.yaml that was YAML: what counts while the next one is being typed."""

    # Changes. None of them reads a file.

    def lay(self, path: str, text: str) -> None:
        """Take an open document's text in place of the file, or of the document's last text."""
        with self._state:
            if path in self._texts:
                self._changed.add(path)
            else:  # it may be a file that is not there yet
                self._is_stale = True
            self._texts[path] = text
            self.generation += 1

    def lift(self, path: str) -> None:
        """Let the file count again when its document is closed."""
        with self._state:
            if self._texts.pop(path, None) is not None:
                self._is_stale = True
                self.generation += 1

    def touch(self) -> None:
        """Note that files have changed on disk."""
        with self._state:
            self._is_stale = True
            self.generation += 1

    def is_open(self, path: str) -> bool:
        """Tell whether an editor's text counts in place of a file."""
        return path in self._texts

    def concerns(self, path: str) -> bool:
        """Tell whether a change of a file on disk can change the base; any path counts until it is loaded."""
        if self._loaded is None or path == FILE:
            return True
        if any(part.startswith(".") for part in path.split("/")):
            return False
        config = self._loaded.base.config
        read = {family.registry.text for family in config.families.values() if family.registry}
        read.add(config.lint.baseline or baseline.FILE)
        return config.records == "." or path in read or f"{path}/".startswith(f"{config.records}/")

    # The base.

    def loaded(self) -> Loaded:
        """Give the base of the texts as they are now. Files that have not changed are not read again."""
        with self._loading:
            with self._state:
                generation, is_stale = self.generation, self._is_stale
                texts, changed = dict(self._texts), self._changed
                self._changed, self._is_stale = set(), False
            if self._loaded and self._loaded.generation == generation:
                return self._loaded
            try:
                if self._loaded is None:
                    cache = Cache(self.root)
                    base = self._load(texts, _Memories(self._memory, cache))
                    cache.close()
                elif is_stale or FILE in changed:
                    base = self._load(texts, self._memory)
                else:
                    base = self._reread(self._loaded.base, texts, changed)
            except BaseException:
                self.touch()
                raise
            self._loaded = Loaded(generation, base)
            return self._loaded

    def _load(self, texts: dict[str, str], memory: Memory) -> Base:
        files = Files(self.root).overlaid(texts)
        try:
            text = decode(files.data(FILE))
        except (OSError, UnicodeDecodeError):
            text = None
        if text is None or compose(text).error is None:
            self._understood = text
        if text == self._understood or self._understood is None:
            return kb.load(files, memory=memory, jobs=1)
        base = kb.load(files.overlaid({FILE: self._understood}), memory=memory, jobs=1)
        assert text is not None
        config = replace(base.config, faults=configuration.read(text).faults)
        return Base(files, config, base.listing, base.readings)

    def _reread(self, base: Base, texts: dict[str, str], changed: set[str]) -> Base:
        """Read only the documents that were typed in; which files there are has not changed."""
        files = Files(self.root).overlaid(texts)
        sources = tuple(source for source in base.listing.sources if source.path in changed)
        fresh = {reading.source: reading for reading in read_all(files, sources, base.kinds, 1, self._memory)}
        readings = [fresh.get(reading.source, reading) for reading in base.readings]
        return Base(files, base.config, base.listing, readings)
