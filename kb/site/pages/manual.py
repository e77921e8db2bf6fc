"""What cannot be generated, written by hand in `manual/`: how findings are handled, who runs kb, who reads it, where it is published.

For sites whose `kb.yaml` says `site: {rules: true}`, beside the pages of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from importlib.resources import files

from kb.site.copies import own
from kb.site.site import Page, Site, in_language

LANGUAGE = "en"
NAMES = ("findings", "automation", "machines", "publishing", "own-site")
"""The pages, in the order of the navigation."""


def path_of(name: str) -> str:
    """Give the path of a page of the manual."""
    return f"docs/{name}.md"


def pages(site: Site) -> Iterator[Page]:
    """Give the pages of the manual, where they are wanted."""
    if not site.base.config.site.rules:
        return
    for name in NAMES:
        title, _, body = _text(name).partition("\n")
        body = in_language(body.strip(), "" if site.language == LANGUAGE else LANGUAGE)
        body = f"# {title} {{#{name}}}\n\n{body}\n"
        yield Page(path_of(name), title, body, beside={".md": partial(own.copy, body)})


def title_of(name: str) -> str:
    """Give the title of a page of the manual."""
    return _text(name).partition("\n")[0]


@cache
def _text(name: str) -> str:
    return (files("kb.site") / "manual" / f"{name}.md").read_text(encoding="utf-8").removeprefix("# ")
