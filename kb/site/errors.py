"""What ends a build."""


class BuildError(Exception):
    """The site cannot be built, in one line that says why."""
