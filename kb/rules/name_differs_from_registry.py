"""A code has another name here than in the official list of its family.

Readers search for the words that their log or their browser shows, which are mostly the official ones. A better name is
welcome, but the official one should be found as well: add it to `aliases`, which is what the fix does.

The list is the CSV that the family's `registry` names in `kb.yaml`. Capitals, punctuation, hyphens and placeholders
such as `<domain>` do not count, and neither do words that one of the two leaves out, unless it is a "not": "Service
Ready" is the name of "<domain> Service ready", but "Found" is not that of "Not Found". A row for a range of codes, or
for one that is unused, names nothing.

Bad:

```yaml title="kb.yaml"
records: .
families:
  http:
    registry: registries/http.csv
```

```csv title="registries/http.csv"
code,name,status,source
413,Content Too Large,assigned,RFC 9110 §15.5.14
502,Bad Gateway,assigned,RFC 9110 §15.6.3
```

```yaml title="codes/http/413.yaml"
code: 413
name: Payload Too Large  # error
summary: The request is larger than the server accepts.
```

```yaml title="codes/http/502.yaml"
code: 502
name: Bad gateway
summary: The server behind this one sent an invalid response.
```

Good:

```yaml title="codes/http/413.yaml"
code: 413
name: Payload Too Large
summary: The request is larger than the server accepts.
aliases: [Content Too Large]
```
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from kb import registry
from kb.base import Base
from kb.finding import Fault, Fix, Related, Severity
from kb.record import Record
from kb.registry import Row
from kb.source import shown

CODE = "KB705"
SEVERITY = Severity.INFO

_PLACEHOLDER = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\([^()]*\)|\"[^\"]*\"")
_WORD = re.compile(r"\w+")
_NO_NAME = frozenset(("unused", "unassigned", "reserved", "obsoleted", "deprecated", ""))
_LITTLE = frozenset(
    ("a", "an", "and", "as", "be", "been", "by", "for", "in", "is", "it", "of", "on", "or", "some", "the", "to", "with")
)
_NOT = frozenset(("no", "not", "never", "non", "without", "cannot"))


def check(base: Base) -> Iterator[Fault]:
    """Compare the name and the aliases of each code with the name in its family's registry."""
    times = Counter((record.family, record.text("code")) for record in base.of_kind("code"))
    for record in base.of_kind("code"):
        if times[record.family, record.text("code")] > 1:
            continue  # reported as that: one of them may not mean this row
        listed = registry.load(base, record.family or "")
        name = record.text("name")
        row = listed.find(record.text("code") or "") if listed and name else None
        if listed is None or name is None or row is None or row.range or not _is_name(row.name):
            continue
        if not any(_is_same(own, row.name) for own in (name, *(record.aliases or ()))):
            related = Related(listed.path, row.line, 1, "the official name")
            message = f'the registry calls `{shown(row.code)}` "{shown(row.name)}"; add that to `aliases`'
            fix = _fix(base, record, row)
            yield Fault(record.path, record.at("name"), message, record.key, (related,), fix)


def _is_name(name: str) -> bool:
    """Tell whether a row names its code: some do not use it, some show only what a server sends along."""
    return _folded(name) not in _NO_NAME and bool(_words(name))


def _is_same(own: str, official: str) -> bool:
    """Tell whether two names are the same, or one is the other with words left out."""
    if _folded(own) == _folded(official):
        return True
    return _holds(own, official) or _holds(official, own)


def _holds(longer: str, shorter: str) -> bool:
    """Tell whether one name has all words of another, and no "not" before one of them that the other lacks."""
    words, wanted = _words(longer), _words(shorter)
    together = "".join(words)
    if not wanted or not all(word in words or (len(word) > 3 and word in together) for word in wanted):
        return False
    negated = {after for word, after in pairwise(words) if word in _NOT}
    return bool(_NOT.intersection(wanted)) or negated.isdisjoint(wanted)


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(_bare(name)) if word not in _LITTLE]


def _bare(name: str) -> str:
    return _PLACEHOLDER.sub(" ", name.casefold().replace("-", " "))


def _folded(name: str) -> str:
    return "".join(_WORD.findall(name.casefold()))


def _fix(base: Base, record: Record, row: Row) -> Fix | None:
    edit = base.editor(record.path).add(record, "aliases", row.name)
    return Fix(f'Add "{shown(row.name)}" to `aliases`', (edit,)) if edit else None
