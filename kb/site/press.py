"""MkDocs page by page: the steps of its build, each of which can be done alone, for one language in this process.

What comes out is what `mkdocs build` makes, byte for byte. That holds while a page depends on its own Markdown, the
configuration, and what the navigation shows of the pages in it; so no plugins but those of our own configuration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from kb.site.mkdocs import opened

Entries: TypeAlias = list[dict[str, Any]]
"""What the search index says of a page."""


class Order(NamedTuple):
    """What a press is set up for. When any of it differs, another press is needed."""

    configuration: str
    """The path of a language's MkDocs configuration."""
    folder: str
    """Where to build."""
    stamp: str
    """Stands for all that pages share and for the names of all files."""


class Made(NamedTuple):
    """A page that was made: the path of its Markdown, that of its HTML in the folder, and its part of the search index.

    There is no HTML of what MkDocs leaves out, such as a name that begins with a dot.
    """

    source: str
    file: str
    entries: Entries


def failures() -> tuple[type[Exception], ...]:
    """Give the exceptions by which MkDocs says in a line why it fails."""
    import mkdocs.commands.build  # noqa: F401 - it takes long, and who asks will need it
    from mkdocs.exceptions import Abort, ConfigurationError

    return Abort, ConfigurationError


class Press:
    """MkDocs, set up for one language."""

    def __init__(self, order: Order) -> None:
        """Read the configuration and the names of all files. Raises MkDocs' own errors."""
        from mkdocs.structure.files import get_files, set_exclusions
        from mkdocs.structure.nav import get_navigation

        config = opened(Path(order.configuration), site_dir=order.folder)
        config = self._config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        env.auto_reload = False  # templates do not change while we build
        files.add_files_from_theme(env, config)
        self._files = config.plugins.on_files(files, config=config)
        set_exclusions(self._files, config)
        self._nav = config.plugins.on_nav(get_navigation(self._files, config), config=config, files=self._files)
        self._named = {page.file.src_uri for page in self._nav.pages}
        for page in self._nav.pages:
            page.read_source(config)  # for its title, which is on every page
        self._env = config.plugins.on_env(env, config=config, files=self._files)
        self._documents = self._files.documentation_pages()

    def make(self, sources: Iterable[str]) -> list[Made]:
        """Make pages, given by the paths of their Markdown, and write them into the folder."""
        return [self._make(source) for source in sources]

    def _make(self, source: str) -> Made:
        from mkdocs.commands.build import _build_page, _populate_page

        page = self._page(source)
        if page is None:
            return Made(source, "", [])
        index = self._index
        index.entries = []
        _populate_page(page, self._config, self._files)
        _build_page(page, self._config, self._documents, self._nav, self._env)
        made = Made(source, page.file.dest_uri, index.entries)
        page.content = None  # thousands of pages need not stay
        if source not in self._named:
            page.markdown = None
        return made

    def _page(self, source: str) -> Any:
        from mkdocs.structure.files import File, set_exclusions
        from mkdocs.structure.pages import Page

        file = self._files.get_file_from_path(source)
        if file is None:  # it is new, and a whole build will come
            config = self._config
            file = File(source, config.docs_dir, config.site_dir, config.use_directory_urls)
            set_exclusions([file], config)
            self._files.append(file)
        is_wanted = file.inclusion.is_included()
        return (file.page or Page(None, file, self._config)) if is_wanted else None

    def finish(self, entries: Mapping[str, Entries]) -> None:
        """Write all that is no page: the files beside the pages, those of the theme, and the search index."""
        from mkdocs.commands.build import _build_theme_template

        config = self._config
        self._files.copy_static_files()
        for template in sorted(config.theme.static_templates):
            _build_theme_template(template, self._env, self._files, config, self._nav)
        sources: Sequence[str] = [file.src_uri for file in self._documents]
        self._index.entries = [entry for source in sources for entry in entries.get(source, ())]
        config.plugins.on_post_build(config=config)

    @property
    def _index(self) -> Any:
        """The search plugin's index, to which it adds each page that is built."""
        return next(plugin.search_index for plugin in self._config.plugins.values() if hasattr(plugin, "search_index"))
