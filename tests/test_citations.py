"""Citations: what they lead to, and that no text, however odd, keeps kb from answering."""

from __future__ import annotations

import pytest

from kb.citations import Repair, cite, repaired, several

RFC = "https://www.rfc-editor.org/rfc/rfc5321"


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("RFC 5321", RFC),
        ("RFC 5321 §4.2.2", f"{RFC}#section-4.2.2"),
        ("RFC 5321, Section 4.2.2", f"{RFC}#section-4.2.2"),
        ("RFC 5321 §4.2.2, §4.3", f"{RFC}#section-4.2.2"),
        ("RFC 5321 §E.1", f"{RFC}#appendix-E.1"),
        ("RFC 5321 Appendix D", f"{RFC}#appendix-D"),
        ("RFC  5321\n§4.2.2", f"{RFC}#section-4.2.2"),
        ("RFC5321", RFC),
        ("draft-ietf-dmarc-arc-to-historic-01", "https://datatracker.ietf.org/doc/draft-ietf-dmarc-arc-to-historic-01/"),
        ("BCP 14", "https://www.rfc-editor.org/info/bcp14"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("CVE-2011-0411", "https://www.cve.org/CVERecord?id=CVE-2011-0411"),
        ("https://example.org/a", "https://example.org/a"),
        ("A book, page 3", None),
        ("javascript:alert(1)", None),
        ("javascript://%0aalert(1)", None),
        ("ftp://example.org/", None),
    ],
)  # fmt: skip
def test_a_source_leads_to_what_it_cites(source: str, href: str | None) -> None:
    assert cite(source).href == href


@pytest.mark.parametrize(
    ("source", "repair"),
    [
        ("rfc5321 sec 4.2.2", Repair("RFC 5321 §4.2.2", is_sure=True)),
        ("RFC 5321 4.2.2", Repair("RFC 5321 §4.2.2", is_sure=True)),
        ("www.rfc-editor.org/rfc/rfc5321", Repair(RFC, is_sure=True)),
        ("www.example.org", Repair("https://www.example.org", is_sure=False)),
        ("http//ietf.org", Repair("https://ietf.org", is_sure=True)),
        ("(https://example.org/a)", Repair("https://example.org/a", is_sure=False)),
        ("RFC 5321 2008", None),
        ("RFC 123456", None),
        ("the RFC", None),
    ],
)
def test_a_form_that_was_meant(source: str, repair: Repair | None) -> None:
    assert repaired(source) == repair


def test_several_sources_in_one() -> None:
    assert several("RFC 5321 §4.2; rfc 7504") == ["RFC 5321 §4.2", "RFC 7504"]
    assert several("RFC 5321, as amended") == []
    assert several("RFC 5321") == []


@pytest.mark.parametrize(
    "source",
    [
        *("section " + "1.1, " * 50 + "of rfc", "RFC 1 §1" + ", §1" * 70 + "!", "RFC 1, Section 1" + ", 1" * 80 + "!"),
        *("rfc1 s" + "1.1" * 80 + "!", "rfc 1 " + "§" * 280, "www." + "a." * 140, "[a](" * 70, "http://" + ")" * 280),
        *("A" + "-B" * 100_000, "https://a/" + "." * 100_000, "RFC" + " " * 100_000 + "1", "\x00", ""),
    ],
)
def test_odd_texts_are_answered(source: str) -> None:
    """Patterns that try every way to read a text would not end on these."""
    assert cite(source).is_known in (True, False)
    assert repaired(source) is None or cite(source).is_known is False
    assert isinstance(several(source), list)
