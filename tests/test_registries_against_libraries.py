"""Numbers and names of the reference against the enumerations of libraries that others wrote.

A library may lag behind the registry or spell a name in its own way. Every such difference stands here with its reason
and source; one that is not listed is a mistake on our side until somebody has looked.
"""

from __future__ import annotations

import errno
import http
import os
import re
import signal
import ssl
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kb import registry
from kb.base import Base

Pairs = set[tuple[int, str]]
"""Numbers with their names, the names in capitals and underscores."""


class Difference(NamedTuple):
    """A number and name that only one side has, and why."""

    number: int
    name: str
    reason: str
    source: str


def named(text: str) -> str:
    """Write a name in the way of constants: `Message Too Big` as `MESSAGE_TOO_BIG`."""
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


def dnspython() -> Pairs:
    rcode = pytest.importorskip("dns.rcode")
    return {(int(code), code.name) for code in rcode.Rcode}


def python_ssl() -> Pairs:
    return {(alert.value, alert.name.removeprefix("ALERT_DESCRIPTION_")) for alert in ssl.AlertDescription}


def grpcio() -> Pairs:
    grpc = pytest.importorskip("grpc")
    return {(status.value[0], status.name) for status in grpc.StatusCode}


def websockets() -> Pairs:
    frames = pytest.importorskip("websockets.frames")
    return {(int(code), code.name) for code in frames.CloseCode}


def h2() -> Pairs:
    errors = pytest.importorskip("h2.errors")
    return {(int(code), code.name) for code in errors.ErrorCodes}


def aioquic_http3() -> Pairs:
    connection = pytest.importorskip("aioquic.h3.connection")
    return {(int(code), code.name) for code in connection.ErrorCode}


def aioquic_quic() -> Pairs:
    packet = pytest.importorskip("aioquic.quic.packet")
    return {(int(code), code.name) for code in packet.QuicErrorCode}


def aiosmtplib() -> Pairs:
    library = pytest.importorskip("aiosmtplib")
    return {(int(status), named(status.name)) for status in library.SMTPStatus}


def twisted_ftp() -> Pairs:
    """Give each reply with each of its texts, of which some have a place to fill, and some nothing but that."""
    ftp = pytest.importorskip("twisted.protocols.ftp")
    replies = (reply if isinstance(reply, str) else reply[0] for reply in ftp.RESPONSE.values())
    texts = {(int(reply[:3]), named(reply[4:].replace("%s", ""))) for reply in replies}
    return {(number, text) for number, text in texts if text}


def twisted_sip() -> Pairs:
    sip = pytest.importorskip("twisted.protocols.sip")
    return {(code, named(phrase)) for code, phrase in sip.statusCodes.items()}


def paho_mqtt() -> Pairs:
    packettypes = pytest.importorskip("paho.mqtt.packettypes")
    reasoncodes = pytest.importorskip("paho.mqtt.reasoncodes")
    names = reasoncodes.ReasonCode(packettypes.PacketTypes.CONNACK).names
    return {(number, named(name)) for number, by_packet in names.items() for name in by_packet}


def aiocoap() -> Pairs:
    """Give the response codes; the library has methods and signals in the same enumeration."""
    codes = pytest.importorskip("aiocoap.numbers.codes")
    return {(int(code), code.name) for code in codes.Code if code.is_response()}


def ldap3() -> Pairs:
    results = pytest.importorskip("ldap3.core.results")
    return {(number, named(name)) for number, name in results.RESULT_CODES.items()}


def python_errno() -> Pairs:
    if sys.platform != "linux":
        pytest.skip("the numbers are those of Linux")
    return {(number, name) for name, number in vars(errno).items() if name.startswith("E") and isinstance(number, int)}


def python_signal() -> Pairs:
    if sys.platform != "linux":
        pytest.skip("the numbers are those of Linux")
    return {(int(found), found.name) for found in signal.Signals}


def sysexits() -> Pairs:
    """Give the statuses of `sysexits.h`, of which Python has the numbers and their constants."""
    return {(number, name) for name, number in vars(os).items() if name.startswith("EX_")}


def icmp_constants() -> Pairs:
    """Give the constants of dpkt, whose codes begin with the name of their type, and of the kernel."""
    numbers = {
        name: number for name, number in vars(pytest.importorskip("dpkt.icmp")).items() if name.startswith("ICMP_")
    }
    kinds = sorted(name for name in numbers if any(other.startswith(name + "_") for other in numbers))
    found = kernel_constants("icmp.h", {"UNREACH": 3, "REDIRECT": 5, "TIME_EXCEEDED": 11})
    for name in numbers.keys() - {"ICMP_CODE_NONE", "ICMP_TYPE_MAX"}:
        kind = next((one for one in kinds if name.startswith(one + "_")), None)
        found.add((message(numbers[kind], numbers[name]) if kind else message(numbers[name]), name))
    return found


def icmpv6_constants() -> Pairs:
    """Give the types of dpkt, which has no codes, and the types and codes of the kernel."""
    numbers = vars(pytest.importorskip("dpkt.icmp6")).items()
    kinds = {(message(number), name) for name, number in numbers if name.startswith(("ICMP6_", "MLD_", "ND_"))}
    codes = {"Destination Unreachable": 1, "Time Exceeded": 3, "Parameter Problem": 4}
    return kinds - {(message(201), "ICMP6_MAXTYPE")} | kernel_constants("icmpv6.h", codes)


def kernel_constants(header: str, kinds: dict[str, int]) -> Pairs:
    """Give the constants of a header of Linux, whose codes stand below a comment that names their type."""
    path = Path("/usr/include/linux", header)
    if not path.exists():
        pytest.skip("the headers of the kernel are not installed")
    found: Pairs = set()
    kind: int | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.search(r"Codes for (\w+(?: \w+)?)", line):
            kind = kinds.get(match[1])
        elif (match := re.match(r"#define\s+(ICMP(?:V6)?_\w+)\s+(\d+)", line)) and not NO_MESSAGE.match(match[1]):
            found.add((message(int(match[2])) if kind is None else message(kind, int(match[2])), match[1]))
    return found


