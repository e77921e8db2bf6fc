"""A file translates a record into a language that `kb.yaml` does not declare.

Its text is shown nowhere, since the site has no pages in that language. Either the language's tag in the file's name
is misspelt, or it is missing under `languages`.

A tag near a declared one is reported for each of its files, which want another name. Any other is reported once, at the
first of its files, since one line in `kb.yaml` puts all of them right. An ending that stands for no language (`js` in
`node.js.yaml`) is a part of the id.

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

from collections import defaultdict
from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.names import Names
from kb.reader import Source
from kb.source import START

CODE = "KB605"
SEVERITY = Severity.ERROR

MOST = 10
"""How many other files of one language a finding names."""


def check(base: Base) -> Iterator[Fault]:
    """Compare the language in each file's name with those that are declared."""
    declared = Names(base.config.languages)
    found: dict[str, list[Source]] = defaultdict(list)
    for source in base.listing.sources:
        if source.language and source.language not in base.config.languages:
            found[source.language].append(source)
    for language, sources in found.items():
        near = declared.nearest(language)
        for source in sources if near else sources[:1]:
            others = [] if near else sources[1:]
            into = f", into which {len(sources):,} files translate" if others else ""
            hint = f"did you mean `{near}`?" if near else "add it to `languages`"
            message = f"kb.yaml declares no language `{language}`{into}; {hint}"
            related = tuple(Related(other.path, 1, 1, "another file in it") for other in others[:MOST])
            yield Fault(source.path, START, message, f"{source.kind}:{source.id}", related)
