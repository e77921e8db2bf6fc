"""`kb lsp`: what an editor asks about a knowledge base while it is written. Only this package knows pygls.

`server` speaks the protocol; `workspace` and `project` hold the bases with the editor's texts laid over the files;
`linter` lints them in the background; the other modules answer one sort of question each, about a `View`.
"""
