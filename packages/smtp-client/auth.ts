import { type Extensions, replyClass } from '@postroom/smtp';
import type { Dialogue } from './dialogue.ts';
import { failureOfReply, SmtpFailure } from './failure.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const MASK = '***';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Logs in with AUTH (RFC 4954): PLAIN (RFC 4616), or else LOGIN. The log never contains the password in any form. */
export async function authenticate(
  dialogue: Dialogue,
  extensions: Extensions,
  { username, password }: Credentials,
  timeout: number,
): Promise<void> {
  const mechanisms = (extensions.get('AUTH') ?? []).map((name) => name.toUpperCase());
  if (mechanisms.includes('PLAIN')) {
    const token = base64(`\0${username}\0${password}`);
    await expect(dialogue, `AUTH PLAIN ${token}`, `AUTH PLAIN ${MASK}`, 'positive', timeout);
  } else if (mechanisms.includes('LOGIN')) {
    await expect(dialogue, 'AUTH LOGIN', 'AUTH LOGIN', 'intermediate', timeout);
    await expect(dialogue, base64(username), MASK, 'intermediate', timeout);
    await expect(dialogue, base64(password), MASK, 'positive', timeout);
  } else {
    throw new SmtpFailure('auth', 'temporary', 'the server supports neither AUTH PLAIN nor AUTH LOGIN');
  }
}

async function expect(
  dialogue: Dialogue,
  command: string,
  shown: string,
  wanted: 'positive' | 'intermediate',
  timeout: number,
): Promise<void> {
  const reply = await dialogue.ask('auth', command, timeout, shown);
  if (replyClass(reply) === wanted) return;
  const failure = failureOfReply('auth', reply);
  // A wrong password is a fault of our configuration, which its owner can repair: the message must wait, not bounce.
  throw new SmtpFailure('auth', 'temporary', failure.message, { code: reply.code, enhanced: reply.enhanced });
}
