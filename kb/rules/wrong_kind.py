"""A reference names a record of a kind that its field does not take.

The id exists, but only under another kind: a guide listed among the terms, a term where a code belongs. Readers lose
the link, because each field makes one kind of link and nothing else.

Usually the reference stands in the wrong field, or carries the wrong kind before its colon; move it to the field that
the message names. An id that exists nowhere is broken, and reported as that.

The fix moves a reference that carries no note to the field that takes its kind, or corrects the kind before its colon.
Only the latter is safe.

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
from kb.finding import Fault, Fix, Related, Severity
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
            fix = _fix(base, use, target)
            yield Fault(use.record.path, use.reference.span, message, use.record.key, (related,), fix)


def _advice(base: Base, use: Use, target: Record) -> str:
    """Say what the field takes, and where the reference belongs."""
    declared = use.declared
    if target.kind in declared.kinds:
        return f"names it as a {use.reference.text.partition(':')[0]}; write `{target.id}`"
    if declared.single or not declared.relation:
        return f"takes {' or '.join(declared.kinds)} ids only"
    takes = f"takes {' or '.join(base.kinds[kind].plural for kind in declared.kinds)}"
    field = _field(use, target)
    return f"{takes}; name it under `{field}`" if field else f"{takes} only"


def _field(use: Use, target: Record) -> str | None:
    """Give the field of the record that takes records of the target's kind."""
    references = use.record.declaration.references
    return next((name for name, field in references if target.kind in field.kinds and field.relation), None)


def _fix(base: Base, use: Use, target: Record) -> Fix | None:
    """Correct the kind before the colon, or move the reference to the field that takes it, if it carries no note.

    Moving is not safe: the author may have had a record of the field's kind in mind that is still to be written.
    """
    editor = base.editor(use.record.path)
    if target.kind in use.declared.kinds:
        edit = editor.replace(use.reference.span, target.id)
        return Fix(f"write `{target.id}`", (edit,)) if edit else None
    field = _field(use, target)
    if field is None or use.declared.single or use.reference.note:
        return None
    is_there = any(item.text in (target.id, target.key) for item in use.record.items(field))
    edits = [editor.remove(use.reference.span), *([] if is_there else [editor.add(use.record, field, target.id)])]
    found = tuple(edit for edit in edits if edit)
    return Fix(f"name `{target.id}` under `{field}`", found, safe=False) if len(found) == len(edits) else None
