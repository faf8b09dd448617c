import type { Wire } from '@postroom/testkit';
import { PASSWORD } from '../testing.ts';

/** In a session that was greeted, alice logs in and sends a mail to bob. @param message with the end of its last line */
export async function submit(wire: Wire, message: string): Promise<void> {
  const login = Buffer.from(`\0alice@postroom.test\0${PASSWORD}`).toString('base64');
  await wire.ask(`AUTH PLAIN ${login}`, /^235 /);
  await wire.ask('MAIL FROM:<alice@postroom.test>', /^250 /);
  await wire.ask('RCPT TO:<bob@postroom.test>', /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(message);
  await wire.ask('.', /^250 /);
}
