import type { Args } from '../jmap/client.ts';

/** Why the server did not change an object (RFC 8620 5.3). */
export interface SetError {
  readonly type: string;
  readonly description?: string;
  readonly properties?: readonly string[];
  /** The recipients that were refused (RFC 8621 7.5). */
  readonly invalidRecipients?: readonly string[];
}

/** The server refused a change of an object. */
export class Refused extends Error {
  readonly error: SetError;

  constructor(error: SetError) {
    super(error.description ?? error.type);
    this.error = error;
  }
}

/** The page itself refuses something; the message is in the person's language. */
export class Said extends Error {}

const REFUSALS = ['notCreated', 'notUpdated', 'notDestroyed', 'notCopied', 'notSent'] as const;

/** Returns the first refusal in the response to a /set or a /copy. */
export function refusedOf(answer: Args | undefined): SetError | undefined {
  return REFUSALS.flatMap((name) => Object.values((answer?.[name] ?? {}) as Record<string, SetError>))[0];
}

/** Throws Refused where something was refused. */
export function requireDone(answer: Args | undefined): void {
  const refused = refusedOf(answer);
  if (refused) throw new Refused(refused);
}
