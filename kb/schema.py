"""JSON Schemas of all that authors write, for their editors: the kinds' from the declarations, kb.yaml's as data.

An editor sees values as YAML types them (`code: 504` a number, `name: true` a boolean), while kb keeps the author's
characters; so wherever text stands, every scalar but null is allowed. Only keywords that mean the same in draft-07 are
used, without `$ref`, because editors' support of 2020-12 is uneven.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from kb.config import FILE
from kb.declared import NAME, TYPES, WORD
from kb.fields import ID, Field, References
from kb.finding import Severity
from kb.kinds import KINDS, Kind
from kb.kinds.kind import ID_FIELD
from kb.languages import LANGUAGE

Schema: TypeAlias = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = ("string", "number", "boolean")
_NAME = ("string", "number")
_BELOW = "body"
"""The field that a Markdown file gives below its front matter, where no schema sees it."""
_INSIDE = r"^(?!/)(?!(?:.*/)?\.\.(?:/|$))[^\\:]*$"
"""A path that stays in the project: relative, with `/`, without `..` and drive letters."""
_ADDRESS = "^https?://[^\\s\"'<>]+$"


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
        "kinds": _kinds(),
        "relations": _named("Relations of your own, by the name that the graph has for them.", WORD, _relation()),
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
        "rules": _switch("Whether the site has a page for each rule of the linter."),
    }
    return _object("What the site needs beyond the records.", properties)


def _kinds() -> Schema:
    """Describe kinds by name: of those of kb, only the fields can be more."""
    fields = _named("Its fields, in the order in which pages show them.", NAME, _own_field())
    given = "|".join(KINDS)
    return {
        "description": "Kinds of record of your own, by name; and fields of your own for those of kb.",
        "type": "object",
        "patternProperties": {
            f"^(?:{given})$": _or_nothing(_object("A kind of kb.", {"fields": fields})),
            f"^(?!(?:{given})$)(?:{WORD.pattern})$": {**_kind(fields), "required": ["fields"]},
        },
        "additionalProperties": False,
    }


def _kind(fields: Schema) -> Schema:
    properties = {
        "plural": _text("The name for several; the name with an `s` when left out."),
        "folder": _text("The folder of its records; the plural when left out."),
        "title": _text("The field that names a record to readers; `title` or `name` when left out."),
        "label": _localized("What readers call its records; made of the plural when left out."),
        "description": _localized("What it is, for authors and for the page that lists its records."),
        "fields": fields,
    }
    return _object("A kind of record.", properties)


def _own_field() -> Schema:
    properties = {
        "type": {"description": "What it holds; `line` when left out.", "enum": list(TYPES)},
        "required": _switch("Whether every record has it."),
        "translated": _switch("Whether it is translated; when left out, texts and the title are."),
        "label": _localized("What readers call it; made of its name when left out."),
        "description": _text("What it is for, in a sentence, for authors."),
        "choices": _texts("The values that it takes, for a line or a list."),
        "pattern": _text("A regular expression (Python's) that each value matches in full, for a line or a list."),
        "to": _texts("The kinds of record that references lead to."),
        "relation": _text("The relation that references declare; called like the field when left out."),
        "inverse": _switch("Whether the relation leads from what is named to this record."),
        "single": _switch("Whether it takes one reference, not a list."),
        "at_least": _count("How many items a list or references have at least."),
        "at_most": _count("How many items a list or references have at most."),
    }
    either = [{"enum": [*TYPES, None]}, _object("A field with its options.", properties)]
    return {"description": "A field of the kind, or only its type.", "anyOf": either}


def _relation() -> Schema:
    properties = {
        "description": _text("What it says, in a sentence."),
        "symmetric": _switch("Whether it has no direction."),
        "acyclic": _switch("Whether records must not lead to each other by it in a circle."),
        "note": _text("The name of the author's words about a pair: an item may be `{with: ID, NOTE: ...}`."),
        "label": _localized("What a page calls the records that it leads to."),
        "inverse_label": _localized("What a page calls the records that it comes from."),
    }
    return _or_nothing(_object("A relation between records.", properties))


# Shapes.


def _described(doc: str, schema: Schema) -> Schema:
    return {"description": doc, **schema} if doc else schema


def _object(doc: str, properties: Schema) -> Schema:
    return {"description": doc, "type": "object", "properties": properties, "additionalProperties": False}


def _by_name(doc: str, value: Schema) -> Schema:
    return {"description": doc, "type": "object", "additionalProperties": value}


def _named(doc: str, name: re.Pattern[str], value: Schema) -> Schema:
    """Describe values by names of one form."""
    pattern = f"^(?:{name.pattern})$"
    return {"description": doc, "type": "object", "patternProperties": {pattern: value}, "additionalProperties": False}


def _or_nothing(schema: Schema) -> Schema:
    return {**schema, "type": ["object", "null"]}


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


def _switch(doc: str) -> Schema:
    return {"description": doc, "type": "boolean"}


def _count(doc: str) -> Schema:
    return {"description": doc, "type": "integer", "minimum": 1, "maximum": 9999}
