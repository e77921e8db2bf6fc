"""The words of the interface, a file a language. To add a language, translate `locale/en.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from kb.config import Config

FALLBACK = "en"


@lru_cache(maxsize=64)
def catalogue(language: str) -> tuple[str, Mapping[str, str]]:
    """Give a language's own name and its labels; those of English where kb does not speak the language."""
    folder = files("kb.site") / "locale"
    for tag in (language, language.partition("-")[0], FALLBACK):
        file = folder / f"{tag}.toml"
        if file.is_file():
            data = tomllib.loads(file.read_text("utf-8"))
            return data["language"] if tag != FALLBACK or language.startswith(FALLBACK) else language, data["label"]
    raise AssertionError("the English labels are part of the package")


class Labels:
    """The labels of one language, as a project changes them."""

    def __init__(self, config: Config, language: str) -> None:
        """Lay the project's own words over the language's."""
        self.name, labels = catalogue(language)
        self._labels = {**labels, **config.site.labels.get(language, {})}

    def __getitem__(self, key: str) -> str:
        """Give a label."""
        return self._labels[key]

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a label of that key."""
        return key in self._labels

    def fill(self, key: str, **values: object) -> str:
        """Give a label with its places filled; for a count of one, the label's own form for one where it has any."""
        text = self._labels.get(f"{key}_one", self._labels[key]) if values.get("count") == 1 else self._labels[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", f"{value:,}" if isinstance(value, int) else str(value))
        return text
