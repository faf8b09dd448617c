import type { Submission } from '../jmap/types.ts';
import { call, useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

/** So many are read again when some have changed: those of a page of a list, and what is open. */
const MAX_AGAIN = 200;
/** Of those that were asked for longest ago nothing is known any more. */
const MAX_KNOWN = 5000;

/** One after the other: an answer that comes late must not take the place of a newer one. */
let lastRead: Promise<void> = Promise.resolve();

/** What became of emails that were sent from here. What is being read counts as known, so that a change of it has it read again. */
export function readSubmissions(emailIds: readonly string[]): Promise<void> {
  const known = new Map(Object.entries(get().submissions));
  for (const id of emailIds) {
    const before = known.get(id) ?? null;
    // Those that were asked for last are the last.
    known.delete(id);
    known.set(id, before);
  }
  set({ submissions: Object.fromEntries([...known].slice(-MAX_KNOWN)) });
  const read = async (): Promise<void> => {
    const [, got] = await call([
      ['EmailSubmission/query', { filter: { emailIds }, sort: [{ property: 'sentAt', isAscending: true }] }],
      ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
    ]);
    // Of what was sent and passed on later it is told what became of the sending.
    const list = ((got?.list ?? []) as Submission[]).toSorted((a, b) => Number(!a.resentTo) - Number(!b.resentTo));
    set({ submissions: { ...get().submissions, ...Object.fromEntries(list.map((each) => [each.emailId, each])) } });
  };
  lastRead = lastRead.then(read, read);
  return lastRead;
}

/** The same for those of a list of which nothing was asked yet. */
export async function readUnknownSubmissions(emailIds: readonly string[]): Promise<void> {
  const { submissions } = get();
  const unknown = emailIds.filter((id) => !(id in submissions));
  if (unknown.length > 0) await readSubmissions(unknown);
}

/** Some that are shown have changed. */
export async function readSubmissionsAgain(): Promise<void> {
  const known = Object.keys(get().submissions);
  if (known.length > 0) await readSubmissions(known.slice(-MAX_AGAIN));
}
