"""The words and sentences of generated records: chosen so that the prose reads like a manual and says nothing."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


ADJECTIVES = _words("""
    active ambient bounded buffered cached chained chunked cold deferred delayed detached direct durable early empty
    exclusive expired external fallback final foreign forwarded frozen greedy hidden idle implicit inbound indirect
    internal isolated late layered lazy linked local locked manual masked mirrored mutual nested nominal opaque open
    ordered orphaned outbound partial passive paused pending pinned pooled primary private queued rejected relayed
    remote replayed reserved rolling scoped secondary shared signed silent sparse spare stale staged static strict
    suspended terminal tiered trusted unsigned upstream urgent verified virtual volatile weighted
""")

NOUNS = _words("""
    account adapter agent archive backlog banner batch beacon binding block branch bridge broker bucket buffer cache
    carrier catalogue certificate channel checkpoint cipher client cluster command connection container cursor daemon
    deadline digest directory dispatcher domain endpoint envelope exchange feed filter frame gateway handle handler
    handshake header heartbeat host index interface journal key label lease ledger limit link listener lock mailbox
    manifest mapping marker message mirror mount namespace node notice operator packet page parser partition password
    peer permit pipeline policy pool port probe profile prompt proxy queue quota record redirect region registry relay
    replica reply request resolver resource route router rule sampler schedule schema scope segment sender sequence
    server session shard signal snapshot socket spool stream switch table tag target template tenant thread ticket
    timer token topic trace transfer trigger tunnel update upload version volume watcher window worker zone
""")

QUALIFIERS = _words("""
    backup border bulk campus central console customer edge factory field fleet global guest house inner kernel legacy
    main mobile native office outer platform public regional sandbox satellite staff stage system tower transit vendor
    yard
""")

PARTICIPLES = _words("""
    abandoned aborted accepted altered answered blocked cancelled capped closed completed corrupted declined deferred
    denied discarded dropped duplicated exceeded exhausted forbidden ignored interrupted lost misplaced moved overrun
    postponed refused rejected renewed replaced reset resumed retried revoked skipped split superseded throttled timed
    truncated unchecked unconfirmed undeclared unfinished unknown unlisted unmatched unreadable unsupported withdrawn
""")

GERUNDS = _words("""
    Auditing Balancing Choosing Cleaning Comparing Debugging Draining Exporting Following Guarding Hardening Inspecting
    Limiting Measuring Migrating Moving Narrowing Observing Planning Protecting Reading Rebuilding Recovering Renewing
    Repairing Replacing Restarting Reviewing Rotating Scaling Securing Sizing Splitting Testing Tracing Tuning Upgrading
    Verifying Watching Wiring
""")

VERBS = _words("""
    accepts announces answers archives blocks checks closes collects compares confirms copies counts defers delays
    delivers drops enters examines expects extends fetches finishes forwards guards holds ignores inspects joins keeps
    leaves limits lists marks matches moves names needs notes offers opens passes prepares publishes reads records
    refuses releases renews repeats replaces reports requests reserves resumes retries returns reviews saves sends
    shares signs skips splits starts stops stores tracks trusts updates validates waits warns watches writes
""")

IMPERATIVES = _words("""
    Check Clear Close Compare Confirm Copy Count Disable Enable Extend Increase Inspect Lower Move Note Open Pause
    Raise Record Release Remove Rename Renew Repair Replace Request Reset Restart Restore Review Rotate Save Shorten
    Split Start Stop Test Update Verify
""")

ADVERBS = _words("always already generally merely normally often quietly rarely seldom silently simply still usually")

SYMBOLS = _words("""
    ACC AGENT ARG AUTH BAND BLK BUF BUSY CERT CHAN CMD CONN DATA DENY DEV DIR DOM EMPTY EXEC FILE FULL GATE HOST IDLE
    INIT KEY LATE LEASE LINK LIST LOCK LONG LOST MAIL MAP MEM MODE MSG NAME NET NODE NULL OPEN PAGE PATH PEER PIPE POOL
    PORT PROTO QUOTA RANGE READ ROUTE SEEK SEQ SHORT SLOT SPACE STALE SYNC TABLE TIME TOKEN TYPE USER VALUE WAIT ZONE
