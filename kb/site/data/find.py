"""What the find box of the home page knows: every record by its names, codes also by number and by lines of a log.

One script for each language, which hands the data to `kb-find.js`; it is loaded by the home page alone. Rows are lists,
since names of keys would be half of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kb import patterns
from kb.markup import plain
from kb.record import Record
from kb.site.ecmascript import DIGITS, SPACE, WORD, translate
from kb.site.site import Asset, Shown, Site, colour, shortened

PATH = "assets/kb-find-data.js"
LONGEST = 2000
"""How long a line may be in which a pattern is looked for; the rest of a longer one is left out."""
SHORTEST = 80
"""How long it must be allowed to be, or else the pattern is none for lines of logs."""
SHORT = (f"(?<![{WORD}])", f"(?![{WORD}])", WORD, SPACE, DIGITS)
"""What many patterns have in common, the longer before what it holds."""
_ROOM = 80
"""How wide the preview of a hit is, in columns."""
_LABELS = (
    "searching",
    "found_none",
    "found_hint",
    "found_search",
    "found",
    "found_one",
    "found_more",
    "forms",
    "why_line",
    "why_number",
    "why_named",
    "why_value",
    "why_also",
    "why_name",
    "why_words",
    "why_text",
)


def assets(site: Site) -> Iterator[Asset]:
    """Give the data for a language's home page, where there is anything to find."""
    if len(site.base):
        text = json.dumps(data(site), ensure_ascii=False, separators=(",", ":"))
        yield Asset(PATH, f"kbFind({text});\n")


def data(site: Site) -> dict[str, Any]:
    """Give what the box knows, as plain data."""
    families = {id_: place for place, id_ in enumerate(site.families)}
    others = [record for record in site.base if record.kind != "code"]
    kinds = {record.kind: record.declaration for record in others}
    places = {kind: place for place, kind in enumerate(kinds)}
    return {
        "language": site.base.config.language,
        "longest": LONGEST,
        "short": SHORT,
        "labels": {name: site.labels[f"find_{name}"] for name in _LABELS},
        "families": [_family(site, id_) for id_ in families],
        "codes": [_code(site, record, families[id_]) for id_, codes in site.families.items() for record in codes],
        "kinds": [[colour(kind), site.kind_label(declared), declared.folder] for kind, declared in kinds.items()],
        "others": [[places[record.kind], record.id, *_words(site, record)] for record in others],
    }


def _family(site: Site, id_: str) -> list[Any]:
    """Give a family: id, name, its names elsewhere, the names of its classes, and the form that its codes have."""
    family = site.family(id_)
    name = site.family_name(id_)
    pattern = family.code_pattern.pattern if family.code_pattern else ""
    form = translate(pattern) if pattern and patterns.reach(pattern) >= patterns.SHORTEST else None
    return [
        id_,
        name,
        _others(name, *family.name.values()),
        [site.localized(group.name) for group in family.classes.values()],
        _shortened(form.source) if form else "",
    ]


def _code(site: Site, record: Record, family: int) -> list[Any]:
    """Give a code: its family, id, words, code, the place of its class or -1, and its patterns."""
    group = site.class_of(record)
    classes = [*site.family(record.family or "").classes]
    place = classes.index(group.id) if group and group.id in classes else -1
    found = [row for pattern in dict.fromkeys(record.patterns or ()) if (row := _pattern(pattern))]
    return [family, record.id, *_words(site, record), record.text("code") or "", place, found]


def _words(site: Site, record: Record) -> tuple[str, list[str], str, int]:
    """Give a record's title, its other names, its preview, and which of the two are in another language (1 and 2)."""
    title = site.title(record)
    lead = site.lead(record) or Shown("")
    translation = site.base.translations.get((record.key, site.language))
    aliases = [*(record.aliases or ()), *((translation.aliases if translation else None) or ())]
    short = site.shown(record, "abbreviation") if "abbreviation" in record.declaration.by_name else None
    names = _others(title.text, record.title, *([short.text] if short else ()), *aliases)
    return title.text, names, shortened(plain(lead.text), _ROOM), bool(title.language) + 2 * bool(lead.language)


def _others(name: str, *more: str) -> list[str]:
    return [other for other in dict.fromkeys(more) if other != name]


def _pattern(pattern: str) -> list[Any] | None:
    """Give a pattern for a browser: its source, how long a line may be or 0 for `LONGEST`, what a match must hold.

    There is none where a browser would understand it differently or might take long, or where no character need match,
    and so every line does.
    """
    reach = patterns.search_reach(pattern, LONGEST)
    translated = translate(pattern) if reach >= SHORTEST else None
    if translated is None or not translated.width or len(translated.source) > LONGEST:
        return None
    return [_shortened(translated.source), reach if reach < LONGEST else 0, *translated.needs]


def _shortened(source: str) -> str:
    """Write what many patterns have in common as one character each, of those that no pattern has."""
    for place, text in enumerate(SHORT):
        source = source.replace(text, chr(0xE000 + place))
    return source
