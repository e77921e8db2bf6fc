"""`kb mcp`: a knowledge base for assistants that speak the Model Context Protocol. Only this package knows `mcp`.

`server` speaks the protocol; `library` holds the base as the files are now; `search` finds records by a code, by words
or by a line of a log; `answers` says in Markdown what was asked. Nothing is ever written.
"""
