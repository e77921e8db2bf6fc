"""What readers of Korean are promised of the reference: the codes that most of them look for have all their texts."""

from __future__ import annotations

import pytest

from kb.base import Base
from kb.rules import missing_translation

MOST_READ = [
    "smtp/504",
    *(f"http/{code}" for code in (400, 401, 403, 404, 429, 500, 502, 503, 504)),
    *(f"smtp/{code}" for code in (421, 450, 451, 550, 552, 554)),
    *("dns/nxdomain", "dns/servfail", "smtp-enhanced/5.7.1"),
    *("grpc/unavailable", "grpc/deadline_exceeded", "tls/handshake_failure"),
]


@pytest.fixture(scope="module")
def lacking(reference: Base) -> dict[str, str]:
    """Give what translations lack, by the key of their record; kb.yaml lets lint pass over most of it."""
    return {str(fault.record): fault.message for fault in missing_translation.check(reference)}


def test_the_most_read_codes_are_whole(reference: Base, lacking: dict[str, str]) -> None:
    """Summary, when, fix and what else their English originals say."""
    assert [id_ for id_ in MOST_READ if f"code:{id_}" not in reference] == []
    assert {id_: lacking[f"code:{id_}"] for id_ in MOST_READ if f"code:{id_}" in lacking} == {}


def test_every_name_and_summary_is_translated(lacking: dict[str, str]) -> None:
    """Of all records; further texts of the codes that fewer people read may follow later."""
    short = ("`name`", "`summary`", "`title`", "`term`", "`definition`", "is not translated")
    assert {key: message for key, message in lacking.items() if any(word in message for word in short)} == {}
