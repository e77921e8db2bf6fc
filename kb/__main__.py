"""`python -m kb`."""

import os
import sys

if sys.path[0] in ("", os.getcwd()) and os.path.dirname(os.path.dirname(os.path.abspath(__file__))) != os.getcwd():
    del sys.path[0]  # the working folder may be a stranger's: nothing is imported from there

from kb.cli import main

main()
