import type { Session } from './session.ts';

/** An extension that changes what a client is sent, and so is off until it is asked for (RFC 5161). */
export interface Enableable {
  /** As ENABLE names it, in capitals. */
  readonly name: string;
  /** What it takes to switch it on, the first time. */
  begin?(session: Session): void;
}

export function isEnabled(session: Session, { name }: Enableable): boolean {
  return session.enabled.has(name);
}

/** Switches an extension on; returns whether it was off before. */
export function enable(session: Session, extension: Enableable): boolean {
  if (isEnabled(session, extension)) return false;
  session.enabled.add(extension.name);
  extension.begin?.(session);
  return true;
}

/** Switches on what is enabled by being used: words of a command whose extension says so. */
export function enableUsed(session: Session, used: readonly { readonly enables?: Enableable }[]): void {
  for (const { enables } of used) if (enables) enable(session, enables);
}
