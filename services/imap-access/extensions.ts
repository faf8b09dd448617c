import type { Capability } from './command.ts';
import type { Session } from './session/session.ts';

/** What is no command of its own, but a way in which commands and responses are. */
export const EXTENSIONS: readonly Capability[] = [
  { name: 'IMAP4rev1' },
  { name: 'LITERAL+' }, // RFC 7888; the reader of @postroom/imap
  { name: 'SASL-IR', when: beforeLogin }, // RFC 4959; commands/authenticate.ts
  { name: 'CHILDREN' }, // RFC 3348; commands/list.ts
  { name: 'SPECIAL-USE' }, // RFC 6154; commands/list.ts
  { name: 'STATUS=SIZE' }, // RFC 8438; commands/status-line.ts
  { name: 'UIDPLUS' }, // RFC 4315; append, copy, expunge
  { name: 'CONDSTORE' }, // RFC 7162; select, fetch, store, search, status
];

export function beforeLogin(session: Session): boolean {
  return session.state.name === 'not-authenticated';
}
