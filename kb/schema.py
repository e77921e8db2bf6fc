"""JSON Schemas of all that authors write, for their editors: the kinds' from the declarations, kb.yaml's as data.

An editor sees values as YAML types them (`code: 504` a number, `name: true` a boolean), while kb keeps the author's
characters; so wherever text stands, every scalar but null is allowed. Only keywords that mean the same in draft-07 are
used, without `$ref`, because editors' support of 2020-12 is uneven.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from kb.config import FILE, LANGUAGE
from kb.fields import ID, Field, References
from kb.finding import Severity
from kb.kinds import KINDS
from kb.kinds.kind import ID_FIELD

Schema: TypeAlias = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = ("string", "number", "boolean")
_NAME = ("string", "number")
_BELOW = "body"
"""The field that a Markdown file gives below its front matter, where no schema sees it."""
_INSIDE = r"^(?!/)(?!(?:.*/)?\.\.(?:/|$))[^\\:]*$"
"""A path that stays in the project: relative, with `/`, without `..` and drive letters."""
_ADDRESS = "^https?://[^\\s\"'<>]+$"


def files() -> dict[str, str]:
    """Give the text of every schema file, by name."""
    schemas = {f"{name}.json": record(name) for name in KINDS}
    schemas |= {f"{name}.translation.json": translation(name) for name in KINDS}
    schemas["kb.json"] = kb_yaml()
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def record(kind: str) -> Schema:
    """Give the schema of a record of the kind of that name."""
    declared = KINDS[kind]
    schema = _root(f"kb {kind}", declared.doc, _fields(declared.fields))
    schema["required"] = [name for name in declared.required if name != _BELOW]
    if _BELOW in declared.required:
        schema["$comment"] = f"`{_BELOW}` is not required here: a Markdown file gives it below the front matter."
    return schema


def translation(kind: str) -> Schema:
    """Give the schema of a translation of such a record: the fields that are translated, each of them optional."""
    declared = KINDS[kind]
    fields = (field for field in declared.fields if field.translated)
    doc = f"A translation of a {kind}: only the fields that are translated."
    return _root(f"kb {kind} translation", doc, _fields(fields))


def kb_yaml() -> Schema:
    """Give the schema of `kb.yaml`."""
    properties = {
        "title": _localized("The title of the knowledge base."),
        "language": _language("The language that records are written in; `en` when left out."),
        "languages": _list("All languages, the one that records are written in among them.", _language()),
        "records": _inside("The folder of the records, from the folder of kb.yaml; `records` when left out."),
        "families": _by_name("The families of codes, by id: the first part of their codes' ids.", _family()),
        "categories": _categories(),
        "lint": _lint(),
        "site": _site(),
        "kinds": _later("Kinds of record of your own."),
        "relations": _later("Relations of your own."),
    }
    return _root(FILE, "What a project chooses. Everything has a default.", properties)


# The parts of a record.


def _root(title: str, doc: str, properties: Schema) -> Schema:
    return {"$schema": DRAFT, "title": title, **_object(doc, properties)}


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


# The parts of kb.yaml.


def _family() -> Schema:
    properties = {
        "name": _localized("What readers call the family; its id in capitals when left out."),
        "description": _localized("What the family is, for its page."),
        "code_pattern": _text("A regular expression (Python's) that every code of the family matches in full."),
        "classes": _by_name("Classes of codes, by the characters that begin the codes.", _group("class")),
        "registry": _inside("A CSV in the project (`code,name,status,source`): a dated copy of the official list."),
        "sources": _texts("Where the facts come from: URLs, or citations such as `RFC 5321 §4.2.2`."),
    }
    return _or_name(_object("A family of codes, or only its name.", properties))


def _group(what: str) -> Schema:
    properties = {
        "name": _localized(f"What readers call the {what}; its id when left out."),
        "description": _localized(f"What the {what} is."),
    }
    return _or_name(_object(f"A {what}, or only its name.", properties))


def _categories() -> Schema:
    by_name = _by_name("The categories of guides and terms, by id; or a list of their names.", _group("category"))
    return {**by_name, "type": ["object", "array"], "items": _text()}


def _lint() -> Schema:
    levels = {"enum": [level.value for level in Severity]}
    properties = {
        "select": _texts("Run only these rules: codes, the beginnings of codes, or names."),
        "ignore": _texts("Leave these rules out."),
        "severity": _by_name("How much a rule's findings matter, by its code or name.", levels),
        "per_path_ignore": _by_name("Rules to leave out in some files, by the pattern of their paths.", _texts()),
        "fail_on": {
            "description": "The lowest severity that fails; `warning` when left out.",
            "enum": ["error", "warning", "info", "never"],
        },
        "baseline": _text("A file of known findings, which are not reported."),
    }
    return _object("Which rules run, how much each matters, and where they are silent.", properties)


def _site() -> Schema:
    labels = _by_name("Labels in one language, by name.", _text())
    properties = {
        "url": _web("Where the site is published."),
        "source": _web("Where its records are kept, for links that show or edit a page's source."),
        "description": _localized("What the site is, in a sentence."),
        "labels": _by_name("Words of the site's pages in place of the built-in ones, by language.", labels),
        "rules": {"description": "Whether the site has a page for each rule of the linter.", "type": "boolean"},
    }
    return _object("What the site needs beyond the records.", properties)


# Shapes.


def _described(doc: str, schema: Schema) -> Schema:
    return {"description": doc, **schema} if doc else schema


def _object(doc: str, properties: Schema) -> Schema:
    return {"description": doc, "type": "object", "properties": properties, "additionalProperties": False}


def _by_name(doc: str, value: Schema) -> Schema:
    return {"description": doc, "type": "object", "additionalProperties": value}


def _or_name(schema: Schema) -> Schema:
    """Allow a text in place of a mapping, and nothing at all."""
    return {**schema, "type": ["object", *_TEXT, "null"]}


def _text(doc: str = "") -> Schema:
    return _described(doc, {"type": list(_TEXT)})


def _texts(doc: str = "") -> Schema:
    return _described(doc, {"type": ["array", *_TEXT], "items": _text()})


def _list(doc: str, item: Schema) -> Schema:
    return {"description": doc, "type": "array", "items": item}


def _localized(doc: str) -> Schema:
    """Describe a text, or texts by language, of which the one under `""` serves all others."""
    return {"description": doc, "type": ["object", *_TEXT], "additionalProperties": _text()}


def _language(doc: str = "") -> Schema:
    return _described(doc, {"type": "string", "pattern": f"^(?:{LANGUAGE.pattern})$"})


def _inside(doc: str) -> Schema:
    return {"description": doc, "type": list(_TEXT), "pattern": _INSIDE}


def _web(doc: str) -> Schema:
    return {"description": doc, "type": "string", "pattern": _ADDRESS}


def _later(doc: str) -> Schema:
    return {"description": f"{doc} This version of kb does not read them yet.", "type": "null"}
