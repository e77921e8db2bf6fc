"""The style and scripts of kb itself, which pages of every language load."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from kb.site import relmap
from kb.site.site import Asset, Site


def assets(site: Site) -> Iterator[Asset]:  # noqa: ARG001  (the same for every site)
    """Give the files of `kb/site/assets`."""
    for file in sorted((files("kb.site") / "assets").iterdir(), key=lambda file: file.name):
        if file.name.endswith((".css", ".js")):
            more = relmap.WIDTHS.encode() if file.name == "kb-map.css" else b""
            yield Asset(f"assets/{file.name}", file.read_bytes() + more)
