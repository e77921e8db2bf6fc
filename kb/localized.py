"""A text that a project gives in several languages."""

from __future__ import annotations


class Localized(dict[str, str]):
    """A text in several languages; the empty language is the one that serves all others."""

    def into(self, language: str) -> str:
        """Give the text for a reader of that language."""
        return self.get(language) or self.get("") or next(iter(self.values()), "")
