import type { Submission } from '../jmap/types.ts';
import { call, useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/** How many are read again when some have changed: a page of a list and what is open. */
const MAX_AGAIN = 200;
/** The most that are remembered; those requested longest ago are forgotten. */
const MAX_KNOWN = 5000;

/** Readings run one after the other, so that a late answer never replaces a newer one. */
let lastRead: Promise<void> = Promise.resolve();

/** Reads the submissions of sent emails. Ids count as known at once, so that a change during the reading has them read again. */
export function readSubmissions(emailIds: readonly string[]): Promise<void> {
  const known = new Map(Object.entries(get().submissions));
  for (const id of emailIds) {
    const before = known.get(id) ?? null;
    // Moved to the end: the order is that of the last request.
    known.delete(id);
    known.set(id, before);
  }
  set({ submissions: Object.fromEntries([...known].slice(-MAX_KNOWN)) });
  const read = async (): Promise<void> => {
    const [, got] = await call([
      ['EmailSubmission/query', { filter: { emailIds }, sort: [{ property: 'sentAt', isAscending: true }] }],
      ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
    ]);
    // An email that was sent and later redirected shows the delivery of the sending, so that comes last.
    const list = ((got?.list ?? []) as Submission[]).toSorted((a, b) => Number(!a.resentTo) - Number(!b.resentTo));
    set({ submissions: { ...get().submissions, ...Object.fromEntries(list.map((each) => [each.emailId, each])) } });
  };
  lastRead = lastRead.then(read, read);
  return lastRead;
}

/** Reads the submissions for which nothing was requested yet. */
export async function readUnknownSubmissions(emailIds: readonly string[]): Promise<void> {
  const { submissions } = get();
  const unknown = emailIds.filter((id) => !(id in submissions));
  if (unknown.length > 0) await readSubmissions(unknown);
}

/** Reads the known submissions again, because some have changed. */
export async function readSubmissionsAgain(): Promise<void> {
  const known = Object.keys(get().submissions);
  if (known.length > 0) await readSubmissions(known.slice(-MAX_AGAIN));
}