def message(kind: int, code: int = 0) -> int:
    """Give type and code of an ICMP message as the number that its first two bytes make."""
    return kind << 8 | code


def psycopg() -> Pairs:
    """Give the conditions of PostgreSQL's list of errors, each SQLSTATE as a number of base 36, from psycopg's classes."""
    errors = vars(pytest.importorskip("psycopg.errors", exc_type=ImportError))
    states = {name: getattr(found, "sqlstate", None) for name, found in errors.items() if isinstance(found, type)}
    return {(int(state, 36), name.upper()) for name, state in states.items() if isinstance(state, str)}


def python_http() -> Pairs:
    return {(int(status), named(status.phrase)) for status in http.HTTPStatus}


def by_code(base: Base, family: str) -> Iterator[tuple[int, str]]:
    """Give the codes of a family whose codes are words; the number stands at the end of one of its aliases."""
    for record in base.of_kind("code"):
        if record.family == family:
            (number,) = {int(match[1], 0) for alias in record.aliases if (match := NUMBER.fullmatch(alias))}
            yield number, named(record.text("code") or "")


def by_dotted(base: Base, family: str) -> Iterator[tuple[int, str]]:
    """Give the codes of CoAP, `4.04`, as the byte that goes over the wire: three bits and five."""
    for record in base.of_kind("code"):
        if record.family == family:
            above, _, below = (record.text("code") or "").partition(".")
            yield int(above) << 5 | int(below), named(record.text("name") or "")


def by_constant(base: Base, family: str) -> Iterator[tuple[int, str]]:
    """Give the codes that have a constant of `sysexits.h` among their aliases."""
    for record in base.of_kind("code"):
        if record.family == family:
            yield from ((int(record.text("code") or ""), alias) for alias in record.aliases if alias.startswith("EX_"))


def by_message(base: Base, family: str) -> Iterator[tuple[int, str]]:
    """Give the constants among the aliases of messages, whose codes are `8` or `3/4`."""
    for record in base.of_kind("code"):
        if record.family == family:
            kind, _, code = (record.text("code") or "").partition("/")
            number = message(int(kind), int(code or 0))
            yield from (
                (number, alias)
                for alias in record.aliases
                if re.fullmatch("(?:ICMP|MLD|ND)[A-Z0-9]*_[A-Z0-9_]+", alias)
            )


def by_name(base: Base, family: str) -> Iterator[tuple[int, str]]:
    """Give the codes of a family whose codes are numbers, with the names of its registry; unofficial ones have none."""
    listed = registry.load(base, family)
    assert listed is not None
    for record in base.of_kind("code"):
        if record.family == family and record.text("status") != "unofficial":
            row = listed.find(record.text("code") or "")
            assert row is not None
            yield int(row.code, 0), named(row.name)


def by_condition(base: Base, family: str) -> Iterator[tuple[int, str]]:
    """Give PostgreSQL's conditions, with records or without, named like classes: `unique_violation` as UNIQUEVIOLATION."""
    listed = registry.load(base, family)
    assert listed is not None
    for row in listed:
        if row.source == POSTGRESQL:
            yield int(row.code, 36), row.name.replace("_", "").upper()


POSTGRESQL = "https://www.postgresql.org/docs/current/errcodes-appendix.html"

NUMBER = re.compile(
    r"(?:(?:EDNS )?RCODE|TSIG error|TKEY error|TLS alert|gRPC status|HTTP/[23] error|QUIC error|errno|signal) (0x[0-9a-f]+|\d+)"
)
"""An alias that gives the number behind a word, such as `RCODE 3`."""

NO_MESSAGE = re.compile("ICMP_(?:EXT_|AFI_|FILTER)|ICMPV6_(?:ROUTER_PREF|FILTER|ERRMSG|INFOMSG|MSG_MAX)")
"""Constants of the kernel that number options and limits; it names Extended Echo in the middle of others."""

RFC_9846 = "RFC 9846 §6, IANA TLS Alerts"
HTTP_RENAMED = "RFC 9110 §15 renamed it; Python 3.13 follows, earlier ones have the name of RFC 7231 or 4918"
AFTER_RFC_3261 = "defined after RFC 3261, whose codes the library has"
RFC_2543 = "the first SIP had it, RFC 3261 dropped it, and IANA never registered it"
SPELLED = "the library spells the phrase in its own way"
MULTIPATH = "registered with the multipath extension, which the library does not have"
BSD = "BSD's name, which differs from those of dpkt and of Linux"
SOCKET_API = "a name of the socket API; dpkt has no codes, and the kernel has names of its own"
PHOTURIS = "a code of type 40, whose record explains all six"
REAL_TIME = "an end of the range that is free for programs, without a meaning of its own"
SAME_NUMBER = "a second name of the same number; our record has it as an alias"
NO_EXCEPTION = "no error, so that the library has no class for it"
SECOND_CLASS = "the library needs two names for two codes that PostgreSQL calls alike"
UNREGISTERED_3000 = "registered with IANA after RFC 6455; the library leaves 3000 to 3999 to applications"

OTHER_WORDS = "the text of a reply is free, only the number counts; read beside our record, and it means the same"
NO_SUCH_REPLY = "the library does not name the replies of that extension"
SECURITY = "the library has no part of the security extensions"

