import { useMail } from './mail.ts';

let last: Promise<unknown> = Promise.resolve();

/**
 * Does this once all before it is done, or has failed: what somebody changes and changes back at once ends as it was changed last, and
 * what is looked up for the second change shows the first. Undefined: by then they had signed out, and it was not done.
 */
export function inOrder<T>(work: () => Promise<T>): Promise<T | undefined> {
  const account = (): string | undefined => useMail.getState().client?.accountId;
  const asked = account();
  const done = last.then(() => (account() === asked ? work() : undefined));
  last = done.catch(() => undefined);
  return done;
}
