"""The patterns of the reference against lines that programs write: each line leads to its codes and to no others."""

from __future__ import annotations

import re

import pytest

from kb.base import Base

LINES: list[tuple[str, str]] = [
    ("dns/nxdomain", ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 13537"),
    (
        "dns/nxdomain",
        '[INFO] 10.244.0.5:47311 - 43211 "A IN example.svc.cluster.local. udp 48 false 512" NXDOMAIN qr,aa,rd 141 0.000089s',
    ),
    ("dns/nxdomain", "dial tcp: lookup db.example.com on 10.0.0.2:53: no such host"),
    ("dns/nxdomain", "dnsmasq[1]: reply www.example.com is NXDOMAIN"),
    ("dns/servfail", "query failed (SERVFAIL) for www.example.com/IN/A at query.c:7837"),
    (
        "dns/servfail",
        "error: SERVFAIL <www.example.com. A IN>: all the configured stub or forward servers failed, at zone .",
    ),
    (
        "dns/refused",
        "client @0x7f 127.0.0.1#33568 (www.other.test): query failed (REFUSED) for www.other.test/IN/A at query.c:5708",
    ),
    ("dns/refused", "client @0x7f: zone transfer 'example.com/AXFR/IN' denied"),
    ("dns/refused", "client @0x7fa8e10ef098 127.0.0.1#44419: update 'example.com/IN' denied"),
    ("dns/notauth", "update failed: example.net: not authoritative for update zone (NOTAUTH)"),
    ("dns/badsig dns/notauth", "update failed: NOTAUTH(BADSIG)"),
    ("dns/badkey", "request has invalid signature: TSIG nokey: tsig verify failure (BADKEY)"),
    ("dns/badsig", "upd-key.  0 ANY TSIG hmac-sha256. 1795602190 300 0 45398 BADSIG 0"),
    (
        "dns/yxrrset",
        "update unsuccessful: www.example.com/A: 'rrset does not exist' prerequisite not satisfied (YXRRSET)",
    ),
    (
        "dns/nxrrset",
        "update unsuccessful: www.example.com/MX: 'rrset exists (value independent)' prerequisite not satisfied (NXRRSET)",
    ),
    ("dns/yxdomain", "update unsuccessful: www.example.com: 'name not in use' prerequisite not satisfied (YXDOMAIN)"),
    ("dns/notzone", "update failed: update RR is outside zone (NOTZONE)"),
    ("dns/badcookie", ";; BADCOOKIE, retrying."),
    (
        "tls/handshake_failure",
        "error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1601:SSL alert number 40",
    ),
    ("tls/handshake_failure", "error:0A000410:SSL routines::ssl/tls alert handshake failure"),
    ("tls/certificate_required", "error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"),
    (
        "tls/unknown_ca",
        "SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 192.0.2.1",
    ),
    ("tls/unknown_ca", "http: TLS handshake error from 10.0.0.1:55: remote error: tls: unknown certificate authority"),
    ("tls/certificate_unknown", "remote error: tls: unknown certificate"),
    (
        "tls/certificate_unknown",
        "error:0A000416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown:../ssl/record/rec_layer_s3.c:1601:SSL alert number 46",
    ),
    ("tls/bad_certificate", "http: TLS handshake error from 10.0.0.5:51234: remote error: tls: bad certificate"),
    (
        "tls/protocol_version",
        "error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../ssl/record/rec_layer_s3.c:1601:SSL alert number 70",
    ),
    (
        "tls/no_application_protocol",
        "error:0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert no application protocol:x:SSL alert number 120",
    ),
    ("tls/bad_record_mac", "psycopg2.OperationalError: SSL error: decryption failed or bad record mac"),
    ("tls/unrecognized_name", "javax.net.ssl.SSLProtocolException: handshake alert:  unrecognized_name"),
    ("tls/internal_error", "javax.net.ssl.SSLHandshakeException: Received fatal alert: internal_error"),
    (
        "tls/bad_certificate_status_response",
        "SSL routines:x:tlsv1 bad certificate status response:SSL alert number 113",
    ),
    ("tls/close_notify", "* TLSv1.3 (IN), TLS alert, close notify (256):"),
    ("tls/unsupported_certificate", "sslv3 alert unsupported certificate:x:SSL alert number 43"),
    (
        "grpc/unavailable",
        'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 192.0.2.20:50051: connect: connection refused"',
    ),
    ("grpc/unavailable", "io.grpc.StatusRuntimeException: UNAVAILABLE: io exception"),
    ("grpc/unavailable", "Error: 14 UNAVAILABLE: No connection established"),
    ("grpc/unavailable", "	status = StatusCode.UNAVAILABLE"),
    ("grpc/unavailable", "grpc-status: 14"),
    ("grpc/cancelled", "rpc error: code = Canceled desc = context canceled"),
    ("grpc/unknown", "	status = StatusCode.UNKNOWN"),
    ("grpc/unknown", 'details = "Exception calling application: boom"'),
    (
        "grpc/resource_exhausted",
        'details = "Stream removed (CLIENT: Received message larger than max (5000000 vs. 4194304))"',
    ),
    (
        "grpc/resource_exhausted",
        "rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5000000 vs. 4194304)",
    ),
    ("grpc/unimplemented", "rpc error: code = Unimplemented desc = unknown service shop.v1.Orders"),
    ("grpc/deadline_exceeded", "rpc error: code = DeadlineExceeded desc = context deadline exceeded"),
    ("grpc/internal", "INTERNAL: RST_STREAM closed stream. HTTP/2 error code: PROTOCOL_ERROR"),
    ("grpc/ok", "grpc-status: 0"),
    ("websocket/1006", "websocket: close 1006 (abnormal closure): unexpected EOF"),
    ("websocket/1006", "websockets.exceptions.ConnectionClosedError: no close frame received or sent"),
    ("websocket/1011", "ConnectionClosedError received 1011 (internal error); then sent 1011 (internal error)"),
    ("websocket/1011", "sent 1011 (internal error) keepalive ping timeout; no close frame received"),
    (
        "websocket/1009",
        "received 1009 (message too big) frame exceeds limit of 100 bytes; then sent 1009 (message too big)",
    ),
    ("websocket/1007", "Invalid WebSocket frame: invalid UTF-8 sequence"),
    ("websocket/1002", "Invalid WebSocket frame: RSV1 must be clear"),
    ("websocket/1012", "websocket: close 1012: restarting"),
    ("websocket/3000", "received 3000 (registered) token expired; then sent 3000 (registered) token expired"),
    ("websocket/1002 websocket/1006", "WebSocket connection to 'wss://x/' failed: Invalid frame header"),
    ("http2/internal_error", "curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)"),
    ("http2/refused_stream", "stream error: stream ID 1; REFUSED_STREAM; received from peer"),
    ("http2/refused_stream", "ERR_HTTP2_STREAM_ERROR Stream closed with error code NGHTTP2_REFUSED_STREAM"),
    (
        "http2/no_error",
        'http2: server sent GOAWAY and closed the connection; LastStreamID=1999, ErrCode=NO_ERROR, debug=""',
    ),
    (
        "http2/enhance_your_calm",
        'closing transport due to: connection error, received prior goaway: code: ENHANCE_YOUR_CALM, debug data: "too_many_pings"',
    ),
    (
        "http2/frame_size_error",
        "http2: failed reading the frame payload: http2: frame too large, note that the frame header looked like an HTTP/1.1 header",
    ),
    ("http2/inadequate_security", "net::ERR_HTTP2_INADEQUATE_TRANSPORT_SECURITY"),
    ("http2/protocol_error", "net::ERR_HTTP2_PROTOCOL_ERROR"),
    ("smtp-enhanced/2.0.0", "status=sent (250 2.0.0 Ok: queued as 4F2A1C0)"),
    (
        "smtp-enhanced/5.1.1",
        "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table",
    ),
    ("smtp-enhanced/5.1.1", "550-5.1.1 The email account that you tried to reach does not exist."),
    ("smtp-enhanced/4.1.8", "450 4.1.8 <root@web01>: Sender address rejected: Domain not found"),
    ("smtp-enhanced/4.2.2", "452-4.2.2 The email account that you tried to reach is over quota."),
    ("smtp-enhanced/4.2.0", "450 4.2.0 <user@example.com>: Recipient address rejected: Greylisted"),
    ("smtp-enhanced/4.3.1", "452 4.3.1 Insufficient system storage"),
    ("smtp-enhanced/5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    (
        "smtp-enhanced/4.4.1",
        "dsn=4.4.1, status=deferred (connect to mx1.example.com[192.0.2.25]:25: Connection timed out)",
    ),
    (
        "smtp-enhanced/4.4.2",
        "dsn=4.4.2, status=deferred (lost connection with mx1.example.com[192.0.2.25] while sending end of data)",
    ),
    (
        "smtp-enhanced/4.4.3",
        "dsn=4.4.3, status=deferred (Host or domain name not found. Name service error for name=example.com type=MX: Host not found, try again)",
    ),
    (
        "smtp-enhanced/5.4.4",
        "dsn=5.4.4, status=bounced (Host or domain name not found. Name service error for name=example.com type=A: Host not found)",
    ),
    ("smtp-enhanced/5.4.6", "dsn=5.4.6, status=bounced (mail for example.com loops back to myself)"),
    ("smtp-enhanced/4.3.5", "553 5.3.5 mail.example.com. config error: mail loops back to me (MX problem?)"),
    ("smtp-enhanced/4.3.2", "450 4.3.2 Service currently unavailable"),
    ("smtp-enhanced/5.3.2", "521 5.3.2 Service currently unavailable"),
    ("smtp-enhanced/4.4.5", "452 4.4.5 Insufficient disk space; try again later"),
    ("smtp-enhanced/4.4.7", "550 4.4.7 QUEUE.Expired; message expired"),
    ("smtp-enhanced/5.2.3", "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient"),
    ("smtp-enhanced/5.7.1", "554 5.7.1 <user@example.com>: Recipient address rejected: Access denied"),
    ("smtp-enhanced/5.6.2", "550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds"),
    (
        "smtp-enhanced/5.1.10",
        "dsn=5.1.0, status=bounced (Domain example.com does not accept mail (nullMX))",
    ),
    (
        "smtp-enhanced/5.7.27",
        "550 5.7.27 <x@example.com>: Sender address rejected: Domain example.com does not accept mail (nullMX)",
    ),
    ("smtp-enhanced/5.7.27", "421-4.7.27 Your email has been rate limited because SPF authentication didn't pass"),
    ("smtp-enhanced/5.7.30", "421-4.7.30 Your email has been rate limited because DKIM authentication didn't pass"),
    ("smtp-enhanced/5.5.1", "554 5.5.1 Error: no valid recipients"),
    ("smtp-enhanced/5.4.6", "554 5.4.0 Error: too many hops"),
    ("smtp-enhanced/5.5.4 smtp/504", "504 5.5.4 Unrecognized authentication type"),
    ("smtp-enhanced/5.7.4", "504 5.7.4 Unrecognized authentication type"),
    ("smtp-enhanced/5.5.1", "503 5.5.1 Error: need MAIL command"),
    ("smtp-enhanced/5.5.2 smtp/504", "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"),
    ("smtp-enhanced/4.5.3", "452 4.5.3 Error: too many recipients"),
    ("smtp-enhanced/5.7.1", "554 5.7.1 <user@example.net>: Relay access denied"),
    ("smtp-enhanced/5.7.0", "530 5.7.0 Must issue a STARTTLS command first"),
    (
        "smtp-enhanced/4.7.4",
        "dsn=4.7.4, status=deferred (TLS is required, but was not offered by host mx1.example.com[192.0.2.25])",
    ),
    ("smtp-enhanced/4.7.5", "dsn=4.7.5, status=deferred (Server certificate not trusted)"),
    ("smtp-enhanced/5.7.8", "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6"),
    ("smtp-enhanced/4.7.25", "450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.25]"),
    (
        "smtp-enhanced/5.7.26",
        "550-5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.",
    ),
    ("smtp-enhanced/5.7.25", "550-5.7.25 The IP address sending this message does not have a PTR record"),
    (
        "smtp-enhanced/4.7.28",
        "421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.",
    ),
    ("smtp-enhanced/5.7.23", "550 5.7.23 The message was rejected because of Sender Policy Framework violation"),
    (
        "smtp-enhanced/5.6.7",
        "dsn=5.6.7, status=bounced (SMTPUTF8 is required, but was not offered by host mx1.example.com[192.0.2.25])",
    ),
    ("smtp-enhanced/5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
    ("smtp-enhanced/5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
    ("http3/h3_internal_error", "curl: (18) HTTP/3 stream 0 reset by server (error 0x102 INTERNAL_ERROR)"),
    ("http3/h3_request_rejected", "* HTTP/3 stream 0 refused by server, try again on a new connection"),
    ("http3/h3_request_cancelled", "Application error 0x10c (remote): "),
    (
        "http3/h3_request_rejected",
        "The HTTP/3 server reset the stream. HTTP/3 error code 'H3_REQUEST_REJECTED' (0x10b).",
    ),
    ("http3/h3_closed_critical_stream", "--> quic_error = 97 (QUIC_HTTP_CLOSED_CRITICAL_STREAM)"),
    ("http3/h3_excessive_load", "client sent too large field line while processing HTTP/3 connection"),
    ("http3/qpack_decompression_failed", "aioquic.h3.connection.QpackDecompressionFailed: QPACK_DECOMPRESSION_FAILED"),
    ("quic/crypto_error", "CRYPTO_ERROR 0x178 (remote): tls: no application protocol"),
    ("quic/crypto_error", "CRYPTO_ERROR 0x12a (local): tls: failed to verify certificate: x509: unknown authority"),
    ("quic/connection_refused", "CONNECTION_REFUSED (remote)"),
    ("quic/flow_control_error", "FLOW_CONTROL_ERROR (local): received 70000 bytes for stream 4, allowed 65536 bytes"),
    ("quic/application_error", "APPLICATION_ERROR (remote)"),
    (
        "quic/protocol_violation",
        "frm rx 3 Handshake CONNECTION_CLOSE(0x1c) error_code=PROTOCOL_VIOLATION(0xa) frame_type=0(0x0) reason_len=0",
    ),
    ("sip/486", "SIP/2.0 486 Busy Here"),
    ("sip/487", "Reason: SIP;cause=487;text=ORIGINATOR_CANCEL"),
    ("sip/100", "SIP/2.0 100 trying -- your call is important to us"),
    ("sip/503", 'chan_sip.c: Got SIP response 503 "Service Unavailable" back from 192.0.2.20:5060'),
    (
        "sip/404",
        "chan_sip.c: Call from 'trunk' (192.0.2.20:5060) to extension '123' rejected because extension not found in context",
    ),
    ("sip/486", "switch_core_state_machine.c:593 Hangup sofia/external/100 [CS_EXCHANGE_MEDIA] [USER_BUSY]"),
    ("sip/403 sip/603", "Hangup sofia/external/100 [CS_CONSUME_MEDIA] [CALL_REJECTED]"),
    (
        "sip/401",
        "Request 'REGISTER' from '<sip:1@192.0.2.1>' failed for '198.51.100.7:5071' (callid: x) - No matching endpoint found",
    ),
    ("sip/488", "res_pjsip_session.c: Couldn't negotiate stream 0:audio-0:audio:sendrecv (nothing)"),
    ("sip/408", "res_pjsip/pjsip_options.c: Contact alice/sip:alice@198.51.100.7 is now Unreachable.  RTT: 0.000 msec"),
    ("mqtt/0x87", "1795602190: Sending CONNACK to test-1 (0, 135)"),
    ("mqtt/0x87", "1795602190: Client test-1 disconnected, not authorised."),
    ("mqtt/0x87", "Connection error: Connection Refused: not authorised."),
    ("mqtt/0x87", "Error: Connection refused: Not authorized"),
    ("mqtt/0x86", "Error: Connection refused: Bad User Name or Password"),
    ("mqtt/0x97", "1795602190: Sending PUBACK to sensor-1 (m3, rc151)"),
    ("mqtt/0x8d", "1795602190: Client sensor-1 has exceeded timeout, disconnecting."),
    ("mqtt/0x8d", "1795602190: Sending DISCONNECT to sensor-1 (rc141)"),
    ("mqtt/0x8e", "1795602190: Client sensor-1 already connected, closing old connection."),
    ("mqtt/0x98", "1795602190: Client sensor-1 been disconnected by administrative action."),
    ("mqtt/0x82", "1795602190: Client sensor-1 disconnected due to protocol error."),
    ("mqtt/0x95", "1795602190: Client sensor-1 disconnected due to oversize packet."),
    ("coap/4.04", "4.04 Not Found"),
    ("ldap/49", "ldap_bind: Invalid credentials (49)"),
    ("ldap/49", "conn=1009 op=0 RESULT tag=97 err=49 qtime=0.000006 etime=0.000098 text="),
    (
        "ldap/49",
        "[25/Nov/2026:10:00:00.1 +0000] conn=12 op=0 RESULT err=49 tag=97 nentries=0 wtime=0.0001 - Invalid credentials",
    ),
    (
        "ldap/49",
        "[LDAP: error code 49 - 80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 52e, v2580 ]",
    ),
    ("ldap/4", "conn=1022 op=1 SEARCH RESULT tag=101 err=4 qtime=0.000009 etime=0.000108 nentries=1 text="),
    ("ldap/32", "result: 32 No such object"),
    ("ldap/65", "additional info: object class 'inetOrgPerson' requires attribute 'sn'"),
    ("ldap/66", "ldap_delete: Operation not allowed on non-leaf (66)"),
    ("ldap/53", "additional info: unauthenticated bind (DN with no password) disallowed"),
    ("ldap/2", "ldap_start_tls: Protocol error (2)"),
    ("coap/5.05", "5.05 Proxying Not Supported"),
    ("coap/4.15", "4.15 Unsupported Content Format"),
    ("mqtt/0x93", "    Reason Code: Receive Maximum exceeded (147)"),
]


@pytest.fixture(scope="module")
def patterns(reference: Base) -> list[tuple[str, re.Pattern[str]]]:
    """Give every pattern of the reference with the id of its code."""
    return [(code.id, re.compile(text)) for code in reference.of_kind("code") for text in code.patterns or ()]


@pytest.mark.parametrize(("ids", "line"), LINES)
def test_line_leads_to_its_codes(patterns: list[tuple[str, re.Pattern[str]]], ids: str, line: str) -> None:
    assert sorted({id_ for id_, pattern in patterns if pattern.search(line)}) == ids.split()
