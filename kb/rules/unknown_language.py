"""A file translates a record into a language that `kb.yaml` does not declare.

Its text is shown nowhere, since the site has no pages in that language. Either the language's tag in the file's name
is misspelt, or it is missing under `languages`.

Bad:

```yaml title="kb.yaml"
records: .
languages: [en, ko]
```

```yaml title="terms/starttls.yaml"
term: STARTTLS
definition: The command that begins TLS.
```

```yaml title="terms/starttls.kr.yaml"
term: STARTTLS  # error
definition: TLS를 시작하는 명령입니다.
```

Good:

```yaml title="kb.yaml"
records: .
languages: [en, ko, kr]
```
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity
from kb.names import Names
from kb.source import START

CODE = "KB605"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Compare the language in each file's name with those that are declared."""
    declared = Names(base.config.languages)
    for source in base.listing.sources:
        if source.language and source.language not in base.config.languages:
            near = declared.nearest(source.language)
            hint = f"did you mean `{near}`?" if near else "add it to `languages`"
            message = f"kb.yaml declares no language `{source.language}`; {hint}"
            yield Fault(source.path, START, message, f"{source.kind}:{source.id}")
