"""Two guides, two terms, or two records of a kind of your own have the same title.

Readers cannot tell them apart in a list, and a `[[link]]` by title could mean either. Capitals and spaces do not
count as a difference. Give each the title that says what only it explains, or merge the two. Titles are compared
within one kind and one language; a code may well share its name with another family's.

Bad:

```yaml title="terms/mx-record.yaml"
term: MX record
definition: The DNS record that names the hosts which accept mail for a domain.
```

```yaml title="terms/mx.yaml"
term: MX Record  # error
definition: A mail exchanger, a host that accepts mail for a domain.
```

Good:

```yaml title="terms/mx.yaml"
term: Mail exchanger
definition: A host that accepts mail for a domain, as its MX records say.
```
"""

from collections.abc import Iterator

from kb import placeholders
from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.record import Record
from kb.source import shown

CODE = "KB107"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Compare each title with the first of the same kind, language and words."""
    first: dict[tuple[str, str | None, str], Record] = {}
    translations = (record for (key, _), record in base.translations.items() if key in base)
    for record in (*base, *translations):
        title = record.text(record.declaration.title) or ""
        words = " ".join(title.casefold().split())
        if record.kind == "code" or not words or placeholders.is_whole(title, is_name=True):
            continue
        other = first.setdefault((record.kind, record.language, words), record)
        if other is not record:
            place = other.at(other.declaration.title)
            related = Related(other.path, place.line, place.column, f"the first, `{other.id}`")
            message = f"`{other.id}` has the title `{shown(title)}` too; say what only this {record.kind} explains"
            yield Fault(record.path, record.at(record.declaration.title), message, record.key, (related,))
