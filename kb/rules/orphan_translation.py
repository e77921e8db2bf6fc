"""A translation belongs to a record that does not exist.

Its text is shown nowhere. Usually the original was renamed or deleted, and the translation was left behind: rename it
too, or delete it.

Nothing is reported while the original's file cannot be read.

Bad:

```yaml title="kb.yaml"
records: .
languages: [en, ko]
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

```yaml title="terms/start-tls.ko.yaml"
term: STARTTLS  # error
definition: TLS를 시작하는 명령입니다.
```

Good:

```yaml title="terms/starttls.ko.yaml"
term: STARTTLS
definition: TLS를 시작하는 명령입니다.
```

```yaml title="terms/start-tls.yaml"
term: start TLS
definition: The words in which people speak of STARTTLS.
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.fields import ID
from kb.finding import Fault, Severity
from kb.record import Record

CODE = "KB603"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each translation without an original."""
    for record in base.all_records:
        if record.language is None or record.key in base or not ID.fullmatch(record.id):
            continue
        if not base.is_unread(record.kind, record.id):
            message = f"there is no {record.kind} `{record.id}` to translate{_hint(base, record)}"
            yield Fault(record.path, record.span, message, record.key)


def _hint(base: Base, record: Record) -> str:
    if renamed := base.formerly[record.kind].get(record.id):
        return f"; it is now called `{renamed.id}`, so rename its translation too"
    near = base.names[record.kind].nearest(record.id)
    return f"; did you mean `{near}`?" if near else "; rename the translation with its original, or delete it"
