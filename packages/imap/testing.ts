import assert from 'node:assert/strict';

type ImapValue = string | number | null | ImapValue[];

/** Reads a rendered ENVELOPE or BODYSTRUCTURE strictly by the RFC 3501 grammar; throws on anything else. */
export function readImap(bytes: Buffer): ImapValue {
  const text = bytes.toString('latin1');
  let at = 0;
  const value = (): ImapValue => {
    if (text[at] === '(') return list();
    const token = /"((?:[^"\\\r\n\0\x80-\xff]|\\["\\])*)"|\{(\d+)\}\r\n|NIL|\d+/y;
    token.lastIndex = at;
    const match = token.exec(text);
    assert.ok(match, `no value at ${at}: ${JSON.stringify(text.slice(at, at + 40))}`);
    at = token.lastIndex;
    if (match[1] !== undefined) return match[1].replace(/\\(.)/g, '$1');
    if (match[2] === undefined) return match[0] === 'NIL' ? null : Number(match[0]);
    const literal = text.slice(at, at + Number(match[2]));
    assert.ok(!literal.includes('\0'), 'no NUL in a literal');
    at += literal.length;
    return literal;
  };
  const list = (): ImapValue[] => {
    const items: ImapValue[] = [];
    at++;
    while (text[at] !== ')') {
      // Lists of addresses and of parts follow each other without spaces
      if (items.length > 0 && text[at] === ' ') at++;
      else assert.ok(items.length === 0 || text[at] === '(', `no space at ${at}`);
      items.push(value());
    }
    at++;
    return items;
  };
  const result = value();
  assert.equal(at, text.length, 'nothing follows');
  return result;
}
