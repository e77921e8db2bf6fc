"""Two records say the same in the same words.

A text that was copied and never changed tells readers nothing about this record, and often it is wrong here. Say what
holds for this one alone; what holds for both belongs into one of them, or into a guide, with a link.

Compared are summaries and definitions, and whatever is long among `when`, `fix` and the bodies of guides, within one
language. Capitals, punctuation, articles, endings and slips of the pen make no difference. Any other word does:
siblings that say the same about two things are not reported. Nor are records of which one replaces the other,
reserved codes, and terms or guides with the same title, which is reported as that.

Bad:

```yaml title="codes/ftp/450.yaml"
code: 450
name: File Busy
summary: The file cannot be reached, because another program has locked it.
```

```yaml title="codes/smtp/450.yaml"
code: 450
name: Mailbox Busy
summary: The mailbox cannot be reached, because another program has locked it.
```

```yaml title="codes/smtp/550.yaml"
code: 550
name: Mailbox Unavailable
summary: A *mailbox* cannot be reached because another programs has locked it.  # error
```

Good:

```yaml title="codes/smtp/550.yaml"
code: 550
name: Mailbox Unavailable
summary: There is no such mailbox, or the server does not accept mail for it.
```
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kb import placeholders
from kb.base import Base
from kb.finding import Fault, Related, Severity
from kb.names import distance
from kb.record import Record
from kb.words import length, words

CODE = "KB502"
SEVERITY = Severity.WARNING

LEAST = {"summary": 5, "definition": 5, "when": 20, "fix": 20, "body": 20}
"""The fields that are compared, and how many words they must have: short advice may well be the same."""

# fmt: off
_ARTICLES = frozenset((
    "a", "an", "the", "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer",
    "eines", "le", "la", "les", "l", "un", "une", "el", "los", "las", "unos", "unas", "il", "lo",
    "gli", "uno", "o", "os", "um", "uma", "uns", "umas", "de", "het", "een",
))
# fmt: on
_PARTICLES = "은는이가을를의에와과도"
_BITS = 30
_MASK = (1 << _BITS) - 1
_FULL = 1 << 4 * _BITS
"""Above it, five texts share a part, and it tells nothing any more."""
_LONG = 2000
"""The characters from which on a text is compared as it is written: nobody writes that much twice by chance."""
_LONGEST_WORD = 40


class Text(NamedTuple):
    """A text that is compared, by where it stands."""

    record: Record
    field: str

    @property
    def name(self) -> tuple[str, str]:
        """What the text and its translations have in common."""
        return self.record.key, self.field

    @property
    def told(self) -> list[str]:
        """The words that count; in a long text, all that stands between spaces."""
        text = self.record.text(self.field) or ""
        return text.lower().split() if len(text) > _LONG else [word for word in words(text) if word not in _ARTICLES]


class Repetition(NamedTuple):
    """A text that says what an earlier one says, to the word or nearly."""

    text: Text
    first: Text
    is_exact: bool


def check(base: Base) -> Iterator[Fault]:
    """Compare the originals, then the translations of each language; those of texts that are the same are so too."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for language, records in base.versions.items():
        pairs: dict[tuple[str, str], list[Repetition]] = {}
        for found in _repetitions(record for record in records if base[record.key].text("status") != "reserved"):
            text, other = found.text.name, found.first.name
            if language is None:
                first[text] = first.get(other, other)
            elif first.get(text, text) == first.get(other, other):
                continue
            pairs.setdefault((text[0], other[0]), []).append(found)
        for repetitions in pairs.values():
            yield _fault(repetitions)


def _repetitions(records: Iterable[Record]) -> Iterator[Repetition]:
    """Give each text that says what an earlier one says."""
    index = _Index()
    for record in records:
        for field, least in LEAST.items():
            source = record.text(field)
            if source is None or not _is_long(source, least):
                continue
            text = Text(record, field)
            told = text.told
            keys = list(_keys(told))
            found = next((one for one in (_compared(text, told, other) for other in index.near(keys)) if one), None)
            if found is None:
                index.add(keys, text)
            elif not placeholders.find(source):
                yield found


