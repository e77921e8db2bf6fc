"""The page that began it all: SMTP 504 as readers of its Korean edition saw it, every text and list in its order."""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden" / "site"

LINES = (GOLDEN / "seed-smtp-504.ko.txt").read_text(encoding="utf-8").splitlines()
CODE, FAMILY, HEADING, SUMMARY, WHEN_LABEL, WHEN, FIX_LABEL, FIX, COMPARE_LABEL, GUIDES_LABEL = LINES[:10]
GLOSSARY_LABEL = "용어집"
_BREAK = LINES.index(GLOSSARY_LABEL)
GUIDES = [*zip(LINES[10:_BREAK:2], LINES[11:_BREAK:2], strict=True)]
"""The sixteen guides, each with its category."""
TERMS = LINES[_BREAK + 1 :]
