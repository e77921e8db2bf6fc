"""The original changed since it was translated.

Readers of the other language get what was true once. Bring the translation up to date.

What is measured is what the files say, so that the same files always give the same findings:

- A translation may hold a stamp, `translated_from`, with a digest of each text of the original that it translates. A
  text of the original that has another digest now was changed since. White space does not count, and neither does
  where a link leads. `kb stamp` writes the stamps: once for all translations that have none, and, with their paths,
  for those that you have just brought up to date. The fix here does the same for one: it says "I have looked at it", so
  it is unsafe.
- A text without a stamp is stale where its form shows it: the original no longer has that text, or the two differ in
  how many headings, list items, blocks of code or rows of tables they have. What the words of the two differ in is
  reported by `lost-in-translation`, and then not here again.

Bad:

```yaml title="kb.yaml"
records: .
languages: [en, ko]
```

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
fix: |
  - Leave the parameter out.
  - Look for it in the reply to EHLO.
```

```yaml title="codes/smtp/504.ko.yaml"
name: 구현되지 않은 매개변수
summary: 서버가 명령을 지원하지 않습니다.  # error
fix: |  # error
  - 매개변수를 빼고 다시 시도합니다.
when: 알 수 없는 매개변수를 보낼 때 나옵니다.  # error
translated_from: name=421ba118 summary=aaec9ae0
```

Good:

```yaml title="codes/smtp/504.ko.yaml"
name: 구현되지 않은 매개변수
summary: 서버가 매개변수를 지원하지 않습니다.
fix: |
  - 매개변수를 빼고 다시 시도합니다.
  - EHLO 응답에 매개변수가 있는지 확인합니다.
translated_from: name=421ba118 summary=55b3ad50 fix=0bd6b4cc
```
"""

import re
from collections.abc import Iterator

from kb import markup, stamps
from kb.base import Base
from kb.finding import Fault, Fix, Related, Severity
from kb.invariants import Invariants
from kb.record import Record

CODE = "KB602"
SEVERITY = Severity.WARNING

_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+\S", re.MULTILINE)
_ROW = re.compile(r"^[ \t]*\|", re.MULTILINE)


def check(base: Base) -> Iterator[Fault]:
    """Compare each translation with its stamp, and its form with the original's."""
    invariants = Invariants(base)
    for (key, _), translation in base.translations.items():
        if original := base.records.get(key):
            yield from _by_stamp(base, original, translation)
            yield from _by_form(invariants, original, translation)


def _by_stamp(base: Base, original: Record, translation: Record) -> Iterator[Fault]:
    if stamps.FIELD in translation.fields and stamps.read(translation) is None:
        message = "this is no stamp that kb wrote; `kb stamp` writes it anew"
        yield Fault(
            translation.path,
            translation.at(stamps.FIELD),
            message,
            translation.key,
            fix=_fix(base, original, translation),
        )
    elif changed := stamps.changed(original, translation):
        *names, last = (f"`{name}`" for name in changed)
        listed = f"{', '.join(names)} and {last}" if names else last
        place = original.at(changed[0])
        related = Related(original.path, place.line, place.column, "what it says now")
        message = f"{listed} of the original changed since this was translated; bring it up to date, then `kb stamp` it"
        fix = _fix(base, original, translation)
        yield Fault(translation.path, translation.at(changed[0]), message, translation.key, (related,), fix)


def _fix(base: Base, original: Record, translation: Record) -> Fix | None:
    edit = stamps.write(base, original, translation)
    return Fix("Say that the translation is up to date", (edit,), safe=False) if edit else None


def _by_form(invariants: Invariants, original: Record, translation: Record) -> Iterator[Fault]:
    known = stamps.read(translation) or {}
    for name, scalar in translation.texts():
        text = original.text(name)
        if text is None:
            if name not in original.doubtful and name not in original.declaration.required:
                message = f"the original has no `{name}` any more; remove this, or write it there too"
                yield Fault(translation.path, scalar.span, message, translation.key)
        elif name not in known and (differs := _differs(text, scalar.text)):
            if invariants.compare(original, translation).get(name):
                continue  # what the words differ in is reported, and says more
            what, there, here = differs
            place = original.at(name)
            related = Related(original.path, place.line, place.column, "the original")
            message = f"`{name}` of the original has {there} {what}, and this has {here}; bring it up to date"
            yield Fault(translation.path, scalar.span, message, translation.key, (related,))


def _differs(original: str, translation: str) -> tuple[str, int, int] | None:
    """Give what two texts have different numbers of, and how many; nothing when their form is the same."""
    if "\n" not in original and "\n" not in translation:
        return None
    form = _form(translation)
    return next(((what, there, form[what]) for what, there in _form(original).items() if there != form[what]), None)


def _form(text: str) -> dict[str, int]:
    masked = markup.without_code(text)
    return {
        "headings": len(markup.headings(text)),
        "blocks of code": len(list(markup.fences(text.split("\n")))),
        "list items": len(_ITEM.findall(masked)),
        "rows of tables": len(_ROW.findall(masked)),
    }