SMTP_WORDS: dict[int, tuple[str, ...]] = {
    211: ("SYSTEM_STATUS_OR_SYSTEM_HELP_REPLY", "SYSTEM_STATUS_OK"),
    220: ("DOMAIN_SERVICE_READY", "READY"),
    221: ("DOMAIN_SERVICE_CLOSING_TRANSMISSION_CHANNEL", "CLOSING"),
    235: ("AUTHENTICATION_SUCCEEDED", "AUTH_SUCCESSFUL"),
    250: ("REQUESTED_MAIL_ACTION_OKAY_COMPLETED", "COMPLETED"),
    251: ("USER_NOT_LOCAL_WILL_FORWARD_TO_FORWARD_PATH", "WILL_FORWARD"),
    252: ("CANNOT_VRFY_USER_BUT_WILL_ACCEPT_MESSAGE_AND_ATTEMPT_DELIVERY", "CANNOT_VRFY"),
    334: ("SERVER_CHALLENGE", "AUTH_CONTINUE"),
    354: ("START_MAIL_INPUT_END_WITH_CRLF_CRLF", "START_INPUT"),
    421: ("DOMAIN_SERVICE_NOT_AVAILABLE_CLOSING_TRANSMISSION_CHANNEL", "DOMAIN_UNAVAILABLE"),
    450: ("REQUESTED_MAIL_ACTION_NOT_TAKEN_MAILBOX_UNAVAILABLE", "MAILBOX_UNAVAILABLE"),
    451: ("REQUESTED_ACTION_ABORTED_LOCAL_ERROR_IN_PROCESSING", "ERROR_PROCESSING"),
    452: ("REQUESTED_ACTION_NOT_TAKEN_INSUFFICIENT_SYSTEM_STORAGE", "INSUFFICIENT_STORAGE"),
    500: ("SYNTAX_ERROR_COMMAND_UNRECOGNIZED", "UNRECOGNIZED_COMMAND"),
    501: ("SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS", "UNRECOGNIZED_PARAMETERS"),
    503: ("BAD_SEQUENCE_OF_COMMANDS", "BAD_COMMAND_SEQUENCE"),
    504: ("COMMAND_PARAMETER_NOT_IMPLEMENTED", "PARAMETER_NOT_IMPLEMENTED"),
    530: ("AUTHENTICATION_REQUIRED", "ACCESS_DENIED"),
    535: ("AUTHENTICATION_CREDENTIALS_INVALID", "AUTH_FAILED"),
    550: ("REQUESTED_ACTION_NOT_TAKEN_MAILBOX_UNAVAILABLE", "MAILBOX_DOES_NOT_EXIST"),
    551: ("USER_NOT_LOCAL_PLEASE_TRY_FORWARD_PATH", "USER_NOT_LOCAL"),
    552: ("REQUESTED_MAIL_ACTION_ABORTED_EXCEEDED_STORAGE_ALLOCATION", "STORAGE_EXCEEDED"),
    553: ("REQUESTED_ACTION_NOT_TAKEN_MAILBOX_NAME_NOT_ALLOWED", "MAILBOX_NAME_INVALID"),
    555: ("MAIL_FROM_RCPT_TO_PARAMETERS_NOT_RECOGNIZED_OR_NOT_IMPLEMENTED", "SYNTAX_ERROR"),
}
"""Numbers with the name of the registry, then the library's."""

FTP_WORDS: dict[int, tuple[str, ...]] = {
    110: ("RESTART_MARKER_REPLY", "MARK_YYYY_MMMM"),
    120: ("SERVICE_READY_IN_NNN_MINUTES", "SERVICE_READY_IN_MINUTES"),
    125: ("DATA_CONNECTION_ALREADY_OPEN_TRANSFER_STARTING", "DATA_CONNECTION_ALREADY_OPEN_STARTING_TRANSFER"),
    200: ("COMMAND_OKAY", "COMMAND_OK", "EPSV_ALL_OK", "PORT_OK", "TYPE_SET_TO"),
    211: ("SYSTEM_STATUS_OR_SYSTEM_HELP_REPLY", "SYSTEM_STATUS_REPLY", "FEATURES"),
    214: ("HELP_MESSAGE", "HELP"),
    215: ("NAME_SYSTEM_TYPE", "UNIX_TYPE_L8"),
    220: ("SERVICE_READY_FOR_NEW_USER", "SERVICE_READY"),
    221: ("SERVICE_CLOSING_CONTROL_CONNECTION", "GOODBYE"),
    226: ("CLOSING_DATA_CONNECTION_REQUESTED_FILE_ACTION_SUCCESSFUL", "ABORT_SUCCESSFUL", "TRANSFER_COMPLETE"),
    227: ("ENTERING_PASSIVE_MODE_H1_H2_H3_H4_P1_P2", "ENTERING_PASSIVE_MODE"),
    229: ("EXTENDED_PASSIVE_MODE_ENTERED", "ENTERING_EXTENDED_PASSIVE_MODE"),
    230: ("USER_LOGGED_IN_PROCEED", "ANONYMOUS_LOGIN_OK_ACCESS_RESTRICTIONS_APPLY"),
    250: ("REQUESTED_FILE_ACTION_OKAY_COMPLETED", "REQUESTED_FILE_ACTION_COMPLETED_OK"),
    257: ("PATHNAME_CREATED", "CREATED"),
    331: (
        "USER_NAME_OKAY_NEED_PASSWORD",
        "PASSWORD_REQUIRED_FOR",
        "GUEST_LOGIN_OK_TYPE_YOUR_EMAIL_ADDRESS_AS_PASSWORD",
    ),
    421: (
        "SERVICE_NOT_AVAILABLE_CLOSING_CONTROL_CONNECTION",
        "TOO_MANY_USERS_RIGHT_NOW_TRY_AGAIN_IN_A_FEW_MINUTES",
    ),
    426: ("CONNECTION_CLOSED_TRANSFER_ABORTED", "TRANSFER_ABORTED_DATA_CONNECTION_CLOSED"),
    450: (
        "REQUESTED_FILE_ACTION_NOT_TAKEN_FILE_UNAVAILABLE_E_G_FILE_BUSY",
        "REQUESTED_ACTION_ABORTED_FILE_UNAVAILABLE",
    ),
    452: (
        "REQUESTED_ACTION_NOT_TAKEN_INSUFFICIENT_STORAGE_SPACE_IN_SYSTEM",
        "REQUESTED_ACTION_ABORTED_INSUFFICIENT_STORAGE",
    ),
    500: ("SYNTAX_ERROR_COMMAND_UNRECOGNIZED", "SYNTAX_ERROR"),
    501: ("SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS", "SYNTAX_ERROR_IN_ARGUMENT_S"),
    502: (
        "COMMAND_NOT_IMPLEMENTED",
        "OPTION_NOT_IMPLEMENTED",
        "PASV_AVAILABLE_ONLY_FOR_IPV4_USE_EPSV_INSTEAD",
    ),
    503: ("BAD_SEQUENCE_OF_COMMANDS", "INCORRECT_SEQUENCE_OF_COMMANDS"),
    504: ("COMMAND_NOT_IMPLEMENTED_FOR_THAT_PARAMETER", "NOT_IMPLEMENTED_FOR_PARAMETER"),
    522: ("EXTENDED_PORT_FAILURE_UNKNOWN_NETWORK_PROTOCOL", "NETWORK_PROTOCOL_NOT_SUPPORTED_USE"),
    530: ("NOT_LOGGED_IN", "PLEASE_LOGIN_WITH_USER_AND_PASS", "SORRY_AUTHENTICATION_FAILED"),
    532: ("NEED_ACCOUNT_FOR_STORING_FILES", "NEED_AN_ACCOUNT_FOR_STORING_FILES"),
    550: (
        "REQUESTED_ACTION_NOT_TAKEN_FILE_UNAVAILABLE_E_G_FILE_NOT_FOUND_NO_ACCESS",
        "NO_SUCH_FILE_OR_DIRECTORY",
        "PERMISSION_DENIED",
        "ANONYMOUS_USERS_ARE_FORBIDDEN_TO_CHANGE_THE_FILESYSTEM",
        "CANNOT_RMD_IS_NOT_A_DIRECTORY",
        "FILE_EXISTS",
        "IS_A_DIRECTORY",
        "REQUESTED_ACTION_NOT_TAKEN",
    ),
    551: ("REQUESTED_ACTION_ABORTED_PAGE_TYPE_UNKNOWN", "PAGE_TYPE_UNKNOWN"),
    552: (
        "REQUESTED_FILE_ACTION_ABORTED_EXCEEDED_STORAGE_ALLOCATION_FOR_CURRENT_DIRECTORY_OR_DATASET",
        "REQUESTED_FILE_ACTION_ABORTED_EXCEEDED_FILE_STORAGE_ALLOCATION",
    ),
}
"""Numbers with the name of the registry, then the texts that the library sends with it."""


