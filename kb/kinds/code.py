"""Codes: the reply, status and error codes of a protocol or product."""

from kb.fields import Field, Line, Lines, References, Text
from kb.kinds.kind import Kind, shared

KIND = Kind(
    name="code",
    plural="codes",
    folder="codes",
    title="name",
    doc="A reply, status or error code: what it means, when it is seen, how to fix it.",
    fields=(
        Field(
            "code", Line(number=True), "The code, exactly as a log shows it: `504`, `5.7.1`, `EPERM`.", required=True
        ),
        Field("name", Line(), "Its official or usual name, without the code.", required=True, translated=True),
        Field("family", Line(), "The family it belongs to; the first part of the id when left out."),
        Field("class", Line(), "Its class in the family, when the code's first characters do not tell."),
        Field("summary", Text(), "What it means, in one to three sentences.", required=True, translated=True),
        Field("when", Text(), "When a reader sees it.", translated=True),
        Field("fix", Text(), "How to fix it.", translated=True),
        Field("retry", Line(), "Whether to try again, in a line; what its class says when left out.", translated=True),
        Field("acts", Line(), "Who must act, in a line; what its class says when left out.", translated=True),
        Field("patterns", Lines(item="pattern", regex=True), "Regular expressions that find the code in a log."),
        Field(
            "compare",
            References(
                kinds=("code",),
                relation="compare",
                note="difference",
                note_doc="What differs, in one or two sentences.",
                stamped=True,
            ),
            "Codes that readers confuse with this one. A pair is declared once, on either side.",
        ),
        Field(
            "not_confused_with",
            References(kinds=("code",), note="reason", note_doc="Why nobody confuses the two."),
            "Codes that were considered for comparison and left out.",
        ),
        Field("guides", References(kinds=("guide",), relation="guide"), "Guides that help with it, best first."),
        Field("terms", References(kinds=("term",), relation="term"), "Glossary terms that its page needs."),
        *shared("code"),
    ),
)