""")

STATEMENTS = """
    The {adj} {noun} {verb} the {noun} before the {adj} {noun} is {part}.
    A {noun} that was {part} {verb} no other {noun} until the {noun} has ended.
    While the {noun} {verb} a {adj} {noun}, every {noun} behind it waits in order.
    It {adv} means that the {adj} {noun} was {part}, not that the {noun} is gone.
    Each {noun} {verb} one {adj} {noun}, and the {noun} {verb} the rest.
    When a {noun} {verb} the {adj} {noun}, the {noun} is {part} and the {noun} stays as it was.
    Most servers {adv} keep the {noun} for an hour, so that a {adj} {noun} can still be {part}.
    The {noun} and the {noun} share a {adj} {noun}; if one is {part}, the other follows.
    Nothing in the {noun} tells whether the {adj} {noun} was {part} by the {noun} or by its {noun}.
    Older versions {adv} wrote the {noun} into the {noun}, where a {adj} {noun} could not find it.
    The limit holds for every {noun} of a {noun}, whether it is {adj} or {adj}.
    In a busy hour the {noun} {verb} so many {adj} replies that the {noun} is {part}.
    Between the {noun} and its {adj} {noun} there is a {noun}, which {verb} nothing by itself.
    A client that {verb} the {noun} twice gets the same {adj} {noun}, and the second {noun} is {part}.
    Only the {noun} knows why the {noun} was {part}, and it {verb} the reason in a {adj} {noun}.
    The clock of the {noun} decides: a {noun} that comes late is {part} without a {noun}.
    After the {noun} has been {part}, the {adj} {noun} {verb} the {noun} within a few seconds.
    This is a property of the {noun}, and no setting of the {adj} {noun} changes it.
    Behind a {noun} the same {noun} may look {adj}, because the {noun} {verb} its own {noun}.
    If the {noun} was {part} at night, a {adj} {noun} that {verb} the {noun} is the likely cause.
    Two parts meet here, the {adj} {noun} of the client and the {noun} that the server {verb}.
    The name is old: once every {noun} had a {adj} {noun}, and the {noun} {verb} both.
    What the {noun} {verb} is {adv} smaller than its {noun}, since each {noun} carries a {adj} {noun}.
    A {adj} {noun} costs little, a {noun} that is {part} in the middle of a {noun} costs a whole day.
""".strip().splitlines()

ADVICE = """
    {imp} the {adj} {noun} and watch whether the {noun} {verb} it.
    {imp} the {noun} first; a {noun} that was {part} needs no {adj} {noun}.
    {imp} the {noun} on the server, then {imp_low} the {adj} {noun} of one client.
    If the {noun} is {adj}, {imp_low} it, and wait until the {noun} {verb} the next {noun}.
    {imp} no more than one {noun} at a time, for the {adj} {noun} {verb} all of them.
    Ask the owner of the {noun} to {imp_low} the {adj} {noun}.
    {imp} the {noun} with the {noun} of a day on which nothing was {part}.
    Leave the {adj} {noun} alone and {imp_low} the {noun} that it {adv} belongs to.
    {imp} the {noun} that the {noun} names, and keep a copy of the {adj} {noun}.
    Look at the {noun} of the last hour, and {imp_low} whatever was {part} in it.
""".strip().splitlines()

DIFFERENCES = """
    {a} says that the {noun} was {part}, {b} that the {noun} never reached the {adj} {noun}.
    With {a} the {adj} {noun} is at fault and a retry helps, with {b} the {noun} is and none does.
    {a} comes before the {noun} {verb} the {adj} {noun}, {b} only after it.
    {a} concerns a single {noun}; {b} concerns every {noun} of the {adj} {noun}.
    The client can mend {a} by another {noun}, while {b} waits for the {adj} {noun} of the server.
    {a} is about the {adj} {noun} itself, and {b} about the {noun} that {verb} it.
""".strip().splitlines()

REASONS = """
    One is about the {noun}, the other about the {adj} {noun}, and no log shows both.
    The {adj} {noun} sends only one of the two, so nobody sees them side by side.
    Their names are alike, but the {noun} that was {part} makes the case clear.
""".strip().splitlines()

POINTERS = """
    The glossary explains it under {link}.
    It helps to know what {link} is.
    Compare this with {link}, which {verb} the {noun}.
    More on the {adj} {noun} stands in {link}.
    The usual companion is {link}.
    Where the {noun} {verb} a {noun}, {link} applies too.
""".strip().splitlines()

HEADINGS = [
    "Symptoms",
    "What the log says",
    "Before you start",
    "The usual causes",
    "The rare causes",
    "Step by step",
    "Settings that matter",
    "Codes at a glance",
    "How it works inside",
    "When nothing helps",
    "Limits and quotas",
    "Testing by hand",
    "On older versions",
    "Watching it afterwards",
]

CATEGORIES = {
    "operations": "Operations",
    "delivery": "Delivery & Queues",
    "networking": "Networking",
    "security": "Security & Keys",
    "storage": "Storage",
    "architecture": "Architecture",
}
