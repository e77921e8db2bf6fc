"""A reference names a record that does not exist.

Readers lose the link, and the map loses the edge. Usually the id is misspelt, or the record was renamed or deleted;
a renamed record can list its old id under `formerly`.

Where one existing id is near, the fix writes it. It is safe where the author can have meant nothing else; an id with
other digits, or of few letters, may be one that nobody has written yet.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
terms: [startls]  # error
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
terms: [starttls]
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Fix, Severity
from kb.names import is_misspelling
from kb.source import shown

CODE = "KB201"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each reference that led nowhere, with the near name if there is one."""
    for use in base.uses:
        if use.problem != "broken":
            continue
        text, meant = use.reference.text, base.lost.meant(use)
        near = use.naming(meant) if meant else None
        hint = f"; did you mean `{near}`?" if near else ""
        message = f"there is no {' or '.join(use.declared.kinds)} `{shown(text)}`{hint}"
        edit = base.editor(use.record.path).replace(use.reference.span, near) if near else None
        is_sibling = meant is not None and meant.id == f"{use.record.family}/{text}"
        is_safe = is_sibling or is_misspelling(text, near or "")
        fix = Fix(f"write `{near}`", (edit,), safe=is_safe) if edit else None
        yield Fault(use.record.path, use.reference.span, message, use.record.key, fix=fix)
