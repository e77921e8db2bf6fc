"""What ends a build."""

from collections.abc import Sequence


class BuildError(Exception):
    """The site cannot be built, in one line that says why."""


class InterruptedBuildError(Exception):
    """There is something more urgent than the build that was going on."""

    files: Sequence[str] = ()
    """The files of the site that it had written until then."""
