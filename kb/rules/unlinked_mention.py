"""A text names another record, and nothing links the two.

A reader who does not know the word has to search for it, and the map shows no line where the text has one. Link it
where it stands, `[[starttls|STARTTLS]]`, or name the record under `terms`, `guides` or `codes`.

Found are terms by title, alias, abbreviation and plural, also before a Korean particle; guides by a title of two words
or more; codes with their family (`SMTP 504`), by a name of two words or more, or as they are where that is no plain
number (`E1001`). In names of guides and codes every capital counts. Of names that overlap the longest counts, and of
each record the first mention. A name that means two records is passed over, and so are names before a number
(`RFC 5321`), in code, in links, in headings and in tables.

The fix puts the link around the words, which stay as they are, in the original and in its translations. It is not safe
where one of these does not name the record: its links would then differ from those of the others.

Nothing is reported of two records that have any relation already, in either direction: one link is enough. A record
that is named without a link in more than a tenth of all records, and in more than ten, bears an everyday word.

Bad:

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: The server answers STARTTLS, but cannot begin encryption for the moment.  # error
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

Good:

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: The server answers [[starttls|STARTTLS]], but cannot begin encryption for the moment.
```
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from kb import markup
from kb.base import Base, names_of
from kb.fields import Text
from kb.finding import Fault, Fix, Severity
from kb.passages import Passage, passages
from kb.phrases import MASK, Phrases
from kb.record import Record
from kb.source import shown

CODE = "KB208"
SEVERITY = Severity.INFO

EVERYDAY = 10
"""A record named without a link in more records than these, and than a tenth of all, bears an everyday word."""

_REMARK = re.compile(r"\s*\(([^()]*)\)\s*$")
_NO_NAMES = """
a all an and any are as at be but by can do for from get has have if in into is it its may me must new no nor
not now of off on one or our out own same see set she so such than that the then they this to too up us use was
we what when where which who why will with yes you your
"""
_FUNCTION_WORDS = frozenset(_NO_NAMES.split())
"""English words that name nothing in a sentence, whatever record bears them."""


class Mention(NamedTuple):
    """A record named in a text of another, or of another's translation."""

    record: Record
    passage: Passage
    start: int
    end: int
    target: Record


def check(base: Base) -> Iterator[Fault]:
    """Give the first mention of each record in each other that it has no edge with."""
    pairs: dict[tuple[str, str], list[Mention]] = {}
    for mention in _mentions(base):
        pairs.setdefault((mention.target.key, mention.record.key), []).append(mention)
    named = Counter(target for target, _ in pairs)
    most = max(EVERYDAY, len(base) // 10)
    translations: dict[str, list[Record]] = defaultdict(list)
    for record in base.translations.values():
        translations[record.key].append(record)
    for (target, key), mentions in pairs.items():
        if named[target] <= most and not _is_explained(base, key, target):
            yield _fault(base, mentions, [base[key], *translations[key]])


def _mentions(base: Base) -> Iterator[Mention]:
    """Give the first mention of each other record without an edge, in each original and in each translation."""
    phrases: dict[str | None, Phrases[Record]] = {}
    translations = (record for record in base.translations.values() if record.key in base)
    for record in (*base, *translations):
        if record.language not in phrases:
            phrases[record.language] = _phrases(base, record.language)
        find = phrases[record.language].find
        near = set[str]().union(*base.neighbours[record.key].values(), (record.key,))
        for passage in passages(base, record):
            if not isinstance(record.declaration.by_name[passage.field].type, Text):
                continue  # a title, or a note, which belongs to two records
            for start, end, target in find(markup.prose(passage.text, MASK)):
                if target and target.key not in near:
                    near.add(target.key)
                    yield Mention(record, passage, start, end, target)


def _phrases(base: Base, language: str | None) -> Phrases[Record]:
    """Give the names to look for in texts of a language: its own, and those of originals that are no plain words."""
    loose: list[tuple[str, Record]] = []
    exact: list[tuple[str, Record]] = []
    for record in base:
        if "replaced_by" in record.fields:
            continue
        translation = base.translations.get((record.key, language)) if language else None
        if translation and record.kind == "term":
            loose += ((name, record) for name in _names(base, translation) if _is_name(name))
        for name in _names(base, record):
            if record.kind != "term":
                if _is_proper(name):
                    exact.append((name, record))
            elif _is_name(name) and (translation is None or name != name.lower()):
                loose.append((name, record))
    return Phrases(loose, exact)


def _names(base: Base, record: Record) -> Iterator[str]:
    """Give what readers call a record, without the remark in brackets after a name, and a code as logs show it."""
    for name in names_of(record, base.config):
        remark = _REMARK.search(name)
        if remark is None:
            yield name
        elif not _tells_apart(base, record, remark[1]):
            yield name[: remark.start()]
    if record.kind == "code" and (code := record.text("code")):
        yield code


def _tells_apart(base: Base, record: Record, remark: str) -> bool:
    """Tell whether a remark names another record or a family, as in `Stream (HTTP/2)`: the bare word is not enough."""
    family = remark.casefold()
    if any(family in (id_, *map(str.casefold, one.name.values())) for id_, one in base.config.families.items()):
        return True
    return any(other.key != record.key for other in base.called.get(family, ()))


def _is_name(name: str) -> bool:
    """Tell whether a word or words can be looked for in prose."""
    return len(name) > 1 and not name.isdecimal() and name.lower() not in _FUNCTION_WORDS


def _is_proper(name: str) -> bool:
    """Tell whether a name of a guide or a code is not taken for other words: one of several, or no usual word."""
    words = name.split()
    capitals = sum(map(str.isupper, name))
    if len(words) > 1:
        return capitals > 0
    is_number = name.isdecimal() or name[:2] in ("0x", "0X")
    return not is_number and len(name) > 2 and (capitals > 1 or not name.isalpha())


def _is_explained(base: Base, key: str, target: str) -> bool:
    """Tell whether a reference that fails elsewhere may be what links two records."""
    lost = base.lost.edges
    return not lost.get(key, set()).isdisjoint(lost.get(target, ()))


def _fault(base: Base, mentions: list[Mention], versions: list[Record]) -> Fault:
    """Report the first of a record's mentions of another, of which there is one at most in each of its versions."""
    record, passage, start, end, target = mentions[0]
    words, name = passage.text[start:end], base.naming(target)
    message = f"this names the {target.kind} `{target.id}` without a link; write `[[{name}|{shown(words)}]]`"
    edits = [one.passage.wrap(one.start, one.end, f"[[{name}|", "]]") for one in mentions]
    found = tuple(edit for edit in edits if edit)
    is_safe = all(_has_all(mentions, version) for version in versions)
    fix = Fix(f"link `{shown(words)}` to `{target.id}`", found, safe=is_safe) if len(found) == len(edits) else None
    span = found[0].span if fix else passage.span(start, end)
    return Fault(record.path, span, message, record.key, fix=fix)


def _has_all(mentions: list[Mention], version: Record) -> bool:
    """Tell whether a version has what others link, or says nothing of it; links that differ would be a new fault."""
    is_named = any(mention.record is version for mention in mentions)
    return is_named or all(version.text(mention.passage.field) is None for mention in mentions)
