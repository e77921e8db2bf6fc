"""Copies of the pages in Markdown, for programs that read text: an author's words with links to other copies.

They hold what the pages hold, in the same order, and nothing of what only a browser needs.
"""
