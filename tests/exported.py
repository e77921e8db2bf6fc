"""A base with all that exports must keep: translations, classes, comparisons, words that spreadsheets obey."""

from __future__ import annotations

import kb
from kb.base import Base

FILES = {
    "kb.yaml": """\
title: Mail codes
languages: [en, ko]
site: {url: 'https://codes.example.org/errors/', description: What mail servers say.}
categories: {basics: {name: Basics}}
families:
  smtp:
    name: {"": SMTP, ko: 메일}
    description: The replies of mail servers.
    classes: {"5": {name: Permanent, retry: 'No, never', acts: The sender}}
kinds:
  team: {fields: {title: {required: true}, level: {type: number}, urgent: line, codes: {type: references, to: code}}}
""",
    "records/codes/smtp/504.yaml": """\
code: 504
name: Parameter Not Implemented
summary: A parameter that the server lacks; see [[tls|encryption]].
fix: |
  # First
  Read [[smtp/502]].
compare: [{with: smtp/502, difference: 504 knows the command.}]
terms: [tls]
guides: [replies]
aliases: [E504, '=1+1']
sources: [RFC 5321 §4.2.2, "Some book, 1999"]
patterns: ['\\b504 .*not implemented']
not_confused_with: [{with: smtp/250, reason: One is good news.}]
""",
    "records/codes/smtp/504.ko.yaml": "name: 구현되지 않은 매개변수\nsummary: 서버에 없는 매개변수입니다.\naliases: [오사]\n",
    "records/codes/smtp/502.yaml": "code: 502\nname: Command Not Implemented\nsummary: No such command.\nreplaced_by: smtp/504\nstatus: deprecated\n",
    "records/codes/smtp/250.yaml": "code: 250\nname: Okay\nsummary: Done.\n",
    "records/guides/replies.md": "---\ntitle: Reading replies\ncategory: basics\nsummary: How.\nterms: [tls]\n---\n\n## Begin\n\nSee [[smtp/504]].\n",
    "records/terms/tls.yaml": "term: TLS\ndefinition: Privacy for a connection.\naliases: [SSL]\nbroader: [crypto]\n",
    "records/terms/crypto.yaml": "term: Cryptography\ndefinition: Secret writing.\n",
    "records/teams/mail.yaml": "title: Mail team\nlevel: 3\ncodes: [smtp/504]\n",
}


def base(**files: str) -> Base:
    """Give the base, with the texts of some files changed or added."""
    return kb.load(FILES | files)
