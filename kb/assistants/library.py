"""The base as its files are now: read again, as far as they have changed, when something is asked."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import quote

import kb
from kb.assistants.search import Index
from kb.base import Base
from kb.errors import UserError
from kb.finding import Finding
from kb.languages import LANGUAGE
from kb.llms import Edition
from kb.lsp.linter import unknown_to_baseline
from kb.lsp.project import Project
from kb.markup import LinkMatch
from kb.watching import PAUSE, snapshot

SCHEME: Final = "kb"


def address(key: str) -> str:
    """Give the address by which an assistant asks for a record: `kb://code/smtp/504`."""
    kind, _, id_ = key.partition(":")
    return f"{SCHEME}://{quote(kind)}/{quote(id_)}"


class Copy:
    """One state of the base, and what has been worked out of it."""

    def __init__(self, base: Base) -> None:
        """Take a loaded base."""
        self.base = base
        self._editions: dict[str, Edition] = {}

    @cached_property
    def index(self) -> Index:
        """What finds records."""
        return Index(self.base)

    @cached_property
    def findings(self) -> list[Finding]:
        """What lint finds, but for what the project's baseline knows."""
        return unknown_to_baseline(self.base, kb.lint(self.base))

    def edition(self, language: str | None) -> Edition:
        """Give the base in a language; by default that of its records. Raises `UserError` for one that it has not."""
        config = self.base.config
        language = language or config.language
        if language not in config.languages:
            shown = language if LANGUAGE.fullmatch(language) else "so"
            known = ", ".join(f"`{one}`" for one in config.languages)
            raise UserError(f"this base has no language `{shown}`; there is {known}")
        if language not in self._editions:
            self._editions[language] = Edition(self.base.graph, language, address=address, follow=self._follow)
        return self._editions[language]

    def _follow(self, key: str, match: LinkMatch) -> str | None:
        target, _ = self.base.follow(self.base[key], match)
        return target.key if target else None


class Library:
    """A project's folder, looked at again when it was not looked at for a moment."""

    def __init__(self, root: Path) -> None:
        """Take the folder of a kb.yaml; nothing is read yet."""
        self._project = Project(root)
        self._seen: dict[str, tuple[int, int]] | None = None
        self._looked = 0.0
        self._copy: Copy | None = None

    def copy(self) -> Copy:
        """Give the base as its files are now. Raises `UserError` when its kb.yaml is gone or broken."""
        if self._copy is None or monotonic() - self._looked > PAUSE:
            seen = snapshot(self._project.root)
            if seen != self._seen:
                self._project.touch()
                self._seen, self._copy = seen, None
            self._looked = monotonic()
        if self._copy is None:
            self._copy = Copy(self._loaded())
        return self._copy

    def _loaded(self) -> Base:
        try:
            base = self._project.loaded().base
        except FileNotFoundError as error:
            raise UserError(f"there is no knowledge base any more: {error}") from error
        if base.config.faults:
            fault = base.config.faults[0]
            raise UserError(f"{fault.path}:{fault.span.line}:{fault.span.column}: {fault.message}")
        return base