class _Index:
    """The texts by the hashes of their parts; few of each, for a part that many share is a template's."""

    def __init__(self) -> None:
        self._texts: list[Text] = []
        self._numbers: dict[int, int] = {}
        """For each hash the numbers of its texts, counted from 1 and packed into one: a list for each is too much."""

    def add(self, keys: list[int], text: Text) -> None:
        self._texts.append(text)
        for key in keys:
            packed = self._numbers.get(key, 0)
            if packed < _FULL:
                self._numbers[key] = packed << _BITS | len(self._texts)

    def near(self, keys: list[int]) -> Iterator[Text]:
        """Give the texts that have a part in common with one, each once."""
        seen: set[int] = set()
        for key in keys:
            packed = self._numbers.get(key, 0)
            while 0 < packed < _FULL:
                number = packed & _MASK
                packed >>= _BITS
                if number not in seen:
                    seen.add(number)
                    yield self._texts[number - 1]


def _is_long(text: str, least: int) -> bool:
    return len(text) > 20 * least or len(text.split()) >= least or (not text.isascii() and length(text) >= least)


def _may_differ(count: int) -> int:
    """Give in how many words two texts of that many words may differ."""
    return min(1 + count // 20, 3) if count >= 5 else 0


def _keys(told: list[str]) -> Iterator[int]:
    """Give the hash of the whole, and of one part more than words may differ: so one part is the same."""
    count = len(told)
    parts = _may_differ(count) + 1
    yield hash((count, *told))
    for number, (start, end) in enumerate(pairwise(count * part // parts for part in range(parts + 1))):
        yield hash((count, number, *told[start:end]))


def _compared(text: Text, told: list[str], other: Text) -> Repetition | None:
    theirs = other.told
    if len(told) != len(theirs) or _is_meant(text.record, other.record):
        return None
    different = [pair for pair in zip(told, theirs, strict=True) if pair[0] != pair[1]]
    if len(different) > _may_differ(len(told)) or not all(_is_same_word(*pair) for pair in different):
        return None
    known = _prose(text) | _prose(other) if different else set()
    return Repetition(text, other, not different) if all(known.issuperset(pair) for pair in different) else None


def _prose(text: Text) -> set[str]:
    """Give the words of a text that are no names in code: letters, and capitals only at the beginning or throughout."""
    tokens = (token.strip(".,;:!?*_\"'()\u201c\u201d") for token in (text.record.text(text.field) or "").split())
    return {
        token.lower() for token in tokens if token.isalpha() and (token[1:] == token[1:].lower() or token.isupper())
    }


def _is_meant(record: Record, other: Record) -> bool:
    """Tell whether two records may say the same, or are reported for the same title."""
    if record is other:
        return False
    replaced = record.id in _replacements(other) or other.id in _replacements(record)
    title = record.title.casefold().split()
    return replaced or (record.kind == other.kind != "code" and title == other.title.casefold().split())


def _replacements(record: Record) -> list[str]:
    return [item.text for item in record.items("replaced_by")]


def _is_same_word(word: str, other: str) -> bool:
    """Tell whether two words differ in an ending, in a particle, or in a slip of the pen."""
    short, long = sorted((word, other), key=len)
    if len(long) > _LONGEST_WORD or not (word[0].isalpha() and short.isalpha() and long.replace("'", "").isalpha()):
        return False
    if "\uac00" <= word[0] <= "\ud7a3":
        stems = {one[:-1] if one[-1] in _PARTICLES else one for one in (word, other)}
        return len(stems) == 1 and stems != {""}
    if word[0].lower() == word[0].upper():  # a script in which a word is no more than it says
        return False
    shared = next((at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if shared >= 4 and len(short) - shared <= 1 and len(long) - shared <= 3:
        return True
    is_slip = len(short) < len(long) or sorted(short) == sorted(long)
    ends = word[0] == other[0] and word[-1] == other[-1]
    return is_slip and ends and len(short) >= 6 and distance(word, other, 1) == 1


def _fault(found: list[Repetition]) -> Fault:
    text, first, _ = found[0]
    record, other = text.record, first.record
    same = "the same" if all(one.is_exact for one in found) else "nearly the same"
    fields = [f"`{one.text.field}`" for one in found]
    names = " and ".join((", ".join(fields[:-1]), fields[-1]) if len(fields) > 1 else fields)
    verb = "says" if len(fields) == 1 else "say"
    theirs = "" if all(one.text.field == one.first.field for one in found) else f"`{first.field}` of "
    where = f"`{first.field}`" if record is other else f"{theirs}`{other.id}`"
    message = f"{names} {verb} {same} as {where}; say what holds only here, or say it once and link to it"
    place = other.at(first.field)
    related = Related(other.path, place.line, place.column, f"the first, `{other.id}`")
    return Fault(record.path, record.at(text.field), message, record.key, (related,))
