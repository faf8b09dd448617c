"""Reads every message of INBOX: envelope, structure, and the whole through the email package."""

import email
import email.policy
import imaplib
import ssl
import sys

from grammar import parse

host, port, user, ca = sys.argv[1:]
# The parser recurses for each level, and some messages have a thousand levels.
sys.setrecursionlimit(20_000)
imaplib._MAXLINE = 50_000_000
box = imaplib.IMAP4_SSL(host, int(port), ssl_context=ssl.create_default_context(cafile=ca), timeout=60)
box.login(user, "correct horse")
status, (count,) = box.select("INBOX", readonly=True)
assert status == "OK", status

for number in range(1, int(count) + 1):
    status, data = box.fetch(str(number), "(UID RFC822.SIZE ENVELOPE BODYSTRUCTURE)")
    assert status == "OK", (number, status)
    items = parse(data)
    assert len(items["ENVELOPE"]) == 10, (number, items["ENVELOPE"])
    structure = items["BODYSTRUCTURE"]
    assert len(structure) >= 4, (number, structure)

    status, data = box.fetch(str(number), "(BODY.PEEK[])")
    raw = data[0][1]
    assert len(raw) == int(items["RFC822.SIZE"]), (number, len(raw), items["RFC822.SIZE"])
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    assert message.get("Return-Path") == "<sender@elsewhere.test>", number

print(count.decode(), "read")
box.logout()
