"""A record names the same other record twice in one field.

The page would show the link twice, or one of two differing notes would be lost: only the first that has a note is
kept. Remove the second; if both carry a note, make one of them.

Two spellings of one record (`starttls` and `term:starttls`, or an id and the one it used to have) are the same
reference. The same pair declared from either side is not reported: that is redundant, not wrong.

The fix removes the second, or the first where only the second carries a note. Of two notes that differ it keeps both.

Bad:

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: The server cannot begin TLS for the moment.
terms:
  - starttls
  - tls-handshake
  - starttls  # error
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection.
```

Good:

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: The server cannot begin TLS for the moment.
terms:
  - starttls
  - tls-handshake
```
"""

from collections.abc import Iterator

from kb.base import Base, Use
from kb.finding import Fault, Fix, Related, Severity
from kb.source import shown

CODE = "KB204"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Compare each reference with those before it in the same field, by the record that they lead to."""
    first: dict[tuple[str, str, str], Use] = {}
    for use in base.uses:
        if use.problem in ("broken", "wrong-kind") or use.target is use.record:
            continue
        target = use.target.key if use.target else use.reference.text
        earlier = first.setdefault((use.record.key, use.field, target), use)
        if earlier is not use:
            yield _fault(base, use, earlier)


def _fault(base: Base, use: Use, earlier: Use) -> Fault:
    text, before = shown(use.reference.text), shown(earlier.reference.text)
    twice = f"`{text}` stands twice" if text == before else f"`{text}` and `{before}` are one record, and both stand"
    related = Related(use.record.path, earlier.reference.line, earlier.reference.column, "the first")
    message = f"{twice} under `{use.field}`; remove one"
    return Fault(use.record.path, use.reference.span, message, use.record.key, (related,), _fix(base, use, earlier))


def _fix(base: Base, use: Use, earlier: Use) -> Fix | None:
    """Remove the second; or the first, where only the second says more. Of two that say different things, none."""
    first, second = (" ".join(one.reference.note.text.split()) if one.reference.note else "" for one in (earlier, use))
    if first and second and first != second:
        return None
    which = earlier if second and not first else use
    edit = base.editor(use.record.path).remove(which.reference.span)
    title = f"remove the {'first' if which is earlier else 'second'} `{shown(which.reference.text)}`"
    return Fix(title, (edit,)) if edit else None
