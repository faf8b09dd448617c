import type { Wire } from '@postroom/testkit';
import { PASSWORD } from '../testing.ts';

/** Logs alice in and sends a mail to bob, in a session after EHLO. @param message ends with the end of its last line */
export async function submit(wire: Wire, message: string): Promise<void> {
  const login = Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64');
  await wire.ask(`AUTH PLAIN ${login}`, /^235 /);
  await wire.ask('MAIL FROM:<alice@postroom.test>', /^250 /);
  await wire.ask('RCPT TO:<bob@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(message);
  await wire.ask('.', /^250 /);
}
