import type { Args } from '../jmap/client.ts';

/** Why the server did not do something to one object (RFC 8620 5.3). */
export interface SetError {
  readonly type: string;
  readonly description?: string;
  readonly properties?: readonly string[];
  /** RFC 8621 7.5. */
  readonly invalidRecipients?: readonly string[];
}

/** What the server refused. */
export class Refused extends Error {
  readonly error: SetError;

  constructor(error: SetError) {
    super(error.description ?? error.type);
    this.error = error;
  }
}

/** What the page has against something itself, in the person's language. */
export class Said extends Error {}

const REFUSALS = ['notCreated', 'notUpdated', 'notDestroyed', 'notCopied', 'notSent'] as const;

/** The first of what an answer to a /set or a /copy refuses. */
export function refusedOf(answer: Args | undefined): SetError | undefined {
  return REFUSALS.flatMap((name) => Object.values((answer?.[name] ?? {}) as Record<string, SetError>))[0];
}

/** Throws where something was refused. */
export function requireDone(answer: Args | undefined): void {
  const refused = refusedOf(answer);
  if (refused) throw new Refused(refused);
}
