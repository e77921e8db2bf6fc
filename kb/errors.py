"""What ends a command with one line for its user."""

from __future__ import annotations


class UserError(Exception):
    """A mistake in how kb was called or set up, with one line that says what to do. Ends with exit code 2."""
