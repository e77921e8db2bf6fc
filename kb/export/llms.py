"""llms.txt: an index of the base for language models, Markdown that fits into their context.

A title, a sentence, and for each family of codes, for the guides and for the glossary the links with a line on each.
Links lead to the pages where the site is published (`site.url` in kb.yaml), or else to the records' files.

It holds no edges, and of each record the beginning of what it is about. `llms-full` holds the rest.

Specified at https://llmstxt.org/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.llms import Edition

if TYPE_CHECKING:
    import networkx as nx

NAME = "llms"
SUFFIX = ".llms.txt"


def dumps(graph: nx.MultiDiGraph[str]) -> str:
    """Give the graph as an index."""
    return Edition(graph).index()
