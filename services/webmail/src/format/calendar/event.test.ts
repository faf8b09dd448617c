/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from './event.ts';
import { isNewer } from './newer.ts';
import { replyTo } from './reply.ts';

const FILE = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VTIMEZONE',
  'TZID:W. Europe Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:16010101T020000',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0200',
  'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:1@x.test',
  'SUMMARY:Lunch\\, with a long na',
  ' me',
  'DTSTART;TZID="Europe/Berlin":20261130T123000',
  'DTEND;TZID="Europe/Berlin":20261130T133000',
  'ORGANIZER;CN="Li, Wei";X-A=";CN=No":mailto:li@x.test',
  "ATTENDEE;PARTSTAT=ACCEPTED;CN=Ann ^'the boss^':MAILTO:ann@x.test",
  'ATTENDEE:https://x.test/room',
  'BEGIN:VALARM',
  'SUMMARY:Alarm',
  'LOCATION:nowhere',
  'END:VALARM',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

test('an invitation shows its title, time, organizer and attendees', () => {
  const event = readEvent(FILE);
  assert.ok(event);
  const { summary, location, organizer, attendees, isCancelled, method, start, end } = event;
  assert.deepEqual(
    [summary, location, isCancelled, method],
    ['Lunch, with a long name', '', false, 'REQUEST'],
    'what its alarms say is not its own',
  );
  assert.deepEqual(organizer, { name: 'Li, Wei', email: 'li@x.test' });
  assert.deepEqual(attendees, [{ name: 'Ann "the boss"', email: 'ann@x.test', status: 'accepted' }]);
  const at = new Date('2026-11-30T11:30:00Z');
  assert.deepEqual(start, { at, isDay: false, isInstant: true, zone: 'Europe/Berlin', iana: 'Europe/Berlin' });
  assert.equal(end?.at.toISOString(), '2026-11-30T12:30:00.000Z');
});

test("time zones are found by name, with a prefix, or by the file's definition", () => {
  const at = (zone: string, time: string): [string | undefined, boolean | undefined] => {
    const start = readEvent(FILE.replace('"Europe/Berlin":20261130T123000', `${zone}:${time}`))?.start;
    return [start?.at.toISOString().slice(0, 16), start?.isInstant];
  };
  assert.deepEqual(at('/mozilla.org/20050126_1/America/Indiana/Knox', '20260701T120000'), ['2026-07-01T17:00', true]);
  assert.deepEqual(at('W. Europe Standard Time', '20261024T120000'), ['2026-10-24T10:00', true]);
  assert.deepEqual(at('W. Europe Standard Time', '20261026T120000'), ['2026-10-26T11:00', true]);
  assert.deepEqual(at('W. Europe Standard Time', '20260101T120000'), ['2026-01-01T11:00', true]);
  assert.deepEqual(at('Somewhere', '20260101T120000'), ['2026-01-01T12:00', false]);
  assert.deepEqual(at('"+99:99"', '20260101T120000'), ['2026-01-01T12:00', false]);
});

test('all-day events, durations, cancellations and invalid events are read', () => {
  const day = readEvent('BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nEND:VEVENT');
  assert.deepEqual([day?.start?.isDay, day?.end?.at.toISOString().slice(0, 10)], [true, '2026-12-26']);
  const off = readEvent('METHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20261224T100000Z\nDURATION:PT1H30M\nEND:VEVENT');
  assert.deepEqual([off?.start?.isInstant, off?.isCancelled], [true, true]);
  assert.equal(off?.end?.at.toISOString(), '2026-12-24T11:30:00.000Z');
  assert.equal(readEvent('nothing'), null);
});

test('a reply names attendee and event, and its lines are folded', () => {
  const event = readEvent(FILE.replace('SUMMARY:', `SEQUENCE:2\r\nSUMMARY:${'会议'.repeat(40)} `));
  assert.ok(event);
  const reply = replyTo(event, { name: 'Ann "A"', email: 'ann@x.test' }, 'accepted', new Date('2026-11-29T10:00:00Z'));
  for (const line of reply.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  const read = readEvent(reply);
  assert.deepEqual(
    [read?.method, read?.uid, read?.sequence, read?.summary, read?.start?.at],
    ['REPLY', event.uid, 2, event.summary, event.start?.at],
  );
  assert.deepEqual(read?.attendees, [{ name: 'Ann "A"', email: 'ann@x.test', status: 'accepted' }]);
  assert.match(reply, /^DTSTAMP:20261129T100000Z\r$/m);
});

test('a hostile calendar of half a million octets is parsed in linear time', () => {
  const pieces = [
    'A;',
    'A;B="',
    'BEGIN:VEVENT\n',
    'X:\\n',
    '\n ',
    'ORGANIZER;CN=;',
    'ATTENDEE:mailto:',
    ';A="a"',
    'BEGIN:VTIMEZONE\n',
  ];
  for (const piece of pieces) readEvent(`BEGIN:VEVENT\n${piece.repeat(500_000 / piece.length)}`);
  for (const piece of pieces)
    readEvent(`BEGIN:VEVENT\nORGANIZER${piece.replace(/\n/g, '').repeat(200_000 / piece.length)}:mailto:a@b`);
  const strange = `RRULE:FREQ=SECONDLY;COUNT=999999999;BYDAY=${'MO,'.repeat(9_000)}\nDTSTART;TZID=${'x/'.repeat(9_000)}:20260101T000000`;
  assert.equal(readEvent(`BEGIN:VEVENT\n${strange}\nEND:VEVENT`)?.rule?.isMore, true);
  assert.equal(readEvent('BEGIN:VEVENT\nDTSTART:99999999T999999Z\nDURATION:P9999W\nEND:VEVENT')?.end?.isDay, false);
});

test('an invitation is replaced by one with a higher sequence or a later date', () => {
  const event = (method: string, ...lines: string[]) => {
    const read = readEvent(`METHOD:${method}\nBEGIN:VEVENT\nUID:u\n${lines.join('\n')}\nEND:VEVENT`);
    assert.ok(read);
    return read;
  };
  const first = event('REQUEST', 'DTSTAMP:20261101T100000Z', 'SEQUENCE:1');
  assert.ok(isNewer(event('REQUEST', 'DTSTAMP:20261101T090000Z', 'SEQUENCE:2'), first));
  assert.ok(isNewer(event('CANCEL', 'DTSTAMP:20261101T110000Z', 'SEQUENCE:1'), first));
  assert.ok(!isNewer(event('CANCEL', 'DTSTAMP:20261101T110000Z', 'SEQUENCE:0'), first));
  assert.ok(!isNewer(event('REQUEST', 'DTSTAMP:20261101T100000Z', 'SEQUENCE:1'), first), 'the same once more');
  assert.ok(!isNewer(event('REPLY', 'DTSTAMP:20261102T100000Z', 'SEQUENCE:1'), first), 'somebody answered');
  const day = 'RECURRENCE-ID:20261201T100000Z';
  assert.ok(!isNewer(event('CANCEL', 'DTSTAMP:20261102T100000Z', 'SEQUENCE:2', day), first), 'one day of several');
});
