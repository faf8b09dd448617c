import type { Identity } from '../jmap/types.ts';

/** Returns a Message-ID that is known before the message is sent (RFC 5322 3.6.4): it finds what an attempt without an answer did. */
export function messageIdOf(unique: string, { email }: Pick<Identity, 'email'>): string {
  return unique + email.slice(email.lastIndexOf('@'));
}
