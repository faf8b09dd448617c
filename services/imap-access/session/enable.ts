import type { Session } from './session.ts';

/** An extension that changes what a client is sent, so that it is off until the client asks for it (RFC 5161). */
export interface Enableable {
  /** Its name in ENABLE, in capitals. */
  readonly name: string;
  /** Runs when the extension is switched on for the first time. */
  begin?(session: Session): void;
}

export function isEnabled(session: Session, { name }: Enableable): boolean {
  return session.enabled.has(name);
}

/** Switches an extension on. Returns whether it was off before. */
export function enable(session: Session, extension: Enableable): boolean {
  if (isEnabled(session, extension)) return false;
  session.enabled.add(extension.name);
  extension.begin?.(session);
  return true;
}

/** Switches on extensions that are enabled by using a word of theirs in a command. */
export function enableUsed(session: Session, used: readonly { readonly enables?: Enableable }[]): void {
  for (const { enables } of used) if (enables) enable(session, enables);
}
