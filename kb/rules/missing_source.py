"""A code or guide does not say where its facts come from.

Readers cannot check what it says, and nobody can tell whether it is still right when a standard changes. Name the
document under `sources`: an address, or a citation such as `RFC 5321 §4.2.2`.

The sources of a family in `kb.yaml` say where its list of codes comes from; what a record says of one code needs its
own. Where the family's registry cites a source for the code, the fix adds it. It is unsafe: only a reader of that
document knows whether the record follows it.

Terms are not asked: their definitions are mostly the author's own words.

Bad:

```yaml title="codes/smtp/504.yaml"
code: 504  # error
name: Parameter Not Implemented
summary: The server does not support a parameter.
```

Good:

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
sources: [RFC 5321 §4.2.2]
```
"""

from collections.abc import Iterator

from kb import registry
from kb.base import Base
from kb.citations import cite
from kb.finding import Fault, Fix, Severity
from kb.record import Record
from kb.source import shown

CODE = "KB701"
SEVERITY = Severity.OFF

KINDS = ("code", "guide")


def check(base: Base) -> Iterator[Fault]:
    """Give each code and guide whose `sources` are missing or empty."""
    for kind in KINDS:
        for record in base.of_kind(kind):
            if record.items("sources") or "sources" in record.doubtful:
                continue
            listed = _listed(base, record) if kind == "code" else None
            hint = f"the registry cites `{shown(listed)}`" if listed else "add `sources`"
            message = f"`{record.id}` does not say where its facts come from; {hint}"
            yield Fault(record.path, record.span, message, record.key, fix=_fix(base, record, listed))


def _listed(base: Base, record: Record) -> str | None:
    """Give the source that the family's registry cites for a code, if kb understands it."""
    listed = registry.load(base, record.family or "")
    row = listed.find(record.text("code") or "") if listed else None
    return row.source if row and cite(row.source).is_known else None


def _fix(base: Base, record: Record, listed: str | None) -> Fix | None:
    edit = base.editor(record.path).add(record, "sources", listed) if listed else None
    return Fix(f"Add the registry's source, `{shown(listed or '')}`", (edit,), safe=False) if edit else None
