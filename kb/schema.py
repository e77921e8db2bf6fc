"""JSON Schemas of all that authors write, for their editors, from the declarations of kinds and of kb.yaml.

An editor sees values as YAML types them (`code: 504` a number, `name: true` a boolean), while kb keeps the author's
characters; so wherever text stands, every scalar but null is allowed. Only keywords that mean the same in draft-07 are
used, without `$ref`, because editors' support of 2020-12 is uneven.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kb.config import FILE, SETTINGS
from kb.fields import ID, Field, References
from kb.kinds import KINDS, Kind
from kb.kinds.kind import ID_FIELD
from kb.options import Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = ("string", "number", "boolean")
_NAME = ("string", "number")
_BELOW = "body"
"""The field that a Markdown file gives below its front matter, where no schema sees it."""


def files(kinds: Mapping[str, Kind] = KINDS) -> dict[str, str]:
    """Give the text of every schema file, by name: for each kind, by default those of kb, and for kb.yaml."""
    schemas = {f"{name}.json": record(kind) for name, kind in kinds.items()}
    schemas |= {f"{name}.translation.json": translation(kind) for name, kind in kinds.items()}
    schemas["kb.json"] = kb_yaml()
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def record(kind: Kind) -> Schema:
    """Give the schema of a record of a kind."""
    schema = _root(f"kb {kind.name}", kind.doc, _fields(field for field in kind.fields if not field.translation_only))
    schema["required"] = [name for name in kind.required if name != _BELOW]
    if _BELOW in kind.required:
        schema["$comment"] = f"`{_BELOW}` is not required here: a Markdown file gives it below the front matter."
    return schema


def translation(kind: Kind) -> Schema:
    """Give the schema of a translation of such a record: the fields that are translated, each of them optional."""
    fields = (field for field in kind.fields if field.translated or field.translation_only)
    doc = f"A translation of {kind.one}: only the fields that are translated."
    return _root(f"kb {kind.name} translation", doc, _fields(fields))


def kb_yaml() -> Schema:
    """Give the schema of `kb.yaml`, from its declaration."""
    return {"$schema": DRAFT, "title": FILE, "description": SETTINGS.doc, **SETTINGS.schema()}


# The parts of a record.


def _root(title: str, doc: str, properties: Schema) -> Schema:
    shape = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"$schema": DRAFT, "title": title, "description": doc, **shape}


def _fields(fields: Iterable[Field]) -> Schema:
    """Describe the fields, after the id that records and translations in a stream need."""
    identity = {"description": ID_FIELD.doc, "type": list(_NAME), "pattern": f"^(?:{ID.pattern})$"}
    return {ID_FIELD.name: identity} | {field.name: _field(field) for field in fields}


def _field(field: Field) -> Schema:
    schema = field.type.schema()
    if isinstance(field.type, References) and field.type.single:
        schema = {**schema, "type": list(_NAME)}
    return {"description": field.doc, **_widened(schema)}


def _widened(schema: Any) -> Any:
    """Allow every scalar where a type asks for a string."""
    if isinstance(schema, list):
        return [_widened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    widened = {key: _widened(value) for key, value in schema.items()}
    return widened | {"type": list(_TEXT)} if schema.get("type") == "string" else widened
