"""The site as JSON: a file beside each record's page and each list, and lists of whole kinds under `api/`.

`SCHEMA` describes every file. Addresses are whole where kb.yaml says where the site is published, and otherwise begin
at the root of the site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from kb.base import Edge
from kb.citations import cite
from kb.kinds import Kind
from kb.record import Record
from kb.site.sections.answers import ANSWERS
from kb.site.site import Site, url_of

VERSION = 1
FOLDER = "api"
INDEX = f"{FOLDER}/index.json"
SCHEMA = f"{FOLDER}/schema.json"

_Data = dict[str, Any]


def schema() -> str:
    """Give the JSON Schema of all files of the API."""
    return (files("kb.site") / "api.schema.json").read_text(encoding="utf-8")


def index(site: Site) -> str:
    """Give what there is, and where."""
    config, base = site.base.config, site.base
    kinds = [kind for kind in base.kinds.values() if base.of_kind(kind.name)]
    return _written(
        {
            **_head(site, "index"),
            "title": site.localized(config.title),
            "description": site.localized(config.site.description),
            "base": config.site.url,
            "url": site.address("index.html"),
            "schema": _shared(site, SCHEMA),
            "graph": _shared(site, "graph.json"),
            "llms": site.address("llms.txt"),
            "llms_full": site.address("llms-full.txt"),
            "languages": _versions(site, INDEX),
            "kinds": [_kind(site, kind) for kind in kinds],
            "families": [_family(site, id_) for id_ in site.families],
        }
    )


def families(site: Site) -> str:
    """Give the families of codes."""
    items = [_family(site, id_) for id_ in site.families]
    about = {"title": site.labels["codes"], "url": site.address("codes/index.html"), "count": len(items)}
    return _written({**_head(site, "families"), **about}, "families", items)


def family(site: Site, id_: str) -> str:
    """Give the codes of a family in brief."""
    about = {"kind": "code", "family": id_, **_named(site, id_), "url": site.address(f"codes/{id_}/index.html")}
    return _list(site, about, site.families[id_])


def records(site: Site, kind: Kind) -> str:
    """Give the records of a kind in brief."""
    page = f"{kind.folder}/index.html"
    about = {"kind": kind.name, "title": site.kind_label(kind), "url": site.address(page)}
    return _list(site, about, site.base.of_kind(kind.name))


def record(site: Site, record: Record) -> str:
    """Give a record with all that its author wrote, and all that it is connected with."""
    page = site.path(record)
    return _written(
        {
            **_head(site, "record"),
            **_named_record(site, record),
            **_addresses(site, page),
            "path": record.path,
            "fields": _fields(site, record),
            "untranslated": _untranslated(site, record),
            **({"answers": _answers(site, record), "family": record.family} if record.kind == "code" else {}),
            **_class(site, record),
            "sources": [_source(item) for item in record.sources or ()],
            "versions": _versions(site, _beside(page)),
        },
        "links",
        _links(site, record),
    )


# Parts.


def _head(site: Site, sort: str) -> _Data:
    return {"version": VERSION, "type": sort, "language": site.language}


def _kind(site: Site, kind: Kind) -> _Data:
    return {
        "kind": kind.name,
        "title": site.kind_label(kind),
        "count": len(site.base.of_kind(kind.name)),
        "url": site.address(f"{kind.folder}/index.html"),
        "json": site.address(f"{FOLDER}/{kind.folder}.json"),
    }


def _family(site: Site, id_: str) -> _Data:
    about = {"family": id_, **_named(site, id_), "count": len(site.families[id_])}
    return {**about, **_addresses(site, f"codes/{id_}/index.md")}


def _named(site: Site, id_: str) -> _Data:
    return {"title": site.family_name(id_), "description": site.localized(site.family(id_).description)}


def _list(site: Site, about: _Data, found: list[Record]) -> str:
    head = {**_head(site, "records"), **about, "count": len(found)}
    return _written(head, "records", (_brief(site, one) for one in found))


def _brief(site: Site, record: Record) -> _Data:
    """Give a record as lists have it."""
    return {**_named_record(site, record), **_class(site, record), **_brief_fields(site, record)} | _addresses(
        site, site.path(record)
    )


def _brief_fields(site: Site, record: Record) -> _Data:
    plain: _Data = {"summary": site.preview(record)}
    if record.kind == "code":
        plain |= {"family": record.family, "code": record.text("code") or "", "name": site.title(record).text}
        plain |= _answers(site, record)
    for name in ("status", "abbreviation", "category", "aliases", "patterns", "replaced_by", "formerly"):
        if name in record.declaration.by_name and (value := getattr(record, name)):
            plain[name] = value
    return plain


def _named_record(site: Site, record: Record) -> _Data:
    return {"key": record.key, "kind": record.kind, "id": record.id, "title": site.full(record)}


def _addresses(site: Site, page: str) -> _Data:
    """Give the addresses of a page and of the files beside it."""
    return {
        "url": site.address(url_of(page)),
        "json": site.address(_beside(page)),
        "markdown": site.address(page),
    }


def _beside(page: str) -> str:
    return page.removesuffix(".md") + ".json"


def _shared(site: Site, file: str) -> str:
    """Give the address of a file that all languages share."""
    return site.address(file, site.base.config.language)


def _versions(site: Site, file: str) -> _Data:
    """Give the address of a file in each language."""
    return {language: site.address(file, language) for language in site.base.config.languages}


def _fields(site: Site, record: Record) -> _Data:
    """Give what the author wrote that is no edge, translated where it is."""
    edges = {name for name, declared in record.declaration.references if declared.relation}
    found = {
        field.name: field.type.plain(record.fields[field.name])
        for field in record.declaration.fields
        if field.name in record.fields and field.name not in edges
    }
    if not site.is_original and (translation := site.base.translations.get((record.key, site.language))):
        by_name = record.declaration.by_name
        for name in record.declaration.translated:
            if value := translation.fields.get(name):
                found[name] = by_name[name].type.plain(value)
    return found


def _untranslated(site: Site, record: Record) -> list[str]:
    """Give the fields that are shown in another language."""
    if site.is_original:
        return []
    translation = site.base.translations.get((record.key, site.language))
    return [
        name
        for name in record.declaration.translated
        if record.fields.get(name) and not (translation and translation.fields.get(name))
    ]


def _answers(site: Site, record: Record) -> _Data:
    """Give the answers of a code, or else of its class."""
    return {name: shown.text for name in ANSWERS if (shown := site.answer(record, name))}


def _class(site: Site, record: Record) -> _Data:
    group = site.class_of(record) if record.kind == "code" else None
    return {"class": {"id": group.id, "name": site.localized(group.name)}} if group else {}


def _source(item: str) -> _Data:
    citation = cite(item)
    return {"text": citation.text, "url": citation.href}


def _links(site: Site, record: Record) -> Iterator[_Data]:
    """Give what a record is connected with, by relation and direction."""
    base = site.base
    for (relation, outward), keys in base.neighbours[record.key].items():
        declared = base.relations[relation]
        direction = "both" if declared.symmetric else "out" if outward else "in"
        for key in keys:
            other = base[key]
            found = {"relation": relation, "direction": direction, "key": key, "title": site.full(other)}
            source, target = (record.key, key) if outward else (key, record.key)
            if declared.symmetric:
                source, target = sorted((source, target))
            note = base.edges.get(Edge(source, target, relation))
            if note and declared.note:
                found[declared.note] = note
            yield {**found, "url": site.address(url_of(site.path(other)))}


def _written(head: _Data, name: str = "", items: Iterable[_Data] = ()) -> str:
    """Give a file's text: the items of its list, where it has one, on a line each."""
    text = _text(head)
    if not name:
        return text + "\n"
    lines = ",\n".join(map(_text, items))
    return f'{text[:-1]}, "{name}": [\n{lines}\n]}}\n' if lines else f'{text[:-1]}, "{name}": []}}\n'


def _text(value: _Data) -> str:
    return json.dumps(value, ensure_ascii=False)
