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

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Fix, Severity
from kb.mentions import Mention, everyday, unlinked
from kb.record import Record
from kb.source import shown

CODE = "KB208"
SEVERITY = Severity.INFO


def check(base: Base) -> Iterator[Fault]:
    """Give the first mention of each record in each other that it has no edge with."""
    pairs = unlinked(base)
    usual = everyday(base)
    translations: dict[str, list[Record]] = defaultdict(list)
    for record in base.translations.values():
        translations[record.key].append(record)
    for (target, key), mentions in pairs.items():
        if target not in usual and not _is_explained(base, key, target):
            yield _fault(base, mentions, [base[key], *translations[key]])


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
