"""A file is too large to be a record.

kb reads files of up to 2,000,000 bytes, so that no single file can take all memory. The largest guide anyone wrote by
hand is a small part of that: more is usually a log, a dump or an image that was saved under the wrong name. Move it
out of the records, or quote the lines that matter.

Bad:

```markdown title="guides/reading-mail-logs.md" repeat="40000"
Mar 02 09:14:07 mx1 postfix/smtp: status=bounced (said: 504 5.5.4 Unrecognized parameter) <!-- error -->
```

Good:

````markdown title="guides/reading-mail-logs.md"
---
title: Reading mail logs
category: email-delivery
summary: Where the reply code stands in a line of a mail log.
---
The reply code follows `said:`, and the enhanced code follows it:

```
status=bounced (said: 504 5.5.4 Unrecognized parameter)
```
````
"""

from collections.abc import Iterator

from kb.base import Base
from kb.finding import Fault, Severity

CODE = "KB004"
SEVERITY = Severity.ERROR


def check(base: Base) -> Iterator[Fault]:
    """Give each file that was too large to read."""
    yield from base.faults("oversized-input")
