"""A translation lacks a code, number, literal, address or link of the original, or has one that the original lacks.

They are the same in every language, and they are what readers act on: a translation that says 451 where the original
says 454, or leaves out a command, sends its readers the wrong way. Correct the text that is wrong; it may be the
original.

Compared are literals in backticks, lines of shell blocks, numbers and RFCs, codes that are words, addresses and
`[[links]]`, field by field. Something is kept if it stands anywhere in the other text of the record, whatever stands
around it, so sentences may move. Numbers may be written as the language writes them (`10,000`, `10 000`, `1만`); those
of one digit may become words, and words may become numbers of one or two digits ("three-digit", 3자리). Words in angle
brackets within a literal may be translated, and an address may lead to the page in another language.

A field of which `translated_from` says that the original has changed since is reported as stale instead.

Bad:

```yaml title="kb.yaml"
records: .
languages: [en, ko]
```

```yaml title="codes/smtp/454.yaml"
code: 454
name: TLS Not Available
summary: After `STARTTLS`, the server answers with a three-digit 454; see RFC 3207.
```

```yaml title="codes/smtp/454.ko.yaml"
name: TLS를 사용할 수 없음
summary: 시작 명령 뒤에 서버가 세 자리 코드 451로 응답합니다. RFC 3207을 참조하세요.  # error
```

Good:

```yaml title="codes/smtp/454.ko.yaml"
name: TLS를 사용할 수 없음
summary: "`STARTTLS` 뒤에 서버가 세 자리 코드 454로 응답합니다. RFC 3207을 참조하세요."
```
"""

from collections.abc import Iterator

from kb import stamps
from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.invariants import Differences, Invariants
from kb.source import shown

CODE = "KB604"
SEVERITY = Severity.WARNING

MOST = 6
"""How many differences a message names."""


def check(base: Base) -> Iterator[Fault]:
    """Compare each translation with its original, field by field."""
    invariants = Invariants(base)
    for (key, _), translation in base.translations.items():
        original = base.records.get(key)
        if original is None:
            continue
        stale = stamps.changed(original, translation)
        for name, differences in invariants.compare(original, translation).items():
            if name in stale:
                continue
            place = original.at(name)
            related = Related(original.path, place.line, place.column, "the original")
            message = f"`{name}` {_said(differences)}; correct the one that is wrong"
            yield Fault(translation.path, translation.at(name), message, translation.key, (related,))


def _said(differences: Differences) -> str:
    parts = []
    if differences.lacking:
        parts.append(f"lacks {_listed(differences.lacking)} of the original")
    if differences.added:
        parts.append(f"has {_listed(differences.added)}, which the original lacks")
    return " and ".join(parts)


def _listed(names: tuple[str, ...]) -> str:
    """Write the first of some names, and how many more there are."""
    named = [f"`{shown(name[1:-1])}`" if name.startswith("`") else shown(name) for name in names[:MOST]]
    if len(names) > MOST:
        named.append(f"{len(names) - MOST} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
