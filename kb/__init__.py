"""kb: a knowledge-graph glossary and linter.

base = kb.load("path/to/root")
base.graph                        # networkx.MultiDiGraph
base["code:smtp/504"].name
kb.lint(base)                     # list of Finding
"""

from kb.base import Base, load
from kb.finding import Edit, Finding, Fix, Related, Severity
from kb.linting import lint
from kb.record import Record

__all__ = ["Base", "Edit", "Finding", "Fix", "Record", "Related", "Severity", "lint", "load"]
__version__ = "0.1.0"
