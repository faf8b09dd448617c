import { findScope, NO_POLICY_SETTINGS, putPolicySettings } from '@postroom/directory';
import { Wire } from '@postroom/testkit';
import type { Fixture } from '../../tests/support/fixture.ts';

const HTML = 'Content-Type: text/html; charset=utf-8';
const program = (name: string): string => `Content-Type: application/octet-stream; name="${name}"`;

/** Messages that go to quarantine or to Junk. */
const MAILS: readonly [from: string, subject: string, type: string, body: string][] = [
  ['Carol Reed <carol@far.example>', 'The program for the printer', program('setup.exe'), 'MZ'],
  ['Invoices <billing@parcels.example>', 'Your parcel could not be handed over, see the form', program('form.js'), 'x'],
  [
    ...(['Prizes <win@prizes.example>', 'You have won a garden chair', HTML] as const),
    '<p>Say where it is to go: <a href="https://prizes.example/chair">www.gardenchairs.com</a></p>',
  ],
];

/** Brings them from outside to an account with these checks. */
export async function bringDoubtful({ stage, platform }: Fixture, address: string): Promise<void> {
  const checks = { attachments: 'quarantine', links: 'junk' };
  await putPolicySettings(stage.pool, await findScope(stage.pool, address), { ...NO_POLICY_SETTINGS, checks });
  await using wire = await Wire.connect({ port: platform.ports.SMTP_PORT, timeout: 15_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO client.test');
  await wire.until(/^250 /);
  for (const [from, subject, type, body] of MAILS) {
    await wire.ask(`MAIL FROM:<${/<(.*)>/.exec(from)?.[1]}>`, /^250 /);
    await wire.ask(`RCPT TO:<${address}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    const head = [`From: ${from}`, `To: ${address}`, `Subject: ${subject}`, 'MIME-Version: 1.0', type];
    await wire.line(...head, '', body, '.');
    await wire.expect(/^250 /);
  }
}
