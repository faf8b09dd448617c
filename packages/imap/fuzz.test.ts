import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@postroom/testkit';
import { readFetchItems } from './fetch/fetch-items.ts';
import { readBodySection } from './fetch/section-item.ts';
import { readStoreAction } from './fetch/store-action.ts';
import { readSearch, readSortArguments } from './search/search-arguments.ts';
import { SEARCH_KEYS } from './search/search-keys.ts';
import { readStatusItems } from './status/status-items.ts';
import { ImapSyntaxError } from './values/syntax-error.ts';
import { Decoder } from './wire/decoder.ts';
import type { GatheredCommand } from './wire/gathered.ts';
import { announcesMessage } from './wire/message-literal.ts';
import { CommandReader } from './wire/reader.ts';

const bits = [
  'a ',
  'APPEND ',
  'inbox ',
  'FETCH ',
  '1:* ',
  '(',
  ')',
  '"',
  '\\',
  '{3}\r\n',
  '{3+}\r\n',
  '{0}\r\n',
  '~{2}\r\n',
  'abc',
  '[',
  ']',
  '<0.1>',
  'BODY[',
  '1.2.',
  'HEADER.FIELDS ',
  'NOT ',
  'OR ',
  'CHARSET ',
  '(REVERSE DATE) ',
  'RETURN (COUNT) ',
  'utf-8 ',
  'FROM ',
  'UID ',
  'MODSEQ ',
  '\r\n',
  '\n',
  '\r',
  '\0',
  '\xff',
  ' ',
  '+FLAGS ',
  '\\Seen',
  '(UNCHANGEDSINCE 5) ',
  '99999999999',
  '1-Jan-2020',
  '&',
  '&-',
  '*',
  '%',
  ',',
  ':',
  'NIL',
  '$',
  '{',
  '}',
  '{99999999+}\r\n',
];

const KEYS = new Map(Object.entries(SEARCH_KEYS));
const FETCH_WORDS = new Map([
  ['BODY', (args: Decoder) => readBodySection(args, false)],
  ['BODY.PEEK', (args: Decoder) => readBodySection(args, true)],
]);

const grammars: ((d: Decoder) => unknown)[] = [
  (d) => [d.tag(), d.space(), d.word(), d.space(), d.mailbox(), d.space(), d.expectListMailbox(), d.expectEnd()],
  (d) => readFetchItems(d, FETCH_WORDS),
  (d) => readSearch(d, KEYS),
  (d) =>
    readSortArguments(d, { keys: KEYS, returns: new Map([['COUNT', () => 1]]) }, () =>
      d.expectList(() => d.expectWord()),
    ),
  (d) => readStoreAction(d, new Map([['UNCHANGEDSINCE', (args) => args.space() && args.expectNumber64()]])),
  (d) => readStatusItems(d, new Map([['MESSAGES', () => 1]])),
  (d) => [d.expectSequenceSet(), d.space(), readFetchItems(d, FETCH_WORDS)],
  (d) => [d.expectMailbox(), d.space(), d.flagList(), d.space(), d.dateTime()],
  (d) => d.expectList(() => d.expectNstring()),
];

function garbage(random: Random): Buffer {
  const pieces = Array.from({ length: 1 + random.below(30) }, () => random.pick(bits));
  return Buffer.from(pieces.join(''), 'latin1');
}

function decodeAll(command: GatheredCommand): void {
  for (const utf8 of [false, true]) {
    for (const grammar of grammars) {
      try {
        grammar(new Decoder(command, { utf8 }));
      } catch (error) {
        if (!(error instanceof ImapSyntaxError)) throw error;
      }
    }
  }
}

test('garbage throws only ImapSyntaxError, and gives the same commands however it is split', () => {
  const random = new Random(7);
  const limits = { maxLine: 100, maxLiteral: 50, maxCommand: 150, maxDiscard: 500 };
  for (let round = 0; round < 3_000; round += 1) {
    const input = garbage(random);
    const seen = [1, 7, 512].map((size) => {
      const reader = new CommandReader(limits, announcesMessage);
      const events: string[] = [];
      for (let at = 0; at < input.length; at += size) {
        reader.push(input.subarray(at, at + size));
        for (let event = reader.next(); event; event = reader.next()) {
          if (event.kind === 'stream') round % 2 ? reader.takeStream() : reader.dropStream();
          if (event.kind !== 'data') events.push(JSON.stringify(event));
          if (size === 512 && (event.kind === 'command' || event.kind === 'stream')) decodeAll(event.command);
        }
      }
      return events.join('\n');
    });
    assert.equal(seen[0], seen[2], JSON.stringify(input.toString('latin1')));
    assert.equal(seen[1], seen[2], JSON.stringify(input.toString('latin1')));
  }
});
