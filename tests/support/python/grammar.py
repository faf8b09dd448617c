"""Parses the data of an imaplib FETCH: strings become str, lists become list, NIL becomes None."""

import re

TOKEN = re.compile(rb'\s*(?:([()])|"((?:[^"\\]|\\.)*)"|\{(\d+)\}\r\n|([^\s()"{]+))')


def parse(data):
    """Returns the items of one FETCH response by name."""
    # imaplib splits the response at each literal: (text up to "{n}" inclusive, literal), ..., rest
    raw = b"".join(part[0] + b"\r\n" + part[1] if isinstance(part, tuple) else part for part in data)
    values, at = _list(raw, raw.index(b"(") + 1)
    assert raw[at:].strip() == b"", raw[at : at + 100]
    return {values[n]: values[n + 1] for n in range(0, len(values), 2)}


def _list(raw, at):
    values = []
    while True:
        found = TOKEN.match(raw, at)
        assert found, raw[at : at + 100]
        paren, quoted, literal, atom = found.groups()
        at = found.end()
        if paren == b"(":
            value, at = _list(raw, at)
            values.append(value)
        elif paren == b")":
            return values, at
        elif literal is not None:
            values.append(raw[at : at + int(literal)].decode("latin-1"))
            at += int(literal)
        elif quoted is not None:
            values.append(re.sub(r"\\(.)", r"\1", quoted.decode("latin-1")))
        else:
            values.append(None if atom == b"NIL" else atom.decode("latin-1"))