def our_words(texts: dict[int, tuple[str, ...]], source: str) -> list[Difference]:
    return [Difference(number, ours, OTHER_WORDS, source) for number, (ours, *_) in texts.items()]


def their_words(texts: dict[int, tuple[str, ...]], source: str) -> list[Difference]:
    return [Difference(number, one, OTHER_WORDS, source) for number, (_, *theirs) in texts.items() for one in theirs]


FAMILIES: dict[str, tuple[Callable[[], Pairs], Callable[[Base, str], Iterator[tuple[int, str]]]]] = {
    "dns": (dnspython, by_code),
    "tls": (python_ssl, by_code),
    "grpc": (grpcio, by_code),
    "websocket": (websockets, by_name),
    "http2": (h2, by_code),
    "http3": (aioquic_http3, by_code),
    "quic": (aioquic_quic, by_code),
    "sip": (twisted_sip, by_name),
    "smtp": (aiosmtplib, by_name),
    "ftp": (twisted_ftp, by_name),
    "mqtt": (paho_mqtt, by_name),
    "http": (python_http, by_name),
    "coap": (aiocoap, by_dotted),
    "icmp": (icmp_constants, by_message),
    "icmpv6": (icmpv6_constants, by_message),
    "ldap": (ldap3, by_name),
    "errno": (python_errno, by_code),
    "signal": (python_signal, by_code),
    "exit": (sysexits, by_constant),
    "sqlstate": (psycopg, by_condition),
}

