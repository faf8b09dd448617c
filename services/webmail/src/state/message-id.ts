import type { Identity } from '../jmap/types.ts';

/** A Message-ID that is there before the mail is (RFC 5322 3.6.4): by it is found what became of a try that had no answer. */
export function messageIdOf(unique: string, { email }: Pick<Identity, 'email'>): string {
  return unique + email.slice(email.lastIndexOf('@'));
}
