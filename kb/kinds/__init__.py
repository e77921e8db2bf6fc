"""The kinds of record and the relations between them: the one declaration that everything else follows.

The reader, the checks, the graph, the exports, the JSON Schemas for editors and the pages all walk these tables.
To add a kind, write a module like its neighbours and name it in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.kinds import code, guide, term
from kb.kinds.kind import Kind
from kb.kinds.relations import RELATIONS, Relation

__all__ = ["KINDS", "RELATIONS", "Kind", "Relation"]

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (code.KIND, guide.KIND, term.KIND)}
