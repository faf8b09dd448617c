import { useMail } from './mail.ts';

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the work after all earlier work has ended or failed. So a change and its reversal end as the person last wanted, and the second
 * sees the result of the first. Returns undefined where the person signed out before, and does nothing then.
 */
export function inOrder<T>(work: () => Promise<T>): Promise<T | undefined> {
  const account = (): string | undefined => useMail.getState().client?.accountId;
  const asked = account();
  const done = last.then(() => (account() === asked ? work() : undefined));
  last = done.catch(() => undefined);
  return done;
}
