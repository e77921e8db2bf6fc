"""Guides: articles that explain codes and how to work with them."""

from kb.fields import Field, Line, References, Text
from kb.kinds.kind import Kind, shared

KIND = Kind(
    name="guide",
    plural="guides",
    folder="guides",
    title="title",
    doc="An article that explains codes and how to work with them.",
    fields=(
        Field("title", Line(), "The article's title.", required=True, translated=True),
        Field("category", Line(), "The category it is listed under, by id.", required=True),
        Field("summary", Text(), "What it gives its reader, in one or two sentences.", required=True, translated=True),
        Field(
            "body", Text(), "The article. In a Markdown file, all that follows the front matter.", True, translated=True
        ),
        Field("codes", References(kinds=("code",), relation="guide", inverse=True), "Codes that it helps with."),
        Field("terms", References(kinds=("term",), relation="term"), "Glossary terms that it uses."),
        Field("related", References(kinds=("guide",), relation="related"), "Other guides its reader wants."),
        *shared("guide"),
    ),
)
