"""A word stands where a text is not written yet.

Readers are shown `TODO` for an answer. `kb new` writes it into a new record, drafts are full of `TBD`, "to be written"
and lorem ipsum, and a published page keeps them for years. Write the text; a field that is not required can also be
left out until somebody does.

What counts is a word that stands for a text: all of a field, a sentence of its own, or `TODO:` where a sentence would
begin. A text that speaks about such words does not, nor does code, and a record may be about the word itself.

Bad:

```yaml title="terms/greylisting.yaml"
term: Greylisting
definition: TODO  # error
```

```yaml title="codes/smtp/450.yaml"
code: 450
name: Mailbox Unavailable
summary: The mailbox cannot be reached at the moment.
when: |
  Often by greylisting.
  TODO: name the other causes.  <!-- error -->
fix: 추후 작성 예정  # error
```

Good:

```yaml title="terms/greylisting.yaml"
term: Greylisting
definition: Refusing mail from unknown senders for a while, because spammers rarely try again.
```

```yaml title="codes/smtp/450.yaml"
code: 450
name: Mailbox Unavailable
summary: The mailbox cannot be reached at the moment.
when: |
  Often by greylisting, which server logs mark with a `TODO: retry` of their own.
```
"""

from collections.abc import Iterator

from kb import placeholders
from kb.base import Base
from kb.fields import Line
from kb.finding import Fault, Severity
from kb.passages import passages
from kb.record import Record
from kb.source import Span, shown

CODE = "KB501"
SEVERITY = Severity.WARNING


def check(base: Base) -> Iterator[Fault]:
    """Give each placeholder in a text for readers, and those in place of a category where none are declared."""
    for record in base.all_records:
        last = record.id.rpartition("/")[2]
        for passage in passages(base, record):
            declared = record.declaration.by_name[passage.field]
            for start, end in placeholders.find(passage.text, last, is_name=isinstance(declared.type, Line)):
                yield _fault(record, passage.span(start, end), passage.text[start:end])
        category = record.text("category") if "category" in record.declaration.by_name else None
        if category and not base.config.categories and placeholders.is_whole(category, is_name=True):
            yield _fault(record, record.at("category"), category)


def _fault(record: Record, span: Span, words: str) -> Fault:
    message = f"`{shown(words)}` stands here for what is not written; write it, or leave it out until it is"
    return Fault(record.path, span, message, record.key)
