"""What pages are about in the words of schema.org, as JSON-LD: for search engines, and for any program that reads it.

Browsers treat the block as data and run nothing of it. Specified at https://schema.org and
https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from kb.markup import plain
from kb.record import Record
from kb.site.site import Page, Site, shortened, url_of

Node = dict[str, object]

_ROOM = 600
"""How much of a lead a description holds, in columns."""
_NOT_HERE = re.compile("[<>&\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What would end the element, or what YAML or a script cannot hold as it is."""


def block(site: Site, page: Page) -> str:
    """Give what a page is about, and where it stands in the site, as the text of a `script` element; or nothing."""
    if page.thing is None:
        return ""
    nodes = [page.thing(), *([_breadcrumbs(site, page)] if page.path != "index.md" else [])]
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    return _NOT_HERE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def of_record(site: Site, record: Record) -> Node:
    """Give a record: a guide as an article, any other as a term of its family, or of the list of its kind."""
    lead = site.lead(record)
    page = site.path(record)
    about: Node = {
        "description": shortened(plain(lead.text), _ROOM) if lead else "",
        "inLanguage": (lead.language if lead else "") or site.language,
        **_url(site, page, identify=True),
    }
    if record.kind == "guide":
        section = site.category_name(record.text("category"))
        return _filled({"@type": "TechArticle", "headline": site.full(record), "articleSection": section, **about})
    names = [site.short(record)] if record.kind == "code" else []
    return _filled(
        {
            **_term(site, record),
            "alternateName": [*names, *_names(record)],
            **about,
            "inDefinedTermSet": _set_of(site, record),
        }
    )


def of_pair(site: Site, title: str, description: str, both: tuple[Record, Record]) -> Node:
    """Give the article that compares two codes."""
    about = [_term(site, record) | _url(site, site.path(record)) for record in both]
    path = site.compare_path(both[0].key, both[1].key)
    return _filled(
        {
            "@type": "TechArticle",
            "headline": title,
            "description": description,
            "inLanguage": site.language,
            **_url(site, path, identify=True),
            "about": about,
        }
    )


def of_terms(site: Site, path: str, name: str, description: str, records: Iterable[Record]) -> Node:
    """Give a page that lists codes or terms as the set of them."""
    members = [_term(site, record) | _url(site, site.path(record)) for record in records]
    return _listing(site, "DefinedTermSet", path, name, description) | {"hasDefinedTerm": members}


def of_list(site: Site, path: str, name: str, parts: Iterable[tuple[str, str, str]], description: str = "") -> Node:
    """Give a page that lists other pages: for each the type of what it is about, its name and its path."""
    members = [{"@type": sort, "name": words} | _url(site, part) for sort, words, part in parts]
    return _listing(site, "CollectionPage", path, name, description) | {"hasPart": members}


def of_home(site: Site) -> Node:
    """Give the site itself."""
    config = site.base.config
    return _listing(
        site, "WebSite", "index.md", site.localized(config.title), site.localized(config.site.description)
    )


def _listing(site: Site, sort: str, path: str, name: str, description: str) -> Node:
    described = shortened(plain(description), _ROOM)
    about = {"@type": sort, "name": name, "description": described, "inLanguage": site.language}
    return _filled({**about, **_url(site, path, identify=True)})


def _term(site: Site, record: Record) -> Node:
    """Give what a term is called."""
    code = record.text("code") if record.kind == "code" else None
    return _filled({"@type": "DefinedTerm", "name": site.title(record).text, "termCode": code or ""})


def _names(record: Record) -> list[str]:
    short = record.text("abbreviation") if "abbreviation" in record.declaration.by_name else None
    return [*([short] if short else []), *(record.aliases or ())]


def _set_of(site: Site, record: Record) -> Node:
    """Give the set that a term belongs to, without its members."""
    if record.kind == "code":
        family = record.family or ""
        name, path = site.family_name(family), f"codes/{family}/index.md"
    else:
        name, path = site.kind_label(record.declaration), f"{record.declaration.folder}/index.md"
    return {"@type": "DefinedTermSet", "name": name, **_url(site, path, identify=True)}


def _breadcrumbs(site: Site, page: Page) -> Node:
    steps = [(site.labels["home"], "index.md"), *page.trail, (page.title, page.path)]
    items = [
        {"@type": "ListItem", "position": number, "name": name, **_url(site, path, name="item")}
        for number, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _url(site: Site, path: str, *, name: str = "url", identify: bool = False) -> Node:
    """Give the address of a page, where it is known where the site is published; it may stand for what it is about."""
    if not site.base.config.site.url:
        return {}
    address = site.address(url_of(path))
    return {"@id": address, name: address} if identify else {name: address}


def _filled(node: Node) -> Node:
    """Leave out what is empty."""
    return {name: value for name, value in node.items() if value not in ("", [])}
