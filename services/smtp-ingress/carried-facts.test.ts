import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readBlob } from '@postroom/blobs';
import { describeBlob, unpackFacts } from '@postroom/mailbox';
import { Wire } from '@postroom/testkit';
import { startSmtp } from './testing.ts';

const smtp = await startSmtp();
after(() => smtp[Symbol.asyncDispose]());
await smtp.account('bob@postroom.test');
const port = await smtp.listen('mx');

const LINES = `${'QUJD'.repeat(19)}\r\n`.repeat(8_000);
const HEADER =
  'From: a@elsewhere.test\r\nSubject: large\r\nX-Spam-Reason: forged\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n';

async function lastMail(): Promise<{ facts: string | null; blob: string }> {
  const { rows } = await smtp.pool.query<{ facts: string | null; blob: string }>(
    'select facts, blob_id as blob from accepted_mails order by id desc limit 1',
  );
  return rows[0] ?? assert.fail('nothing was accepted');
}

/** Ways to send a message: by DATA, and by BDAT in two chunks. */
const WAYS: readonly [string, (wire: Wire, message: string) => Promise<void>][] = [
  [
    'DATA',
    async (wire, message) => {
      await wire.ask('DATA', /^354/);
      await wire.send(`${message}.\r\n`);
    },
  ],
  [
    'BDAT',
    async (wire, message) => {
      await wire.send(`BDAT 100\r\n${message.slice(0, 100)}BDAT ${message.length - 100} LAST\r\n${message.slice(100)}`);
      await wire.expect(/^250 2\.0\.0 100 octets/);
    },
  ],
];

for (const [name, send] of WAYS) {
  test(`facts of a large message by ${name} are stored at acceptance, including our header fields`, async () => {
    await using wire = await Wire.connect({ port, timeout: 30_000 });
    await wire.expect(/^220/);
    await wire.line('EHLO client.test');
    await wire.until(/^250 /);
    for (const [message, isCarried] of [
      [`${HEADER}${LINES}`, true],
      [`${HEADER}QUJD\r\n`, false],
    ] as const) {
      await wire.ask('MAIL FROM:<a@elsewhere.test>', /^250/);
      await wire.ask('RCPT TO:<bob@postroom.test>', /^250/);
      await send(wire, message);
      await wire.expect(/^250 2\.0\.0 Queued/);
      const { facts, blob } = await lastMail();
      assert.equal(facts !== null, isCarried);
      if (facts !== null)
        assert.deepEqual(unpackFacts(facts), await describeBlob(smtp.services.store, await readBlob(smtp.pool, blob)));
    }
  });
}
