"""A text is too short to help anybody.

"Mail error." repeats the name. Say in a sentence what the thing is, when it is seen, or what to do about it.

A summary or a definition has at least five words, `when` and `fix` have three. In scripts that write without spaces, or
put into one word what others say in several, two characters count as a word. This rule is off unless it is selected:
whether a short text is enough is a matter of taste.

Bad:

```yaml title="codes/smtp/451.yaml"
code: 451
name: Local Error in Processing
summary: Local error.  # error
fix: Retry.  # error
```

Good:

```yaml title="codes/smtp/451.yaml"
code: 451
name: Local Error in Processing
summary: Something went wrong on the server's own side, so it did not take the message.
fix: Let the queue retry.
```
"""

from collections.abc import Iterator

from kb import placeholders
from kb.base import Base
from kb.finding import Fault, Severity
from kb.words import length

CODE = "KB506"
SEVERITY = Severity.OFF

LEAST = {"summary": 5, "definition": 5, "when": 3, "fix": 3}
"""The fields that are measured, and the words that each has at least."""

_SURELY_ENOUGH = 200


def check(base: Base) -> Iterator[Fault]:
    """Measure each text that is written; one that is missing, or stands for another, is reported as that."""
    for record in base.all_records:
        for field, value in record.texts():
            least = LEAST.get(field, 0)
            is_required = field in record.declaration.required
            if not least or len(value.text) > _SURELY_ENOUGH or (is_required and not value.text.strip()):
                continue
            if length(value.text) < least and not placeholders.find(value.text):
                message = f"`{field}` says too little to help; tell it in a sentence of {least} words or more"
                yield Fault(record.path, value.span, message, record.key)
