"""Names in running text: what counts as the same name, where it ends, and what is passed over."""

from __future__ import annotations

import pytest

from kb.markup import prose
from kb.phrases import MASK, Phrases


def found(names: list[str], text: str, *, exact: bool = False) -> list[str]:
    """Give what is found in a text, as it is written there."""
    pairs = [(name, name) for name in names]
    phrases = Phrases([], pairs) if exact else Phrases(pairs)
    return [text[one.start : one.end] for one in phrases.find(text)]


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("Mail relay", "A mail  relay.", ["mail  relay"]),
        ("Mail relay", "mail\n   relays", ["mail\n   relays"]),
        ("mail-relay", "Mail relay's", ["Mail relay"]),
        ("Mail relay", "mail, relay; mail\n\nrelay; mail.relay; mailrelay; email relay; mail relaying", []),
        ("DNS record", "a DNS Record, no dns record", ["DNS Record"]),
        ("IPv6", "IPv6, ipv6, IPV6", ["IPv6"]),
        ("policy", "policies, policys", ["policies"]),
        ("key", "keys, keies", ["keys"]),
        ("address", "addresses, addresss", ["addresses"]),
        ("Retries", "a retry", ["retry"]),
        ("Headers", "a header", ["header"]),
        ("status", "statu", []),
        ("Verzeichnis", "Verzeichni", []),
        ("TCP/IP", "TCP/IP, TCP IP, TCP / IP", ["TCP/IP"]),
        ("SPF, DKIM and DMARC", "SPF, DKIM and DMARC, or SPF,\n DKIM and DMARC", ["SPF, DKIM and DMARC", "SPF,\n DKIM and DMARC"]),
        ("TLS 1.3", "TLS 1.3, TLS 1.30, TLS-1.3.", ["TLS 1.3", "TLS-1.3"]),
        ("C++", "C, C++", []),
        ("node_modules", "node_modules, node modules", ["node_modules"]),
        ("포트", "포트를, 포트로, 포트폴리오, 포트 번호, 서버포트", ["포트", "포트", "포트"]),
        ("서버", "서버들에게 A서버가 서버A가", ["서버"]),
        ("TLS 인증서", "TLS인증서라는, TLS-인증서, TLS 인증서함", ["TLS인증서", "TLS-인증서"]),
        ("STARTTLS", "STARTTLSを使う、使用STARTTLS。", ["STARTTLS", "STARTTLS"]),
        ("naïve Bayes", "Naïve Bayes", ["Naïve Bayes"]),
    ],
)  # fmt: skip
def test_a_name_is_found_as_readers_write_it(name: str, text: str, written: list[str]) -> None:
    assert found([name], text) == written


def test_of_an_exact_name_every_capital_counts() -> None:
    assert found(["Not Found"], "Not Found, not found, Not found", exact=True) == ["Not Found"]


def test_the_longest_of_overlapping_names_is_found_and_hides_the_others() -> None:
    names = ["TLS", "TLS handshake", "handshake failure"]
    assert found(names, "a TLS handshake failure, TLS, handshake failures") == [
        "TLS handshake",
        "TLS",
        "handshake failures",
    ]


def test_a_name_of_two_things_is_found_as_neither() -> None:
    phrases = Phrases([("Relay", 1), ("relay", 2), ("hop", 1), ("Hop", 1), ("hops", 3)])
    assert [(one.start, one.value) for one in phrases.find("relay hop hops")] == [(0, None), (6, 1), (10, 3)]


def test_names_of_very_many_words_are_left_out() -> None:
    assert found(["a " * 12 + "b", "c"], "a " * 12 + "b c") == ["c"]


def test_nothing_is_found_across_what_is_masked() -> None:
    text = "TLS `x` handshake, TLS [[y]] handshake, TLS\n# TLS handshake\nhandshake"
    masked = prose(text, MASK)
    assert len(masked) == len(text)
    assert [one.value for one in Phrases([("TLS handshake", 1)]).find(masked)] == []


def test_prose_is_what_runs() -> None:
    """Code, links, addresses, tags, headings, tables and indented code are blanked out, every offset kept."""
    text = (
        "One `two` three.\n\n    four\n\n- five\n  - six\n\nseven [eight](x) [[nine|ten]] <b> https://eleven\n\n"
        "# twelve\n\nthirteen\n===\n\n| fourteen |\n\n```\nfifteen\n```\n\n#sixteen [seventeen] <18 a | b\n"
    )
    blanked = prose(text, "*")
    assert len(blanked) == len(text)
    assert blanked.count("\n") == text.count("\n")
    words = "".join(char if char.isalpha() else " " for char in blanked).split()
    assert words == ["One", "three", "five", "six", "seven", "https"]
