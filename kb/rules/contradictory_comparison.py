"""Two records say opposite things about one pair of codes.

Either the pair is compared and also listed under `not_confused_with`, or both sides give a `difference` and the two
texts are not the same. The site has one page for the pair, so one of the two is lost, and not by choice.

A pair is declared once, on either side. Decide whether readers confuse the two; then keep one entry, with one text
that serves readers of both pages.

Bad:

```yaml title="codes/smtp/502.yaml"
code: 502
name: Command Not Implemented
summary: The server does not support the command.
compare:
  - with: smtp/504
    difference: 502 refuses the whole command, 504 only a parameter of it.
```

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
not_confused_with: [smtp/502]  # error
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
```
"""

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base, Use
from kb.finding import Fault, Related, Severity

CODE = "KB306"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each pair whose entries disagree, at the later of the two places."""
    pairs: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in base.uses:
        if use.field in ("compare", "not_confused_with") and use.leads and use.target is not None:
            pairs[min(use.record.key, use.target.key), max(use.record.key, use.target.key)].append(use)
    for uses in pairs.values():
        if len(uses) > 1:
            yield from _judge(sorted(uses, key=lambda use: (use.record.path, use.reference.span)))


def _judge(uses: list[Use]) -> Iterator[Fault]:
    first = uses[0]
    opposite = next((use for use in uses if use.field != first.field), None)
    if opposite is not None:
        yield _fault(first, opposite, "{a} and {b} are both compared and said not to be confused; keep one of the two")
        return
    own = next((use for use in uses if _text(use)), None)
    other = next((use for use in uses if own and _text(use) and use.record is not own.record), None)
    if own and other and _text(own) != _text(other):
        yield _fault(own, other, "{a} and {b} give two different texts for what differs; keep one, on either side")


def _text(use: Use) -> str:
    """Give a comparison's text, the breaks of its lines left out."""
    return " ".join(use.reference.note.text.split()) if use.field == "compare" and use.reference.note else ""


def _fault(first: Use, second: Use, message: str) -> Fault:
    record, target = second.record, second.target
    assert target is not None
    related = Related(first.record.path, first.reference.line, first.reference.column, "the first")
    text = message.format(a=f"`{record.id}`", b=f"`{target.id}`")
    return Fault(record.path, second.reference.span, text, record.key, (related,))
