"""Two records have the same id, or one claims an id that another still has.

References could mean either. The second record is left out of the graph and the site; rename one of the two. The
usual causes are a copy that kept its `id`, a guide that exists as `.md` and as `.yaml`, and a `formerly` that names a
record which still exists.

Bad:

```yaml title="terms/tls.yaml"
id: tls
term: TLS
definition: Encryption of a connection.
---
id: tls  # error
term: Transport Layer Security
definition: The protocol behind encrypted connections.
```

Good:

```yaml title="terms/tls.yaml"
term: TLS
aliases: [Transport Layer Security]
definition: The protocol behind encrypted connections.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Related, Severity

CODE = "KB106"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Compare each record with the first that has its key and language."""
    first = {(record.key, record.language): record for record in reversed(base.all_records)}
    for record in base.all_records:
        other = first[record.key, record.language]
        if other is not record:
            related = Related(other.path, other.span.line, other.span.column, "the first, which is the one kept")
            yield Fault(record.path, record.at("id"), f"`{record.key}` exists already", record.key, (related,))
    for record in base:
        for old in record.items("formerly"):
            holder = base.ids[record.kind].get(old.text)
            if holder is not None:
                related = Related(holder.path, holder.span.line, holder.span.column, "the record that has this id")
                message = f"`{old.text}` cannot be a former id: a {record.kind} of that id exists"
                yield Fault(record.path, old.span, message, record.key, (related,))