ONLY_OURS: dict[str, list[Difference]] = {
    "dns": [
        Difference(16, "BADSIG", "16 has two meanings; an enumeration can name only one, BADVERS", "RFC 6895 §2.3"),
    ],
    "tls": [
        Difference(21, "DECRYPTION_FAILED", "reserved, and never in OpenSSL's public list", RFC_9846),
        Difference(41, "NO_CERTIFICATE", "reserved, SSL 3.0 only", RFC_9846),
        Difference(52, "TOO_MANY_CIDS_REQUESTED", "DTLS 1.3, which Python does not offer", "RFC 9147 §9"),
        Difference(60, "EXPORT_RESTRICTION", "reserved, TLS 1.0 only", RFC_9846),
        Difference(86, "INAPPROPRIATE_FALLBACK", "missing in the module", "RFC 7507 §3"),
        Difference(90, "USER_CANCELED", "the module spells it with two l, as OpenSSL does", "RFC 9846 §6.1"),
        Difference(109, "MISSING_EXTENSION", "the module's list predates TLS 1.3", "RFC 9846 §6.2"),
        Difference(116, "CERTIFICATE_REQUIRED", "the module's list predates TLS 1.3", "RFC 9846 §6.2"),
        Difference(117, "GENERAL_ERROR", "new in the revision of 2026", "RFC 9846 §6.2"),
        Difference(120, "NO_APPLICATION_PROTOCOL", "missing in the module", "RFC 7301 §3.2"),
        Difference(121, "ECH_REQUIRED", "new with Encrypted Client Hello", "RFC 9849 §11.2"),
    ],
    "grpc": [],
    "websocket": [
        Difference(1004, "RESERVED", "has no meaning, so the library has no name", "RFC 6455 §7.4.1"),
        Difference(1007, "INVALID_FRAME_PAYLOAD_DATA", "the library says INVALID_DATA", "IANA WebSocket close codes"),
        Difference(1010, "MANDATORY_EXT", "the library writes the word in full", "IANA WebSocket close codes"),
        Difference(3000, "UNAUTHORIZED", UNREGISTERED_3000, "IANA WebSocket close codes"),
        Difference(3003, "FORBIDDEN", UNREGISTERED_3000, "IANA WebSocket close codes"),
        Difference(3008, "TIMEOUT", UNREGISTERED_3000, "IANA WebSocket close codes"),
    ],
    "http2": [],
    "http3": [],
    "quic": [
        Difference(0x3E, "APPLICATION_ABANDON_PATH", MULTIPATH, "IANA QUIC Transport Error Codes"),
        Difference(0x3E75, "PATH_RESOURCE_LIMIT_REACHED", MULTIPATH, "IANA QUIC Transport Error Codes"),
        Difference(0x3E76, "PATH_UNSTABLE_OR_POOR", MULTIPATH, "IANA QUIC Transport Error Codes"),
        Difference(0x3E77, "NO_CID_AVAILABLE_FOR_PATH", MULTIPATH, "IANA QUIC Transport Error Codes"),
        Difference(0x4143414213370002, "BDP_TOKEN_ERROR", "a provisional registration", "draft-misell-quic-bdp-token"),
    ],
    "sip": [
        Difference(199, "EARLY_DIALOG_TERMINATED", AFTER_RFC_3261, "RFC 6228"),
        Difference(202, "ACCEPTED_DEPRECATED", AFTER_RFC_3261, "RFC 6665 §8.3.1"),
        Difference(204, "NO_NOTIFICATION", AFTER_RFC_3261, "RFC 5839 §7.1"),
        Difference(412, "CONDITIONAL_REQUEST_FAILED", AFTER_RFC_3261, "RFC 3903 §11.2.1"),
        Difference(414, "REQUEST_URI_TOO_LONG", SPELLED, "RFC 3261 §21.4.12"),
        Difference(417, "UNKNOWN_RESOURCE_PRIORITY", AFTER_RFC_3261, "RFC 4412 §4.6.2"),
        Difference(422, "SESSION_INTERVAL_TOO_SMALL", AFTER_RFC_3261, "RFC 4028 §6"),
        Difference(424, "BAD_LOCATION_INFORMATION", AFTER_RFC_3261, "RFC 6442 §4.3"),
        Difference(425, "BAD_ALERT_MESSAGE", AFTER_RFC_3261, "RFC 8876 §5.1"),
        Difference(428, "USE_IDENTITY_HEADER", AFTER_RFC_3261, "RFC 8224 §6.2.2"),
        Difference(429, "PROVIDE_REFERRER_IDENTITY", AFTER_RFC_3261, "RFC 3892 §5"),
        Difference(430, "FLOW_FAILED", AFTER_RFC_3261, "RFC 5626 §5.3.1"),
        Difference(433, "ANONYMITY_DISALLOWED", AFTER_RFC_3261, "RFC 5079 §5"),
        Difference(436, "BAD_IDENTITY_INFO", AFTER_RFC_3261, "RFC 8224 §6.2.2"),
        Difference(437, "UNSUPPORTED_CREDENTIAL", AFTER_RFC_3261, "RFC 8224 §6.2.2"),
        Difference(438, "INVALID_IDENTITY_HEADER", AFTER_RFC_3261, "RFC 8224 §6.2.2"),
        Difference(439, "FIRST_HOP_LACKS_OUTBOUND_SUPPORT", AFTER_RFC_3261, "RFC 5626 §6"),
        Difference(440, "MAX_BREADTH_EXCEEDED", AFTER_RFC_3261, "RFC 5393 §5.3.3"),
        Difference(469, "BAD_INFO_PACKAGE", AFTER_RFC_3261, "RFC 6086 §4.2.2"),
        Difference(470, "CONSENT_NEEDED", AFTER_RFC_3261, "RFC 5360"),
        Difference(489, "BAD_EVENT", AFTER_RFC_3261, "RFC 6665 §8.3.2"),
        Difference(494, "SECURITY_AGREEMENT_REQUIRED", AFTER_RFC_3261, "RFC 3329 §2.3.1"),
        Difference(500, "SERVER_INTERNAL_ERROR", SPELLED, "RFC 3261 §21.5.1"),
        Difference(505, "VERSION_NOT_SUPPORTED", SPELLED, "RFC 3261 §21.5.6"),
        Difference(555, "PUSH_NOTIFICATION_SERVICE_NOT_SUPPORTED", AFTER_RFC_3261, "RFC 8599 §8.1"),
        Difference(580, "PRECONDITION_FAILURE", AFTER_RFC_3261, "RFC 3312 §8"),
        Difference(607, "UNWANTED", AFTER_RFC_3261, "RFC 8197 §4"),
        Difference(608, "REJECTED", AFTER_RFC_3261, "RFC 8688 §3"),
    ],
    "smtp": [
        *our_words(SMTP_WORDS, "RFC 5321 §4.2"),
        Difference(253, "OK_N_PENDING_MESSAGES_FOR_NODE_X_STARTED", NO_SUCH_REPLY, "RFC 1985 §5.1"),
        Difference(355, "OCTET_OFFSET_IS_THE_TRANSACTION_OFFSET", NO_SUCH_REPLY, "RFC 1845 §4"),
        Difference(432, "A_PASSWORD_TRANSITION_IS_NEEDED", NO_SUCH_REPLY, "RFC 4954 §4.7"),
        Difference(453, "YOU_HAVE_NO_MAIL", NO_SUCH_REPLY, "RFC 2645 §5.1"),
        Difference(454, "TEMPORARY_AUTHENTICATION_FAILURE", "two meanings, the library has the other", "RFC 4954 §6"),
        Difference(455, "SERVER_UNABLE_TO_ACCOMMODATE_PARAMETERS", "missing in the library", "RFC 5321 §4.2.2"),
        Difference(458, "UNABLE_TO_QUEUE_MESSAGES_FOR_NODE_X", NO_SUCH_REPLY, "RFC 1985 §5.1"),
        Difference(459, "NODE_X_NOT_ALLOWED_REASON", NO_SUCH_REPLY, "RFC 1985 §5.1"),
        Difference(
            521, "SERVER_DOES_NOT_ACCEPT_MAIL", "RFC 7504 took the domain out of RFC 1846's text", "RFC 7504 §3"
        ),
        Difference(534, "AUTHENTICATION_MECHANISM_IS_TOO_WEAK", "missing in the library", "RFC 4954 §6"),
        Difference(538, "ENCRYPTION_REQUIRED_FOR_REQUESTED_AUTHENTICATION_MECHANISM", "obsolete", "RFC 4954 §6"),
        Difference(556, "DOMAIN_DOES_NOT_ACCEPT_MAIL", "the library has its words at 521", "RFC 7504 §4"),
    ],
    "ftp": [
        *our_words(FTP_WORDS, "RFC 959 §4.2"),
        Difference(212, "DIRECTORY_STATUS", "the library has no text of its own for it", "RFC 959 §4.2.2"),
        Difference(213, "FILE_STATUS", "the library has no text of its own for it", "RFC 959 §4.2.2"),
        Difference(228, "ENTERING_LONG_PASSIVE_MODE_AF_HAL_H1_H2_H3_PAL_P1_P2", NO_SUCH_REPLY, "RFC 1639 §4"),
        Difference(232, "USER_LOGGED_IN_AUTHORIZED_BY_SECURITY_DATA_EXCHANGE", SECURITY, "RFC 2228 §5.1"),
        Difference(234, "SECURITY_DATA_EXCHANGE_COMPLETE", SECURITY, "RFC 2228 §5.1"),
        Difference(235, "ADAT_BASE64DATA", SECURITY, "RFC 2228 §5.1"),
        Difference(334, "ADAT_BASE64DATA", SECURITY, "RFC 2228 §5.1"),
        Difference(335, "ADAT_BASE64DATA", SECURITY, "RFC 2228 §5.1"),
        Difference(336, "USERNAME_OKAY_NEED_PASSWORD_CHALLENGE_IS", SECURITY, "RFC 2228 §5.1"),
        Difference(431, "NEED_SOME_UNAVAILABLE_RESOURCE_TO_PROCESS_SECURITY", SECURITY, "RFC 2228 §5.1"),
        Difference(521, "DATA_CONNECTION_CANNOT_BE_OPENED_WITH_THIS_PROT_SETTING", SECURITY, "RFC 4217 §10.2"),
        Difference(533, "COMMAND_PROTECTION_LEVEL_DENIED_FOR_POLICY_REASONS", SECURITY, "RFC 2228 §5.1"),
        Difference(534, "REQUEST_DENIED_FOR_POLICY_REASONS", SECURITY, "RFC 2228 §5.1"),
        Difference(535, "FAILED_SECURITY_CHECK_HASH_SEQUENCE_ETC", SECURITY, "RFC 2228 §5.1"),
        Difference(536, "REQUESTED_PROT_LEVEL_NOT_SUPPORTED_BY_MECHANISM", SECURITY, "RFC 2228 §5.1"),
        Difference(537, "COMMAND_PROTECTION_LEVEL_NOT_SUPPORTED_BY_SECURITY_MECHANISM", SECURITY, "RFC 2228 §5.1"),
        Difference(554, "REQUESTED_ACTION_NOT_TAKEN_INVALID_REST_PARAMETER", NO_SUCH_REPLY, "RFC 1123 §4.1.3.4"),
        Difference(555, "REQUESTED_ACTION_NOT_TAKEN_TYPE_OR_STRU_MISMATCH", NO_SUCH_REPLY, "RFC 1123 §4.1.3.4"),
        Difference(631, "INTEGRITY_PROTECTED_REPLY", SECURITY, "RFC 2228 §5.2"),
        Difference(632, "CONFIDENTIALITY_AND_INTEGRITY_PROTECTED_REPLY", SECURITY, "RFC 2228 §5.2"),
        Difference(633, "CONFIDENTIALITY_PROTECTED_REPLY", SECURITY, "RFC 2228 §5.2"),
    ],
    "mqtt": [
        Difference(0x11, "NO_SUBSCRIPTION_EXISTED", SPELLED, "OASIS MQTT 5.0 §2.4"),
        Difference(0x9E, "SHARED_SUBSCRIPTIONS_NOT_SUPPORTED", SPELLED, "OASIS MQTT 5.0 §2.4"),
        Difference(0xA2, "WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED", SPELLED, "OASIS MQTT 5.0 §2.4"),
    ],
    "http": [
        Difference(104, "UPLOAD_RESUMPTION_SUPPORTED", "a temporary registration", "IANA HTTP Status Codes"),
        Difference(306, "UNUSED", "has no meaning, so the module has no name", "RFC 9110 §15.4.7"),
        Difference(413, "CONTENT_TOO_LARGE", HTTP_RENAMED, "RFC 9110 §15.5.14"),
        Difference(414, "URI_TOO_LONG", HTTP_RENAMED, "RFC 9110 §15.5.15"),
        Difference(416, "RANGE_NOT_SATISFIABLE", HTTP_RENAMED, "RFC 9110 §15.5.17"),
        Difference(418, "UNUSED", "registered as unused; the module has the joke of RFC 2324", "RFC 9110 §15.5.19"),
        Difference(422, "UNPROCESSABLE_CONTENT", HTTP_RENAMED, "RFC 9110 §15.5.21"),
    ],
    "coap": [],
    "icmp": [
        Difference(0x302, "ICMP_UNREACH_PROTOCOL", BSD, "FreeBSD netinet/ip_icmp.h"),
        Difference(0xB00, "ICMP_TIMXCEED", BSD, "FreeBSD netinet/ip_icmp.h"),
        Difference(0xB00, "ICMP_TIMXCEED_INTRANS", BSD, "FreeBSD netinet/ip_icmp.h"),
        Difference(0xB01, "ICMP_TIMXCEED_REASS", BSD, "FreeBSD netinet/ip_icmp.h"),
        Difference(0xF00, "ICMP_IREQ", BSD, "FreeBSD netinet/ip_icmp.h"),
        Difference(0x1000, "ICMP_IREQREPLY", BSD, "FreeBSD netinet/ip_icmp.h"),
        Difference(0x1100, "ICMP_MASKREQ", BSD, "FreeBSD netinet/ip_icmp.h"),
    ],
    "icmpv6": [
        Difference(0x100, "ICMP6_DST_UNREACH_NOROUTE", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x101, "ICMP6_DST_UNREACH_ADMIN", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x102, "ICMP6_DST_UNREACH_BEYONDSCOPE", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x103, "ICMP6_DST_UNREACH_ADDR", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x104, "ICMP6_DST_UNREACH_NOPORT", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x105, "ICMP6_DST_UNREACH_POLICYFAIL", SOCKET_API, "iputils ping/ping.h"),
        Difference(0x106, "ICMP6_DST_UNREACH_REJECTROUTE", SOCKET_API, "iputils ping/ping.h"),
        Difference(0x300, "ICMP6_TIME_EXCEED_TRANSIT", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x301, "ICMP6_TIME_EXCEED_REASSEMBLY", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x400, "ICMP6_PARAMPROB_HEADER", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x401, "ICMP6_PARAMPROB_NEXTHEADER", SOCKET_API, "RFC 3542 §2.2.1"),
        Difference(0x402, "ICMP6_PARAMPROB_OPTION", SOCKET_API, "RFC 3542 §2.2.1"),
    ],
    "ldap": [
        Difference(54, "LOOPDETECT", SPELLED, "RFC 4511 §4.1.9"),
        Difference(71, "AFFECTSMULTIPLEDSAS", SPELLED, "RFC 4511 §4.1.9"),
    ],
    "errno": [
        Difference(133, "EHWPOISON", "Python has the name from 3.14 on", "Linux asm-generic/errno.h"),
    ],
    "signal": [],
    "exit": [],
    "sqlstate": [
        Difference(int("00000", 36), "SUCCESSFULCOMPLETION", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01000", 36), "WARNING", NO_EXCEPTION, POSTGRESQL),
        Difference(int("0100C", 36), "DYNAMICRESULTSETSRETURNED", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01008", 36), "IMPLICITZEROBITPADDING", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01003", 36), "NULLVALUEELIMINATEDINSETFUNCTION", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01007", 36), "PRIVILEGENOTGRANTED", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01006", 36), "PRIVILEGENOTREVOKED", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01004", 36), "STRINGDATARIGHTTRUNCATION", NO_EXCEPTION, POSTGRESQL),
        Difference(int("01P01", 36), "DEPRECATEDFEATURE", NO_EXCEPTION, POSTGRESQL),
        Difference(int("38002", 36), "MODIFYINGSQLDATANOTPERMITTED", SECOND_CLASS, POSTGRESQL),
        Difference(int("38003", 36), "PROHIBITEDSQLSTATEMENTATTEMPTED", SECOND_CLASS, POSTGRESQL),
        Difference(int("38004", 36), "READINGSQLDATANOTPERMITTED", SECOND_CLASS, POSTGRESQL),
        Difference(int("39004", 36), "NULLVALUENOTALLOWED", SECOND_CLASS, POSTGRESQL),
        Difference(int("XX000", 36), "INTERNALERROR", SECOND_CLASS, POSTGRESQL),
    ],
}

