"""A record is listed under a category that `kb.yaml` does not declare.

Categories order the lists of guides and terms. One that is not declared becomes a heading of its own, without a name
in other languages, and its record is not found where readers look for it.

A category may be given by its id or by its name. Use a declared one, or declare it under `categories`. Where `kb.yaml`
declares no categories at all, nothing is reported. Each record that names it is reported; the message says how many
there are, for then it is `categories` that lacks one.

Bad:

```yaml title="kb.yaml"
records: .
categories:
  email-delivery: Email Delivery
  security-tls: Security & TLS
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
category: securty-tls  # error
definition: The command that begins TLS.
```

```yaml title="terms/greylisting.yaml"
term: Greylisting
category: Email Delivery
definition: Refusing unknown senders for a while.
```

Good:

```yaml title="terms/starttls.yaml"
term: STARTTLS
category: security-tls
definition: The command that begins TLS.
```
"""

from collections import Counter
from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity
from kb.names import Names
from kb.source import shown

CODE = "KB210"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each category that is neither the id nor the name of a declared one."""
    categories = base.config.categories
    if not categories:
        return
    ids = Names(categories)
    names = Names(name for group in categories.values() for name in group.name.values())
    uses = Counter(record.text("category") for record in base)
    for record in base:
        given = record.text("category")
        if given and given.strip() and base.config.category(given) is None:
            near = ids.nearest(given) or names.nearest(given)
            hint = f"; did you mean `{near}`?" if near else "; declare it under `categories`"
            others = f", which {uses[given]:,} records name" if uses[given] > 1 else ""
            message = f"kb.yaml declares no category `{shown(given)}`{others}{hint}"
            yield Fault(record.path, record.at("category"), message, record.key)
