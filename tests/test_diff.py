"""What two bases differ in, from Python: every sort of change to records, edges, settings, findings and pages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from scratch import GUIDE

import kb
from kb.base import Base
from kb.diff import Difference, compare
from kb.diff.difference import Change
from kb.site.pages import all_pages
from kb.site.site import Page, Site

Texts = Mapping[str, str | bytes | None]


def difference(old: Texts, changed: Texts) -> Difference:
    """Compare a base in memory with the same base after some files changed."""
    new = {path: text for path, text in {**old, **changed}.items() if text is not None}
    return compare(kb.load(dict(old)), kb.load(new))


# The base that most of this file changes.

CONFIG = """\
title: Mail
languages: [en, ko]
records: data
families:
  smtp: {name: SMTP, registry: data/smtp.csv}
  lmtp: {name: LMTP}
categories: {basics: Basics, more: More}
lint: {ignore: [KB3, KB4, KB6, KB7]}
"""
BASE: dict[str, str] = {
    "kb.yaml": CONFIG,
    "data/smtp.csv": "code,name,status,source\n500,A,,\n502,B,,\n504,C,,\n",
    "data/codes/smtp/502.yaml": "code: 502\nname: Not Implemented\nsummary: The server does not know the command.\n",
    "data/codes/smtp/504.yaml": (
        "code: 504\nname: Parameter Not Implemented\n"
        "summary: The server knows the command, but not with the parameter that the client sent after it.\n"
        "compare: [{with: smtp/502, difference: 502 is about the command; 504 about its parameter.}]\n"
        "terms: [starttls]\nguides: [replies]\n"
    ),
    "data/codes/smtp/504.ko.yaml": "name: 매개변수 미구현\n",
    "data/guides/replies.md": "---\ntitle: Replies\ncategory: basics\nsummary: What the digits say.\n---\n\nRead [[starttls]].\n",
    "data/terms/starttls.yaml": "term: STARTTLS\ndefinition: The command that begins encryption.\n",
    "data/terms/tls.yaml": "term: TLS\ndefinition: The protocol of encryption.\n",
}
C504 = BASE["data/codes/smtp/504.yaml"]


# Records.


def test_nothing_differs_between_equal_bases() -> None:
    found = difference(BASE, {})
    assert not found
    assert (found.old, found.new) == ((5, 4), (5, 4))


def test_a_record_is_added_and_removed() -> None:
    term = {"data/terms/dane.yaml": "term: DANE\ndefinition: Keys in DNS.\n", "data/terms/dane.ko.yaml": "term: 데인\n"}
    found = difference(BASE, term)
    (entry,) = found.records_added
    assert (entry.key, entry.title, entry.path, entry.languages) == (
        "term:dane",
        "DANE",
        "data/terms/dane.yaml",
        ("ko",),
    )
    back = difference({**BASE, **term}, dict.fromkeys(term))
    assert [entry.key for entry in back.records_removed] == ["term:dane"]
    assert not any((found.records_removed, back.records_added, found.records_changed))


def test_a_changed_text_is_shown_old_and_new() -> None:
    found = difference(
        BASE, {"data/terms/tls.yaml": "term: TLS\ndefinition: The protocol of secrecy.\nabbreviation: T\n"}
    )
    (record,) = found.records_changed
    assert (record.key, record.old_key, record.evidence) == ("term:tls", "term:tls", None)
    assert [(one.name, one.language, one.old, one.new) for one in record.fields] == [
        ("abbreviation", None, None, "T"),
        ("definition", None, "The protocol of encryption.", "The protocol of secrecy."),
    ]


def test_a_changed_list_has_its_items() -> None:
    old = {**BASE, "data/terms/tls.yaml": BASE["data/terms/tls.yaml"] + "aliases: [SSL, Secure]\n"}
    found = difference(old, {"data/terms/tls.yaml": BASE["data/terms/tls.yaml"] + "aliases: [Secure, Private]\n"})
    (field,) = found.records_changed[0].fields
    assert (field.old, field.new) == (("SSL", "Secure"), ("Secure", "Private"))


def test_translations_come_go_and_change() -> None:
    found = difference(
        BASE, {"data/codes/smtp/504.ko.yaml": "name: 매개변수 없음\n", "data/terms/tls.ko.yaml": "term: 티엘에스\n"}
    )
    code, term = found.records_changed
    assert [(one.name, one.language, one.old, one.new) for one in code.fields] == [
        ("name", "ko", "매개변수 미구현", "매개변수 없음")
    ]
    assert (term.key, term.languages_added) == ("term:tls", ("ko",))
    assert difference(BASE, {"data/codes/smtp/504.ko.yaml": None}).records_changed[0].languages_removed == ("ko",)


def test_a_note_about_a_dismissed_pair_belongs_to_the_record() -> None:
    dismissed = "not_confused_with: [{with: smtp/504, reason: Far away.}]\n"
    found = difference(BASE, {"data/codes/smtp/502.yaml": BASE["data/codes/smtp/502.yaml"] + dismissed})
    assert found.records_changed[0].fields[0].new == ("smtp/504: Far away.",)
    assert not found.edges_added


@pytest.mark.parametrize(
    "text",
    [
        C504.replace("\n", "\r\n"),
        C504 + "# A comment.\n",
        C504.replace("code: 504", 'code: "504"'),
        C504.replace("terms: [starttls]\n", "") + "terms:\n  - starttls\n",
        C504.replace("terms: [starttls]", "terms: [starttls]  # why"),
        C504.replace("terms: [starttls]\nguides: [replies]", "guides: [replies]\nterms: [starttls]"),
        "\ufeff" + C504,
    ],
    ids=["CRLF", "comment", "quotes", "style", "side comment", "order of fields", "BOM"],
)
def test_what_is_only_written_otherwise_is_no_difference(text: str) -> None:
    assert not difference(BASE, {"data/codes/smtp/504.yaml": text})


def test_a_body_in_yaml_is_the_one_in_markdown() -> None:
    """Both forms are equal, so a record that goes from one to the other only changes its file."""
    yaml = "title: Replies\ncategory: basics\nsummary: What the digits say.\nbody: |\n  Read [[starttls]].\n"
    (record,) = difference(BASE, {"data/guides/replies.md": None, "data/guides/replies.yaml": yaml}).records_changed
    assert (record.old_path, record.path, record.fields) == ("data/guides/replies.md", "data/guides/replies.yaml", ())


# Renamed records.

START_TLS = "term: STARTTLS\ndefinition: The command that begins encryption.\n"
RENAMED: dict[str, str | None] = {
    "data/terms/starttls.yaml": None,
    "data/terms/start-tls.yaml": START_TLS,
    "data/codes/smtp/504.yaml": C504.replace("starttls", "start-tls"),
    "data/guides/replies.md": BASE["data/guides/replies.md"].replace("starttls", "start-tls"),
}


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        (START_TLS, "content"),
        (START_TLS + "formerly: [starttls]\n", "formerly"),
        ("term: Start-TLS\ndefinition: Another text.\nformerly: [starttls]\n", "formerly"),
    ],
)
def test_a_renamed_record_is_known_again(text: str, evidence: str) -> None:
    """Its edges are as they were, whatever the records around it call it."""
    found = difference(BASE, {**RENAMED, "data/terms/start-tls.yaml": text})
    (record,) = found.records_renamed
    assert (record.old_key, record.key, record.evidence) == ("term:starttls", "term:start-tls", evidence)
    assert not any((found.records_added, found.records_removed, found.edges_added, found.edges_removed))
    assert [record.key for record in found.records_changed] == ["guide:replies"], "whose text says another id"


def test_a_renamed_code_keeps_its_symmetric_edges() -> None:
    """Though they begin at the other end now."""
    moved = C504.replace("code: 504", "code: 204\nformerly: [smtp/504]")
    found = difference(BASE, {"data/codes/smtp/504.yaml": None, "data/codes/smtp/204.yaml": moved})
    assert [(one.old_key, one.key) for one in found.records_renamed] == [("code:smtp/504", "code:smtp/204")]
    assert not any((found.edges_added, found.edges_removed, found.edges_changed))


def test_records_that_say_the_same_are_not_taken_for_each_other() -> None:
    """Two went and two came, all with one text: nobody knows which is which."""
    old = {**BASE, "data/terms/a.yaml": START_TLS, "data/terms/b.yaml": START_TLS}
    paths = "data/terms/a.yaml", "data/terms/b.yaml"
    found = difference(old, {**dict.fromkeys(paths), "data/terms/c.yaml": START_TLS, "data/terms/d.yaml": START_TLS})
    assert not found.records_renamed
    assert [entry.key for entry in found.records_added] == ["term:c", "term:d"]


def test_records_that_say_too_little_are_not_taken_for_each_other() -> None:
    found = difference(
        {**BASE, "data/terms/a.yaml": "term: A\n"}, {"data/terms/a.yaml": None, "data/terms/b.yaml": "term: A\n"}
    )
    assert not found.records_renamed


def test_a_record_that_went_into_another_names_it() -> None:
    merged = BASE["data/terms/tls.yaml"] + "formerly: [starttls]\n"
    found = difference(BASE, {"data/terms/starttls.yaml": None, "data/terms/tls.yaml": merged})
    assert [(entry.key, entry.successor) for entry in found.records_removed] == [("term:starttls", "term:tls")]


# Edges.


def edges(changes: object) -> list[tuple[str, ...]]:
    """Give edges as tuples, to compare."""
    return [(one.source, one.target, one.relation, one.old, one.new) for one in changes]  # type: ignore[attr-defined]


def test_edges_come_go_and_are_reworded() -> None:
    text = C504.replace("about its parameter", "about what follows it").replace("terms: [starttls]", "terms: [tls]")
    found = difference(BASE, {"data/codes/smtp/504.yaml": text})
    assert edges(found.edges_added) == [("code:smtp/504", "term:tls", "term", None, None)]
    assert edges(found.edges_removed) == [("code:smtp/504", "term:starttls", "term", None, None)]
    was, now = (
        "502 is about the command; 504 about its parameter.",
        "502 is about the command; 504 about what follows it.",
    )
    assert edges(found.edges_changed) == [("code:smtp/502", "code:smtp/504", "compare", was, now)]
    assert not found.records_changed, "what the record's reference fields gained and lost are its edges"


def test_a_pair_declared_on_the_other_side_is_the_same_edge() -> None:
    pair = "compare: [{with: smtp/502, difference: 502 is about the command; 504 about its parameter.}]\n"
    other = BASE["data/codes/smtp/502.yaml"] + pair.replace("with: smtp/502", "with: smtp/504")
    texts = {"data/codes/smtp/504.yaml": C504.replace(pair, ""), "data/codes/smtp/502.yaml": other}
    found = difference(BASE, texts)
    assert not any((found.edges_added, found.edges_removed, found.edges_changed, found.records_changed))


def test_references_in_another_order_are_a_change_of_the_record() -> None:
    """The order is what the page shows: best first."""
    old = {**BASE, "data/codes/smtp/504.yaml": C504.replace("[starttls]", "[starttls, tls]")}
    found = difference(old, {"data/codes/smtp/504.yaml": C504.replace("[starttls]", "[tls, starttls]")})
    (field,) = found.records_changed[0].fields
    assert (field.name, field.old, field.new) == ("terms", ("term:starttls", "term:tls"), ("term:tls", "term:starttls"))


def test_a_reference_that_leads_nowhere_is_a_change_of_the_record() -> None:
    found = difference(BASE, {"data/codes/smtp/504.yaml": C504.replace("[starttls]", "[starttls, nothing]")})
    (field,) = found.records_changed[0].fields
    assert (field.old, field.new) == (("term:starttls",), ("term:starttls", "nothing"))
    assert not found.edges_added


# Findings.


def test_findings_are_introduced_and_resolved_wherever_their_lines_are() -> None:
    broken = {**BASE, "data/codes/smtp/504.yaml": C504.replace("[starttls]", "[startls]")}
    moved = {"data/codes/smtp/504.yaml": "\n\n# moved\n" + broken["data/codes/smtp/504.yaml"]}
    assert not difference(broken, moved).findings_introduced
    introduced = difference(BASE, {"data/codes/smtp/504.yaml": broken["data/codes/smtp/504.yaml"]}).findings_introduced
    assert [(one.rule, one.record) for one in introduced] == [("KB201", "code:smtp/504")]
    assert [one.rule for one in difference(broken, {"data/codes/smtp/504.yaml": C504}).findings_resolved] == ["KB201"]


def test_the_findings_of_a_renamed_record_are_the_old_ones() -> None:
    old = {**BASE, "kb.yaml": CONFIG.replace("KB3, KB4, ", "")}
    moved = BASE["data/codes/smtp/502.yaml"].replace("502", "503") + "formerly: [smtp/502]\n"
    texts = {"data/codes/smtp/502.yaml": None, "data/codes/smtp/503.yaml": moved}
    alone = {
        **old,
        "data/codes/smtp/504.yaml": C504.replace("compare:", "not_confused_with:").replace("difference", "reason"),
    }
    before = kb.lint(kb.load(alone), select=["KB301"])
    assert [one.record for one in before] == ["code:smtp/502", "code:smtp/504"], "or there is nothing to know again"
    found = difference(alone, texts)
    assert "KB301" not in [one.rule for one in (*found.findings_introduced, *found.findings_resolved)]


def test_a_file_that_cannot_be_read_is_one_finding_and_takes_nothing_away() -> None:
    """Its records, edges and older findings are not known to be gone."""
    old = {**BASE, "data/codes/smtp/504.yaml": C504.replace("[starttls]", "[startls]")}
    found = difference(old, {"data/codes/smtp/504.yaml": 'code: "504\n'})
    assert found.unread == ("code:smtp/504",)
    assert [one.rule for one in found.findings_introduced] == ["KB001"]
    assert not any((found.records_removed, found.edges_removed, found.findings_resolved))
    back = difference({**old, "data/codes/smtp/504.yaml": 'code: "504\n'}, {"data/codes/smtp/504.yaml": C504})
    assert back.unread == ("code:smtp/504",)
    assert not any((back.records_added, back.edges_added))
    assert not difference(BASE, {"data/codes/smtp/504.ko.yaml": 'name: "x\n'}).records_changed


# Settings.


def test_settings_are_named_as_in_kb_yaml() -> None:
    text = (
        CONFIG.replace("title: Mail", "title: Post")
        .replace("lmtp: {name: LMTP}", "pop: {name: POP}")
        .replace("name: SMTP,", "name: Mail, code_pattern: '[2-5]..',")
        .replace("[KB3, KB4, KB6, KB7]", "[KB3, KB4, KB6]")
    )
    found = difference(BASE, {"kb.yaml": text + "site: {rules: true}\n"})
    assert [(one.name, one.old, one.new) for one in found.settings] == [
        ("families.lmtp", "LMTP", None),
        ("families.pop", None, "POP"),
        ("families.smtp.code_pattern", None, "[2-5].."),
        ("families.smtp.name", "SMTP", "Mail"),
        ("lint.ignore", "KB3, KB4, KB6, KB7", "KB3, KB4, KB6"),
        ("site.rules", "false", "true"),
        ("title", "Mail", "Post"),
    ]


def test_kinds_of_ones_own_are_settings_records_and_edges() -> None:
    kinds = (
        "kinds:\n  runbook:\n    fields:\n      name: {required: true}\n      owner: {choices: [mail, web]}\n"
        "      codes: {type: references, to: [code], relation: runbook}\n"
        "relations: {runbook: {}}\n"
    )
    texts = {
        "kb.yaml": CONFIG + kinds,
        "data/runbooks/a.yaml": "name: Restart\nowner: mail\ncodes: [smtp/504]\n",
    }
    found = difference(BASE, texts)
    assert [one.name for one in found.settings] == ["kinds.runbook", "relations.runbook"]
    assert [entry.key for entry in found.records_added] == ["runbook:a"]
    assert edges(found.edges_added) == [("runbook:a", "code:smtp/504", "runbook", None, None)]
    other = difference({**BASE, **texts}, {"kb.yaml": texts["kb.yaml"].replace("[mail, web]", "[mail, web, dns]")})
    assert [(one.name, one.old, one.new) for one in other.settings] == [
        ("kinds.runbook.fields.owner.choices", "mail, web", "mail, web, dns"),
        *((one.name, one.old, one.new) for one in other.settings[1:]),
    ]
    assert not other.records_changed


def test_an_official_list_says_which_codes_came_went_and_changed() -> None:
    found = difference(BASE, {"data/smtp.csv": "code,name,status,source\n500,A,deprecated,\n502,B,,\n505,D,,\n"})
    (registry,) = found.registries
    assert (registry.family, registry.added, registry.removed, registry.changed) == (
        "smtp",
        ("505",),
        ("504",),
        ("500",),
    )


# Pages.


def rendered(base: Base) -> dict[str, Page]:
    """Make every page of a site, but for the one about findings, which a diff tells in its own words."""
    sites = (Site(base, language) for language in base.config.languages)
    return {site.prefix + page.url: page for site in sites for page in all_pages(site) if page.path != "health.md"}


# Whom a guide helps says where it stands on the pages of pairs, those of other codes too.
CROWD = {
    "data/codes/smtp/450.yaml": "code: 450\nname: Busy\nsummary: S.\nguides: [replies, more]\ncompare: [smtp/451]\n",
    "data/codes/smtp/451.yaml": "code: 451\nname: Failed\nsummary: S.\nguides: [replies, more]\n",
    "data/codes/smtp/421.yaml": "code: 421\nname: Gone\nsummary: S.\nguides: [last]\n",
}
LINKED = {
    **BASE,
    "data/codes/smtp/500.yaml": (
        "code: 500\nname: Syntax Error\nsummary: Unknown [[STARTTLS]] or [[tls]].\n"
        "compare: [{with: smtp/502, difference: 'Not about [[TLS|it]], says [[guide:replies]].'}, lmtp/1]\n"
    ),
    "data/codes/lmtp/1.yaml": "code: 1\nname: One\nsummary: S.\nreplaced_by: smtp/502\n",
    "data/codes/lmtp/2.yaml": "code: 2\nname: Two\nsummary: S.\nclass: x\n",
    "data/codes/lmtp/10.yaml": "code: 10\nname: Ten\nsummary: S.\n",
    "data/codes/lmtp/10.ko.yaml": "name: 열\nsummary: 요약.\n",
    "data/guides/more.md": GUIDE.replace("Reading Replies", "More").replace("basics", "more")
    + "\nSee [one](replies.md) and [[smtp/504]].\n",
    "data/guides/last.md": GUIDE.replace("Reading Replies", "Last").replace("basics", "unheard-of"),
    **CROWD,
    "data/terms/mta.yaml": "term: MTA\ndefinition: A server.\nbroader: [tls]\nrelated: [starttls]\ncodes: [lmtp/10]\n",
}


@pytest.mark.parametrize(
    "changed",
    [
        {"data/terms/tls.yaml": "term: TLS\ndefinition: The protocol of secrecy.\n"},
        {"data/terms/tls.yaml": "term: SSL\ndefinition: The protocol of encryption.\n"},
        {"data/terms/tls.yaml": "term: TLS\ndefinition: The protocol of encryption.\naliases: [STARTTLS]\n"},
        {"data/terms/tls.yaml": None},
        {"data/terms/digit.yaml": "term: digit\ndefinition: A figure from 0 to 9.\naliases: [요약]\n"},
        {"data/terms/tls.yaml": None, "data/terms/zzz.yaml": BASE["data/terms/tls.yaml"] + "formerly: [tls]\n"},
        {"data/terms/starttls.yaml": START_TLS.replace("begins", "begins " + "very " * 60 + "much")},
        {"data/codes/lmtp/2.yaml": None},
        {"data/codes/lmtp/3.yaml": "code: 3\nname: Three\nsummary: S.\n"},
        {"data/codes/lmtp/2.yaml": "code: 20\nname: Two\nsummary: S.\n"},
        {"data/codes/lmtp/10.ko.yaml": "name: 십\nsummary: 요약.\n"},
        {"data/codes/lmtp/10.ko.yaml": None},
        {"data/codes/lmtp/1.yaml": "code: 1\nname: One\nsummary: S.\nstatus: deprecated\nreplaced_by: smtp/504\n"},
        {"data/codes/smtp/504.yaml": C504.replace("guides: [replies]", "guides: [more, replies, last]")},
        {"data/codes/smtp/504.yaml": C504 + "fix: See [[nothing]].\n"},
        {"data/guides/replies.md": None},
        {"data/guides/replies.md": BASE["data/guides/replies.md"].replace("basics", "more")},
        {"data/guides/replies.md": BASE["data/guides/replies.md"].replace("title: Replies", "title: Answers")},
        {
            "data/guides/replies.md": None,
            "data/guides/replies.yaml": "title: Replies\ncategory: basics\nsummary: S.\nbody: B.\n",
        },
        {"kb.yaml": CONFIG.replace("name: SMTP", "name: ESMTP")},
        {"kb.yaml": CONFIG.replace("  smtp: {name: SMTP, registry: data/smtp.csv}\n", "  smtp: {}\n")},
        {"kb.yaml": CONFIG.replace("  smtp: {name: SMTP, registry: data/smtp.csv}\n", "")},
        {"kb.yaml": CONFIG.replace("{name: LMTP}", "{name: LMTP, classes: {x: Exotic}}")},
        {"kb.yaml": CONFIG.replace("{name: LMTP}", "{name: LMTP, classes: {'1': {name: One, retry: Never}}}")},
        {"data/codes/lmtp/2.yaml": LINKED["data/codes/lmtp/2.yaml"] + "acts: Nobody\n"},
        {"data/codes/smtp/421.yaml": CROWD["data/codes/smtp/421.yaml"].replace("[last]", "[replies]")},
        {"kb.yaml": CONFIG.replace("{basics: Basics, more: More}", "{more: More, basics: Basics}")},
        {"kb.yaml": CONFIG.replace("More}", "More, unheard-of: {name: {'': Unheard, ko: 몰라}}}")},
        {"kb.yaml": CONFIG.replace("[en, ko]", "[en, de]")},
        {"kb.yaml": CONFIG.replace("languages", "language: de\nlanguages")},
        {"kb.yaml": CONFIG + "site: {labels: {ko: {sources: 출처}, en: {map: Map of it}}}\n"},
        {"kb.yaml": CONFIG + "site: {description: About mail, source: 'https://example.com/'}\n"},
        {"kb.yaml": CONFIG + "site: {rules: true, url: 'https://example.com/'}\n"},
        {"kb.yaml": CONFIG + "kinds: {term: {fields: {owner: {}}}}\n"},
    ],
    ids=str,
)
def test_the_pages_affected_are_those_that_a_build_makes_otherwise(changed: Texts) -> None:
    """Only pages that may differ are made to compare them; making all of them finds no other one."""
    new = {path: text for path, text in {**LINKED, **changed}.items() if text is not None}
    old_base, new_base = kb.load(LINKED), kb.load(new)
    before, after = rendered(old_base), rendered(new_base)
    expected = dict.fromkeys(after.keys() - before.keys(), Change.ADDED)
    expected |= dict.fromkeys(before.keys() - after.keys(), Change.REMOVED)
    expected |= {
        address: Change.CHANGED for address in before.keys() & after.keys() if before[address] != after[address]
    }
    assert {page.address: page.change for page in compare(old_base, new_base).pages} == expected


def test_pages_are_affected_in_each_language() -> None:
    """The record's own, those that show it, and the lists that it is in."""
    found = difference(
        BASE, {"data/codes/smtp/502.yaml": "code: 502\nname: Unknown\nsummary: The server does not know it.\n"}
    )
    english = [
        "codes/smtp/502.html",
        "codes/smtp/504.html",
        "codes/smtp/index.html",
        "compare/smtp-502-vs-smtp-504.html",
        "map.html",
    ]
    assert [page.address for page in found.pages] == english + [f"ko/{address}" for address in english]


def test_an_address_that_went_says_where_it_leads() -> None:
    pages = difference(BASE, {**RENAMED, "data/terms/start-tls.yaml": START_TLS + "formerly: [starttls]\n"}).pages
    gone = [(page.address, page.now) for page in pages if page.change is Change.REMOVED]
    assert gone == [
        ("terms/starttls.html", "terms/start-tls.html"),
        ("ko/terms/starttls.html", "ko/terms/start-tls.html"),
    ]
