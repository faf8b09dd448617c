import type { Session } from './session.ts';

/** A word of the CAPABILITY response (RFC 3501 7.2.1), for all sessions or only for some. */
export type Capability = string | { readonly name: string; when(session: Session): boolean };

export function beforeLogin(session: Session): boolean {
  return session.state.name === 'not-authenticated';
}
