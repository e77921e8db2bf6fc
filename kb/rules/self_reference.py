"""A record refers to itself.

A page that sends its readers to itself wastes their click, and a code compared with itself says nothing: it does not
count as a comparison. A record that replaces itself leaves readers nowhere to go.

Usually a neighbour was meant, or a file was copied and its references were not. Name the other record, or remove the
reference. A `[[link]]` to a heading of the same page is fine, and not reported.

The fix removes the reference. It is not safe where words go with it, or a replacement.

Bad:

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection.
related: [tls-handshake, starttls]  # error
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

Good:

```yaml title="terms/tls-handshake.yaml"
term: TLS handshake
definition: The exchange that begins a TLS connection.
related: [starttls]
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Fix, Severity

CODE = "KB203"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each reference that leads back to the record in which it stands."""
    for use in base.uses:
        if use.target is use.record:
            message = f"`{use.field}` names this {use.record.kind} itself; name another, or remove it"
            edit = base.editor(use.record.path).remove(use.reference.span)
            is_safe = not use.reference.note and not use.declared.single
            fix = Fix(f"remove it from `{use.field}`", (edit,), safe=is_safe) if edit else None
            yield Fault(use.record.path, use.reference.span, message, use.record.key, fix=fix)
