import { setTimeout as pause } from 'node:timers/promises';
import { LineClient } from './line-client.ts';
import type { Subject } from './subject.ts';

const SESSIONS = 20;
const LOOK_MS = 100;
/** After this long without a new message, waiting ones are tried again; after ten times as long, filling has failed. */
const STALLED_MS = 10_000;

/** Sends `count` typical messages (HTML with a plain alternative and an attachment) to one user. */
export async function fillMailbox(subject: Subject, user: string, count: number): Promise<void> {
  const wanted = (await subject.delivered()) + count;
  let next = 0;
  await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      using client = await LineClient.open(subject.smtpPort, '220 ');
      await client.ask('EHLO bench.test\r\n', '250 ');
      while (next < count) {
        const message = typicalMessage(next++);
        await client.ask(`MAIL FROM:<sender@elsewhere.test>\r\n`, '250 ');
        await client.ask(`RCPT TO:<${user}@bench.test>\r\n`, '250 ');
        await client.ask('DATA\r\n', '354 ');
        await client.ask(`${message}.\r\n`, '250 ');
      }
    }),
  );
  await allDelivered(subject, wanted);
}

async function allDelivered(subject: Subject, wanted: number): Promise<void> {
  let before = 0;
  let stalled = 0;
  for (let there = await subject.delivered(); there < wanted; there = await subject.delivered()) {
    stalled = there > before ? 0 : stalled + LOOK_MS;
    before = there;
    if (stalled > 10 * STALLED_MS) throw new Error(`${subject.name} has delivered ${there} of ${wanted}, and no more`);
    if (stalled > 0 && stalled % STALLED_MS === 0) {
      console.log(`  ${subject.name} has ${wanted - there} messages to deliver yet`);
      await subject.retryNow?.();
    }
    await pause(LOOK_MS);
  }
}

/** Returns a message of about 4 KiB. */
export function typicalMessage(number: number): string {
  const words = 'the quick brown fox jumps over the lazy dog while the mail is on its way ';
  return [
    `From: "Sender Number ${number}" <sender${number % 100}@elsewhere.test>`,
    'To: "A User" <user@bench.test>, "Another One" <other@bench.test>',
    'Cc: list@lists.elsewhere.test',
    `Subject: =?utf-8?Q?Message_number_${number}_=E2=9C=93?= about the weather`,
    `Date: Sun, 22 Nov 2026 10:${String(number % 60).padStart(2, '0')}:00 +0100`,
    `Message-ID: <${number}.bench@elsewhere.test>`,
    `In-Reply-To: <${number - 1}.bench@elsewhere.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...Array.from({ length: 10 }, () => words),
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    ...Array.from({ length: 10 }, () => `<p>${words}</p>=`),
    '--inner--',
    '--outer',
    'Content-Type: application/pdf; name="report.pdf"',
    'Content-Disposition: attachment; filename="report.pdf"; size=900',
    'Content-Transfer-Encoding: base64',
    '',
    ...Array.from({ length: 16 }, () => 'JVBERi0xLjQKJcOkw7zDtsOfCjIgMCBvYmoKPDwvTGVuZ3RoIDMgMCBSL0ZpbHRlci9G'),
    '--outer--',
    '',
  ].join('\r\n');
}
