import type { Session } from './session.ts';

const NAME = 'CONDSTORE';

export function usesCondstore(session: Session): boolean {
  return session.enabled.has(NAME);
}

/**
 * Switches CONDSTORE on, as every command does that shows a client knows mod-sequences. The first time, a client that has a
 * mailbox selected is told where it stands (RFC 7162 3.1): with the news, behind this command. Returns whether it was the
 * first time.
 */
export function enableCondstore(session: Session): boolean {
  if (usesCondstore(session)) return false;
  session.enabled.add(NAME);
  if (session.state.name === 'selected') session.state.mailbox.news.owesModseq = true;
  return true;
}
