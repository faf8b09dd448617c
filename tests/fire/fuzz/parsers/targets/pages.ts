import assert from 'node:assert/strict';
import { RequestError, readRequest } from '@postroom/jmap';
import { readAutodiscover } from '../../../../../services/web-access/autoconfig/outlook-request.ts';
import { readEvent } from '../../../../../services/webmail/src/format/calendar/event.ts';
import { type ParserTarget, refusing } from '../parser-target.ts';

const XML =
  '<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>' +
  '<EMailAddress>a&amp;b@example.org</EMailAddress><AcceptableResponseSchema>x</AcceptableResponseSchema></Request></Autodiscover>';

/** Requests of Outlook (MS-OXDSCLI 2.2.3), which anybody may send. */
export const autodiscover: ParserTarget = {
  name: 'autodiscover',
  dictionary: [
    '<',
    '>',
    '</',
    '/>',
    '&',
    '&amp;',
    '&#64;',
    '<!DOCTYPE',
    '<EMailAddress>',
    '</EMailAddress>',
    '<![CDATA[',
  ],
  say: () => XML,
  check(input) {
    const asked = readAutodiscover(input.toString());
    if (asked) assert.ok(asked.address.length <= input.length && !asked.address.includes('</'));
  },
};

const LIMITS = { maxSizeRequest: 1_000_000, maxCallsInRequest: 16 };
const CORE = 'urn:ietf:params:jmap:core';

/** JMAP requests (RFC 8620 3.3). */
export const jmapRequests: ParserTarget = {
  name: 'jmap-requests',
  dictionary: [
    ...['{', '}', '[', ']', '"', ',', ':', '\\', '\\u0000', '\\ud800', '"__proto__"', '1e309', '-0', 'null', '\xff'],
    ...['"#ids":', '"createdIds":{', '"methodCalls":', '\ufeff'],
  ],
  say: () =>
    JSON.stringify({
      using: [CORE],
      methodCalls: [
        ['Core/echo', { a: [1, { b: 'x' }], '#ids': { resultOf: 'c0', name: 'Core/echo', path: '/a/*' } }, 'c0'],
      ],
      createdIds: { k1: 'id1' },
    }),
  check(input) {
    const request = refusing([RequestError], () => readRequest(input, LIMITS, new Set([CORE])));
    if (request) assert.ok(request.methodCalls.length <= LIMITS.maxCallsInRequest);
  },
};

const INVITATION = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VTIMEZONE',
  'TZID:Here',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'TZOFFSETFROM:+0200',
  'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:1@a.example',
  'SUMMARY;LANGUAGE=en:Lunch\\, with',
  '  everybody',
  'ORGANIZER;CN="A, b":mailto:a@a.example',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:b@b.example',
  'DTSTART;TZID=Here:20261130T120000',
  'DURATION:PT1H',
  'RRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=5',
  'SEQUENCE:2',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

/** Invitations, as the page reads them (RFC 5545). */
export const invitations: ParserTarget = {
  name: 'invitations',
  dictionary: [
    ...['BEGIN:VEVENT\r\n', 'END:VEVENT\r\n', 'BEGIN:', 'END:', '\r\n ', '\n', ':', ';', '"', ',', '\\n', '\\', '='],
    ...['FREQ=', 'COUNT=0', 'UNTIL=99999999T999999Z', 'BYDAY=-99MO', 'INTERVAL=999999999', 'P99999999W', 'TZID=', '\0'],
  ],
  say: () => INVITATION,
  check(input) {
    const event = readEvent(input.toString());
    if (!event) return;
    for (const time of [event.start, event.end, event.instance])
      if (time) assert.ok(!Number.isNaN(time.at.getTime()), 'a time that is none');
    assert.ok(event.summary.length <= 1_000 && event.uid.length <= 1_000);
  },
};
