"""What keeps the pages of records apart where MkDocs builds them beside a user's own pages.

Records are hostile input, and a user's extensions may include files or run what stands in a page. So the pages of kb
are read with the extensions of kb alone, and none is published on which a text acts. A user's own pages are theirs.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from typing import Any

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig

from kb.site.mkdocs import EXTENSIONS, active_markup


class _Reading(Config):
    """The settings that say how MkDocs reads Markdown."""

    markdown_extensions = config_options.MarkdownExtensions(
        builtins=["toc", "tables", "fenced_code"], configkey="mdx_configs", default=[]
    )
    mdx_configs = config_options.Private[dict[str, dict[str, Any]]]()


class Apart:
    """Reads pages of kb as kb means them, one after another: `begin` before Markdown is read, `end` after it."""

    def __init__(self, extensions: Sequence[Any] = EXTENSIONS) -> None:
        """Take the extensions for pages of kb."""
        self._reading = _Reading()
        # MkDocs empties the mappings that it is given.
        self._reading.load_dict({"markdown_extensions": copy.deepcopy(list(extensions))})
        self._reading.validate()
        self._theirs: tuple[Any, Any, Any] | None = None

    def begin(self, config: MkDocsConfig) -> None:
        """Set what a page of kb needs; its links are addresses of pages, which MkDocs need not know."""
        self._theirs = config.markdown_extensions, config.mdx_configs, config.validation
        quiet = copy.deepcopy(config.validation)
        for name in ("not_found", "unrecognized_links", "absolute_links"):
            setattr(quiet.links, name, logging.DEBUG)
        config.markdown_extensions = list(self._reading.markdown_extensions)
        config.mdx_configs = copy.deepcopy(self._reading.mdx_configs)
        config.validation = quiet

    def end(self, config: MkDocsConfig, html: str) -> str:
        """Set back what was there before; say what acts on the page, or nothing."""
        if self._theirs is not None:
            config.markdown_extensions, config.mdx_configs, config.validation = self._theirs
            self._theirs = None
        return active_markup(html)
