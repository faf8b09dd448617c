import assert from 'node:assert/strict';
import { stageBlob } from '@postroom/blobs';
import { headerEnd } from '@postroom/mime';
import { readFacts } from '../../../../../packages/intake/header/facts.ts';
import { openToFields } from '../../../../../packages/intake/header/lead.ts';
import { oneClickOf } from '../../../../../packages/intake/header/one-click.ts';
import { provenSender } from '../../../../../packages/intake/header/proven-sender.ts';
import { shownOf } from '../../../../../packages/intake/header/shown.ts';
import { without } from '../../../../../packages/intake/header/trace.ts';
import { returnedIds } from '../../../../../packages/policy/message/returned-ids.ts';
import type { ParserTarget } from '../parser-target.ts';

const HOST = 'mail.postroom.test';
const OURS =
  `Received: from x.test ([192.0.2.1])\r\n\tby ${HOST} (Postroom) with ESMTPS id 1; Sat, 28 Nov 2026 10:00:00 +0000\r\n` +
  `Authentication-Results: ${HOST};\r\n\tdkim=pass header.d=list.test header.s=k1 header.b=AbCdEf12;\r\n\tdmarc=pass header.from=list.test\r\n`;
const FAILED = OURS.replaceAll('=pass', '=fail');
const THEIRS =
  'DKIM-Signature: v=1; a=rsa-sha256; d=List.test; s=k1; bh=x;\r\n\th=From:List-Unsubscribe:\r\n\tlist-unsubscribe-post; b=AbCd\r\n\tEf12Gh34\r\n' +
  'List-Unsubscribe: <mailto:leave@list.test>,\r\n\t<https://list.test/leave?u=1\r\n\t&t=2>\r\n' +
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nFrom: =?utf-8?q?a?= <a@list.test>\r\nMessage-ID: <one@list.test>\r\n\r\n';

/** What is believed of a header for the results that we wrote in front of it. */
export const ourProofs: ParserTarget = {
  name: 'our-proofs',
  dictionary: [
    ...[
      'Received: ',
      ` by ${HOST} (Postroom) with ESMTPSA id `,
      'Authentication-Results: ',
      `${HOST};`,
      'Resent-From: a\r\n',
    ],
    ...[
      'List-Unsubscribe: <',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
      '<https://',
      '<',
      '>',
      ',',
      ';',
    ],
    ...[
      'h=',
      'b=',
      's=k1',
      'header.b=',
      'dkim=pass ',
      'dmarc=fail ',
      'Message-ID: <',
      '> Message-ID:\r\n <',
      '\r\n\t',
      '\0',
    ],
    ...['=?utf-8?b?', '?=', '\u202e', '\xff'],
  ],
  say: (random) => (random.chance(0.8) ? OURS : '') + THEIRS,
  async check(message) {
    const header = message.subarray(0, headerEnd(message));
    const url = oneClickOf(header, HOST);
    if (url !== null) assert.match(url, /^https:\/\/[^\s<>]*$/i);
    provenSender(header, 'list.test', HOST);
    // As intake stores it: whatever arrives, only our own fields, which say "fail", are believed.
    const blob = stageBlob(message);
    const kept = openToFields(without(blob, readFacts(blob.header, HOST).ownResults));
    const stored = Buffer.concat([Buffer.from(FAILED), kept.header]);
    assert.equal(oneClickOf(stored, HOST), null);
    assert.ok(['denied', 'unproven'].includes(provenSender(stored, 'list.test', HOST)?.proof ?? ''));
    const { messageId } = readFacts(header, HOST);
    assert.ok(messageId === undefined || messageId === '' || /^<[^<>\r\n]{1,990}>$/.test(messageId));
    const { from, subject } = shownOf(header);
    assert.ok(from.length <= 300 && subject.length <= 300);
    const ids = await returnedIds({ contentType: 'multipart/report', body: async () => message.toString('latin1') });
    assert.ok(ids.length <= 20 && ids.every((id) => /^<[^<>\s]{1,990}>$/.test(id)));
  },
};
