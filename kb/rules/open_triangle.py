"""Two codes are both compared with a third, but not with each other.

If readers confuse 502 with 504, and 504 with 555, they may well confuse 502 with 555: a likely place for the comparison
that nobody wrote. Write it, or say under `not_confused_with` that the two were considered; then nobody is asked again.

This rule is off until it is selected, because not every such pair is confused. A code that is compared with more than
twenty others is passed over as the third: it says little about any two of them. So are codes that were replaced.

Bad:

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
compare: [smtp/504]  # error
```

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
compare: [smtp/555]
```

```yaml title="codes/smtp/555.yaml"
code: 555
name: Parameters Not Recognized
summary: MAIL FROM or RCPT TO has a parameter that the server does not know.
```

Good:

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
compare: [smtp/504]
not_confused_with:
  - with: smtp/555
    reason: Nobody takes MAIL FROM for an unknown command.
```
"""

from collections.abc import Iterator
from itertools import combinations

from kb.base import Base, Use
from kb.finding import Fault, Related, Severity

CODE = "KB304"
SEVERITY = Severity.OFF

MOST = 20
"""The number of comparisons beyond which a code says nothing about the others; it also bounds the work."""


def check(base: Base) -> Iterator[Fault]:
    """Give each pair of codes that a third is compared with, unless it is compared, dismissed or out of date."""
    places = _places(base, "compare")
    settled = {*places, *_places(base, "not_confused_with")}
    third: dict[tuple[str, str], list[str]] = {}
    for record in base.of_kind("code"):
        near = sorted(base.neighbours[record.key].get(("compare", True), ()))
        if len(near) > MOST or "replaced_by" in record.fields:
            continue
        for pair in combinations(near, 2):
            if pair not in settled:
                third.setdefault(pair, []).append(record.key)
    for (left, right), middles in third.items():
        if not any(
            "replaced_by" in base[key].fields or "compare" in base.lost.edges.get(key, ()) for key in (left, right)
        ):
            yield _fault(base, left, right, middles, places)


def _places(base: Base, field: str) -> dict[tuple[str, str], Use]:
    """Give the pairs that a field declares, the key that sorts first first, with the first place of each."""
    places: dict[tuple[str, str], Use] = {}
    for use in base.uses:
        if use.field == field and use.leads and use.target is not None:
            places.setdefault((min(use.record.key, use.target.key), max(use.record.key, use.target.key)), use)
    return places


def _fault(base: Base, left: str, right: str, middles: list[str], places: dict[tuple[str, str], Use]) -> Fault:
    """Report a pair at the record that sorts first, where it names the third; else at its start."""
    middle = middles[0]
    ways = [places[min(key, middle), max(key, middle)] for key in (left, right)]
    related = tuple(
        Related(use.record.path, use.reference.line, use.reference.column, "a comparison that it follows from")
        for use in ways
    )
    record = base[left]
    more = f" and {len(middles) - 1} more" if len(middles) > 1 else ""
    message = (
        f"`{record.id}` and `{base[right].id}` are both compared with `{base[middle].id}`{more}, but not with each "
        "other; compare them, or name one under `not_confused_with`"
    )
    span = ways[0].reference.span if ways[0].record is record else record.span
    return Fault(record.path, span, message, record.key, related)