ONLY_THEIRS: dict[str, list[Difference]] = {
    "dns": [],
    "tls": [
        Difference(90, "USER_CANCELLED", "OpenSSL's spelling of user_canceled", "RFC 9846 §6.1"),
    ],
    "grpc": [],
    "websocket": [
        Difference(1007, "INVALID_DATA", "short for the registered name", "IANA WebSocket close codes"),
        Difference(1010, "MANDATORY_EXTENSION", "the registered name is abbreviated", "IANA WebSocket close codes"),
    ],
    "http2": [],
    "http3": [],
    "quic": [],
    "sip": [
        Difference(303, "SEE_OTHER", RFC_2543, "IANA SIP Response Codes"),
        Difference(409, "CONFLICT", RFC_2543, "IANA SIP Response Codes"),
        Difference(411, "LENGTH_REQUIRED", RFC_2543, "IANA SIP Response Codes"),
        Difference(414, "REQUEST_URI_TOO_LARGE", SPELLED, "RFC 3261 §21.4.12"),
        Difference(500, "INTERNAL_SERVER_ERROR", SPELLED, "RFC 3261 §21.5.1"),
        Difference(505, "SIP_VERSION_NOT_SUPPORTED", SPELLED, "RFC 3261 §21.5.6"),
    ],
    "smtp": [
        *their_words(SMTP_WORDS, "RFC 5321 §4.2"),
        Difference(-1, "INVALID_RESPONSE", "no reply: the library's mark for one that it cannot read", "RFC 5321 §4.2"),
        Difference(454, "TLS_NOT_AVAILABLE", "two meanings, our record has both", "RFC 3207 §4"),
        Difference(521, "DOMAIN_DOES_NOT_ACCEPT_MAIL", "the text of RFC 1846, which is now that of 556", "RFC 7504 §3"),
    ],
    "ftp": their_words(FTP_WORDS, "RFC 959 §4.2"),
    "mqtt": [
        Difference(0x00, "NORMAL_DISCONNECTION", "the name of 0x00 in DISCONNECT", "OASIS MQTT 5.0 §2.4"),
        Difference(0x00, "GRANTED_QOS_0", "the name of 0x00 in SUBACK", "OASIS MQTT 5.0 §2.4"),
        Difference(0x11, "NO_SUBSCRIPTION_FOUND", SPELLED, "OASIS MQTT 5.0 §2.4"),
        Difference(0x9E, "SHARED_SUBSCRIPTION_NOT_SUPPORTED", SPELLED, "OASIS MQTT 5.0 §2.4"),
        Difference(0xA2, "WILDCARD_SUBSCRIPTION_NOT_SUPPORTED", SPELLED, "OASIS MQTT 5.0 §2.4"),
    ],
    "http": [
        Difference(413, "REQUEST_ENTITY_TOO_LARGE", HTTP_RENAMED, "RFC 9110 §15.5.14"),
        Difference(414, "REQUEST_URI_TOO_LONG", HTTP_RENAMED, "RFC 9110 §15.5.15"),
        Difference(416, "REQUESTED_RANGE_NOT_SATISFIABLE", HTTP_RENAMED, "RFC 9110 §15.5.17"),
        Difference(418, "I_M_A_TEAPOT", "the joke of RFC 2324, never registered", "RFC 9110 §15.5.19"),
        Difference(422, "UNPROCESSABLE_ENTITY", HTTP_RENAMED, "RFC 9110 §15.5.21"),
    ],
    "coap": [],
    "icmp": [
        Difference(0x302, "ICMP_UNREACH_PROTO", "shorter than in BSD, whose name we have", "FreeBSD netinet/ip_icmp.h"),
        Difference(0x900, "ICMP_RTRADVERT_NORMAL", "code 0 of type 9, which has no record of its own", "RFC 5944 §2.1"),
        Difference(0x2800, "ICMP_PHOTURIS_UNKNOWN_INDEX", PHOTURIS, "RFC 2521"),
        Difference(0x2801, "ICMP_PHOTURIS_AUTH_FAILED", PHOTURIS, "RFC 2521"),
        Difference(0x2802, "ICMP_PHOTURIS_DECOMPRESS_FAILED", PHOTURIS, "RFC 2521"),
        Difference(0x2803, "ICMP_PHOTURIS_DECRYPT_FAILED", PHOTURIS, "RFC 2521"),
        Difference(0x2804, "ICMP_PHOTURIS_NEED_AUTHN", PHOTURIS, "RFC 2521"),
        Difference(0x2805, "ICMP_PHOTURIS_NEED_AUTHZ", PHOTURIS, "RFC 2521"),
    ],
    "icmpv6": [],
    "ldap": [
        Difference(9, "RESERVED", "reserved, so that no server sends it", "RFC 4511 §4.1.9"),
        Difference(54, "LOOPDETECTED", SPELLED, "RFC 4511 §4.1.9"),
        Difference(71, "AFFECTMULTIPLEDSAS", SPELLED, "RFC 4511 §4.1.9"),
    ],
    "errno": [
        Difference(11, "EWOULDBLOCK", SAME_NUMBER, "Linux asm-generic/errno.h"),
        Difference(35, "EDEADLOCK", SAME_NUMBER, "Linux asm-generic/errno.h"),
        Difference(95, "ENOTSUP", SAME_NUMBER, "Linux bits/errno.h of glibc"),
    ],
    "signal": [
        Difference(34, "SIGRTMIN", REAL_TIME, "POSIX.1-2017 §2.4.3"),
        Difference(64, "SIGRTMAX", REAL_TIME, "POSIX.1-2017 §2.4.3"),
    ],
    "exit": [
        Difference(0, "EX_OK", "our record is the success of any program, with EXIT_SUCCESS of C", "C17 §7.22.4.4"),
    ],
    "sqlstate": [
        Difference(int("38002", 36), "MODIFYINGSQLDATANOTPERMITTEDEXT", SECOND_CLASS, POSTGRESQL),
        Difference(int("38003", 36), "PROHIBITEDSQLSTATEMENTATTEMPTEDEXT", SECOND_CLASS, POSTGRESQL),
        Difference(int("38004", 36), "READINGSQLDATANOTPERMITTEDEXT", SECOND_CLASS, POSTGRESQL),
        Difference(int("39004", 36), "NULLVALUENOTALLOWEDEXT", SECOND_CLASS, POSTGRESQL),
        Difference(int("XX000", 36), "INTERNALERROR_", SECOND_CLASS, POSTGRESQL),
    ],
}


