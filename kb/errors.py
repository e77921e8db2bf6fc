"""What ends a command with one line for its user."""

from __future__ import annotations

from importlib.util import find_spec


class UserError(Exception):
    """A mistake in how kb was called or set up, with one line that says what to do. Ends with exit code 2."""


def require(module: str, extra: str) -> None:
    """Raise `UserError` when a module that only an extra installs is not there."""
    if find_spec(module) is None:
        raise UserError(f"this needs {module}, which is not installed; pip install 'kbgraph[{extra}]'")
