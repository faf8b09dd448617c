import assert from 'node:assert/strict';
import { fieldValue, headerEnd, parseHeader, readAuthenticationResults } from '@postroom/mime';
import { namesHost } from '../../../../../packages/intake/header/authserv-id.ts';
import { cut } from '../../../../../packages/intake/header/cut.ts';
import { findRemovals } from '../../../../../packages/intake/header/removals.ts';
import type { ParserTarget } from '../parser-target.ts';

const NAME = 'authentication-results';
const FRONT = Buffer.from('Received: from a by b; Fri, 27 Nov 2026 12:00:00 +0000\r\n');
const REMOVALS = [{ name: NAME, index: 0 }];

/** Results fields of others that use our name (RFC 8601 5), in any case and folding. */
export const resultsOfOthers: ParserTarget = {
  name: 'results-of-others',
  dictionary: [
    ...[
      'Authentication-Results:',
      'AUTHENTICATION-results :',
      'Authentication-Results\t:\r\n ',
      'mail.postroom.test;',
      '"mail.postroom.test"',
    ],
    ...[
      '(',
      ')',
      '\\(',
      '"',
      '\\',
      'dmarc=pass',
      'header.from=',
      ';',
      '\r\n\t',
      '\r\n ',
      '\n',
      '\r',
      ' 1',
      'spf=none',
      '\0',
      '\xff',
    ],
  ],
  say: () =>
    'Authentication-Results: mail.postroom.test 1;\r\n\tspf=pass (a (b) c) smtp.mailfrom="x@y";\r\n dkim=fail header.d=a.example\r\n' +
    'Subject: x\r\nauthentication-results:(c)\r\n MAIL.postroom.test; dmarc=pass\r\n\r\n',
  check(message) {
    const header = message.subarray(0, headerEnd(message));
    for (const field of parseHeader(header).filter(({ name }) => name.toLowerCase() === NAME)) {
      const value = fieldValue(header, field);
      namesHost(value, 'mail.postroom.test');
      for (const { method, result } of readAuthenticationResults(value)) assert.ok(method !== '' && result !== '');
    }
    // Adds a field in front, as we do, so that the blank line still ends the header.
    const left = Buffer.concat([FRONT, cut(header, findRemovals(header, REMOVALS))]);
    const again = parseHeader(left).filter(({ name }) => name.toLowerCase() === NAME);
    assert.equal(again.length, 0, 'one is left');
  },
};
