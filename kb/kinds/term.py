"""Terms: the words of the glossary."""

from kb.fields import Field, Line, References, Text
from kb.kinds.kind import Kind, shared

KIND = Kind(
    name="term",
    plural="terms",
    folder="terms",
    title="term",
    doc="A word of the glossary and its definition.",
    fields=(
        Field("term", Line(), "The term as readers see it.", required=True, translated=True),
        Field("abbreviation", Line(), "Its short form.", translated=True),
        Field("definition", Text(), "What it means, in two to four sentences.", required=True, translated=True),
        Field("category", Line(), "The category it is listed under, by id."),
        Field("broader", References(kinds=("term",), relation="broader"), "Terms of which this one is a kind or part."),
        Field("related", References(kinds=("term",), relation="related"), "Terms its reader wants too."),
        Field("codes", References(kinds=("code",), relation="term", inverse=True), "Codes whose page needs it."),
        Field("guides", References(kinds=("guide",), relation="guide"), "Guides that explain it."),
        *shared("term"),
    ),
)
