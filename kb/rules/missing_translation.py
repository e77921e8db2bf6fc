"""A record, or a part of one, is not translated into a declared language.

Readers of that language get the original text on their page. Write the translation beside the original, in
`504.ko.yaml` beside `504.yaml`, with the translated fields only.

A record without any translation is reported at its start, once for each language; a translation that lacks texts of
the original at its own start, once, with the names of all that it lacks. `aliases` and `abbreviation` may stay
untranslated. A translation that cannot be read, or whose language is misspelt, is reported as that.

Bad:

```yaml title="kb.yaml"
records: .
languages: [en, ko]
```

```yaml title="codes/smtp/504.yaml"
code: 504
name: Parameter Not Implemented
summary: The server does not support a parameter.
fix: Leave the parameter out.
```

```yaml title="codes/smtp/504.ko.yaml"
name: 구현되지 않은 매개변수  # error
summary: 서버가 매개변수를 지원하지 않습니다.
```

```yaml title="terms/starttls.yaml"
term: STARTTLS  # error
definition: The command that begins TLS.
```

Good:

```yaml title="codes/smtp/504.ko.yaml"
name: 구현되지 않은 매개변수
summary: 서버가 매개변수를 지원하지 않습니다.
fix: 매개변수를 빼고 다시 시도합니다.
```

```yaml title="terms/starttls.ko.yaml"
term: STARTTLS
definition: TLS를 시작하는 명령입니다.
```
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from kb.base import Base
from kb.fields import ID
from kb.finding import Fault, Severity
from kb.names import Names
from kb.record import Record
from kb.source import Scalar

CODE = "KB601"
SEVERITY = Severity.INFO

OPTIONAL = ("aliases", "abbreviation")
"""Fields that may be translated, but serve readers of any language as they are."""


def check(base: Base) -> Iterator[Fault]:
    """Look for each record's translation into each language, and for what it lacks."""
    unread = _unread(base)
    for language in base.config.translations:
        for record in base:
            translation = base.translations.get((record.key, language))
            if translation is not None:
                yield from _incomplete(record, translation)
            elif ID.fullmatch(record.id) and not (unread and _may_be_in(record, language, unread)):
                file = _file(record, language)
                message = f"`{record.id}` is not translated into `{language}`; write `{file}`"
                yield Fault(record.path, record.span, message, record.key)


def _unread(base: Base) -> set[tuple[str, str, str]]:
    """Give kind, id and language of translations that cannot be read, or are misspelt in language or id."""
    broken = [reading.source for reading in base.readings if reading.is_broken]
    unread = {(source.kind, source.id, source.language) for source in broken if source.language}
    declared = Names(base.config.languages)
    for source in base.listing.sources:
        if source.language and source.language not in base.config.languages:
            unread.add((source.kind, source.id, declared.nearest(source.language) or source.language))
    for (key, language), translation in base.translations.items():
        if key not in base and (near := base.names[translation.kind].nearest(translation.id)):
            unread.add((translation.kind, near, language))  # the orphan is reported, and is likely this one
    return unread


def _incomplete(record: Record, translation: Record) -> Iterator[Fault]:
    lacking = [
        f"`{name}`"
        for name in record.declaration.translated
        if name not in OPTIONAL
        and says(record, name)
        and not says(translation, name)
        and name not in translation.doubtful
    ]
    if lacking:
        message = f"the translation of `{record.id}` into `{translation.language}` lacks {', '.join(lacking)}"
        yield Fault(translation.path, translation.span, message, translation.key)


def says(record: Record, name: str) -> bool:
    """Tell whether a record has anything to translate in a field."""
    value = record.fields.get(name)
    return bool(value.text.strip() if isinstance(value, Scalar) else value)


def _may_be_in(record: Record, language: str, unread: set[tuple[str, str, str]]) -> bool:
    """Tell whether a file that could not be read may hold the translation: its own, or one of several records."""
    parts = record.id.split("/")
    return any((record.kind, "/".join(parts[: n + 1]), language) in unread for n in range(len(parts)))


def _file(record: Record, language: str) -> str:
    path = PurePosixPath(record.path)
    return str(path.with_name(f"{path.stem}.{language}{path.suffix}"))