def pairs(differences: list[Difference]) -> Pairs:
    return {(difference.number, difference.name) for difference in differences}


@pytest.mark.parametrize("family", FAMILIES)
def test_family_agrees_with_the_library(reference: Base, family: str) -> None:
    library, ours_of = FAMILIES[family]
    theirs, ours = library(), set(ours_of(reference, family))
    # A newer library may have caught up, so a listed difference may be gone; one that is not listed may not appear.
    assert ours - theirs <= pairs(ONLY_OURS[family])
    assert theirs - ours <= pairs(ONLY_THEIRS[family])
    assert len(ours & theirs) >= len(theirs) - len(ONLY_THEIRS[family])


@pytest.mark.parametrize("family", FAMILIES)
def test_differences_are_about_codes_that_exist(reference: Base, family: str) -> None:
    _, ours_of = FAMILIES[family]
    ours = set(ours_of(reference, family))
    assert pairs(ONLY_OURS[family]) <= ours
    assert not pairs(ONLY_THEIRS[family]) & ours
    assert all(difference.reason and difference.source for difference in ONLY_OURS[family] + ONLY_THEIRS[family])


@pytest.mark.parametrize("family", [family for family, (_, ours_of) in FAMILIES.items() if ours_of is by_code])
def test_number_in_a_name_is_the_number_of_its_alias(reference: Base, family: str) -> None:
    numbers = {record.id: record for record in reference.of_kind("code") if record.family == family}
    for record in numbers.values():
        for text in (record.title, *(t.title for t in [reference.translations.get((record.key, "ko"))] if t)):
            if match := re.search(r"\((0x[0-9a-f]+|\d+)\)$", text):
                assert any(re.search(rf" {match[1]}$", alias) for alias in record.aliases), record.id
