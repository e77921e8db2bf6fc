"""A reference names a record of a kind that its field does not take.

The id exists, but only under another kind: a guide listed among the terms, a term where a code belongs. Readers lose
the link, because each field makes one kind of link and nothing else.

Usually the reference stands in the wrong field, or carries the wrong kind before its colon; move it to the field that
the message names. An id that exists nowhere is broken, and reported as that.

Bad:

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: The server cannot begin TLS for the moment.
terms: [starttls, smtp-reply-codes]  # error
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

```markdown title="guides/smtp-reply-codes.md"
---
title: SMTP Reply Codes
category: email
summary: How to read the three digits.
---
The first digit says how it went.
```

Good:

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: The server cannot begin TLS for the moment.
terms: [starttls]
guides: [smtp-reply-codes]
```
"""

from collections.abc import Iterator

from kb.base import Base, Use
from kb.finding import Fault, Related, Severity
from kb.record import Record

CODE = "KB202"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each reference whose id only another kind has."""
    for use in base.uses:
        if use.problem == "wrong-kind" and use.target is not None:
            target = use.target
            related = Related(target.path, target.span.line, target.span.column, f"the {target.kind} of this id")
            message = f"`{target.id}` is {target.declaration.one}, but `{use.field}` {_advice(base, use, target)}"
            yield Fault(use.record.path, use.reference.span, message, use.record.key, (related,))


def _advice(base: Base, use: Use, target: Record) -> str:
    """Say what the field takes, and where the reference belongs."""
    declared = use.declared
    if target.kind in declared.kinds:
        return f"names it as a {use.reference.text.partition(':')[0]}; write `{target.id}`"
    if declared.single or not declared.relation:
        return f"takes {' or '.join(declared.kinds)} ids only"
    takes = f"takes {' or '.join(base.kinds[kind].plural for kind in declared.kinds)}"
    references = use.record.declaration.references
    fields = [name for name, field in references if target.kind in field.kinds and field.relation]
    return f"{takes}; name it under `{fields[0]}`" if fields else f"{takes} only"
