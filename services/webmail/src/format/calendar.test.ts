/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from './calendar.ts';

const FILE = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VTIMEZONE',
  'DTSTART:19700101T000000',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'SUMMARY:Lunch\\, with a long na',
  ' me',
  'DTSTART;TZID="Europe/Berlin":20261130T123000',
  'DTEND;TZID="Europe/Berlin":20261130T133000',
  'ORGANIZER;CN="Li, Wei":mailto:li@x.test',
  'BEGIN:VALARM',
  'SUMMARY:Alarm',
  'LOCATION:nowhere',
  'END:VALARM',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

test('an invitation says to what, when by which clock, and who invites', () => {
  const event = readEvent(FILE);
  assert.deepEqual(
    {
      summary: event?.summary,
      location: event?.location,
      organizer: event?.organizer,
      isCancelled: event?.isCancelled,
    },
    { summary: 'Lunch, with a long name', location: '', organizer: 'Li, Wei', isCancelled: false },
  );
  const at = new Date('2026-11-30T12:30:00Z');
  assert.deepEqual(event?.start, { at, isDay: false, zone: 'Europe/Berlin', isUtc: false });
});

test('a whole day, a time in UTC, what is called off, and what is no event', () => {
  const day = readEvent('BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT');
  assert.equal(day?.start?.isDay, true);
  const off = readEvent('METHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20261224T100000Z\nEND:VEVENT');
  assert.deepEqual([off?.start?.isUtc, off?.isCancelled], [true, true]);
  assert.equal(readEvent('nothing'), null);
});

test('a file of half a million octets is read once, whatever it repeats', () => {
  for (const piece of ['A;', 'A;B="', 'BEGIN:VEVENT\n', 'X:\\n', '\n ', 'ORGANIZER;CN=;'])
    readEvent(`BEGIN:VEVENT\n${piece.repeat(500_000 / piece.length)}`);
});
