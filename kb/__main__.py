"""`python -m kb`."""

import os
import sys


def _leave_the_working_folder_out() -> None:
    """Import nothing from the working folder, which may be a stranger's, unless kb itself lives there."""
    mine = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if sys.path[0] != mine and os.path.realpath(sys.path[0] or ".") == os.path.realpath("."):
        del sys.path[0]


def _main() -> None:
    _leave_the_working_folder_out()
    from kb.cli import main

    main()


_main()
