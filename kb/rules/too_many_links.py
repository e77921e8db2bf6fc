"""A record names more other records than its readers can use.

A page with eighty links says that everything matters, which is to say that nothing does: readers stop choosing, and the
map becomes a list. Keep those that a reader of this page needs next; the others are found from there.

Counted are the records that this one names itself, in its fields and in its text, each once; more than fifty are too
many. What others say about it does not count: a basic term may well be needed everywhere. This rule is off until it is
selected, for some pages are meant to be indexes.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504  # error
name: Parameter Not Implemented
summary: The server does not support a parameter.
terms: [
  t01, t02, t03, t04, t05, t06, t07, t08, t09, t10, t11, t12, t13, t14, t15, t16, t17, t18, t19, t20, t21, t22, t23,
  t24, t25, t26, t27, t28, t29, t30, t31, t32, t33, t34, t35, t36, t37, t38, t39, t40, t41, t42, t43, t44, t45
  ]
guides: [g01, g02, g03, g04, g05, g06]
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
terms: [t01, t02, t03, t04, t05]
guides: [g01, g02, g03]
```
"""

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB407"
SEVERITY = Severity.OFF

MOST = 50
"""The number of others that a record may name."""

IN_TEXT = "in its text"


def check(base: Base) -> Iterator[Fault]:
    """Count for each record what it names, whether or not it is there."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for use in base.uses:
        if use.declared.relation and use.target is not use.record:
            named[use.record.key].setdefault(use.target.key if use.target else use.reference.text, use.field)
    for link in base.links:
        if link.record.language is None and link.target is not None and link.target is not link.record:
            named[link.record.key].setdefault(link.target.key, IN_TEXT)
    for key, names in named.items():
        if len(names) > MOST:
            record = base[key]
            message = f"this names {len(names)} others ({_counts(names)}); keep those that its readers need next"
            yield Fault(record.path, record.span, message, key)


def _counts(names: dict[str, str]) -> str:
    """Say how many there are of each sort, most first."""
    sorts: dict[str, int] = defaultdict(int)
    for sort in names.values():
        sorts[sort] += 1
    ranked = sorted(sorts.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{count} {sort if sort == IN_TEXT else f'`{sort}`'}" for sort, count in ranked)
