import type { Json } from '@postroom/jmap';
import type { Session } from '@postroom/jmap/types';
import { CAPABILITIES } from './capabilities.ts';

type Call = readonly [name: string, args: Readonly<Record<string, unknown>>, callId: string];
type Ask = (request: Json) => Promise<object>;

/** A request with its response (RFC 8620 3.3, 3.4). */
interface Answered {
  readonly methodCalls: readonly Call[];
  readonly methodResponses: readonly (readonly [name: string, args: Record<string, unknown>, callId: string])[];
}

/** The same arguments as in the page (services/webmail/src/state/account.ts, list.ts, jmap/types.ts): only for these does it use the answers. */
const MAILBOX = ['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'shareWith'];
const ROW = ['id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'subject', 'receivedAt', 'preview'];
const ROWS = 100;

/**
 * Returns the session, and the page's first requests with their responses: folders, quota, identities, the first rows of the inbox. They
 * are sent while the page's scripts load; otherwise each request would wait for the response before it.
 */
export async function firstAnswers(session: Session, ask: Ask): Promise<{ session: Session; answered: Answered[] }> {
  const [accountId = ''] = Object.values(session.primaryAccounts);
  const answer = async (...calls: [name: string, args: object][]): Promise<Answered> => {
    const methodCalls = calls.map(([name, args], at) => [name, { accountId, ...args }, String(at)] as const);
    const { methodResponses } = (await ask({ using: [...CAPABILITIES], methodCalls } as unknown as Json)) as Answered;
    return { methodCalls, methodResponses };
  };
  const identities = answer(['Identity/get', {}]);
  // Prevents an unhandled rejection: if reading the folders throws, nobody waits for this promise.
  identities.catch(() => undefined);
  const folders = await answer(['Mailbox/get', { properties: MAILBOX }], ['Quota/get', {}]);
  const found = folders.methodResponses[0]?.[1].list as readonly { id: string; role: string | null }[] | undefined;
  const inbox = found?.find(({ role }) => role === 'inbox');
  const list = inbox ? [answer(...rowsIn(inbox.id))] : [];
  return { session, answered: [folders, ...(await Promise.all([identities, ...list]))] };
}

/** Returns the calls for the newest conversations of a folder. */
function rowsIn(mailboxId: string): [name: string, args: object][] {
  const query = {
    filter: { inMailbox: mailboxId },
    sort: [{ property: 'receivedAt', isAscending: false }],
    collapseThreads: true,
    position: 0,
    limit: ROWS,
    calculateTotal: true,
  };
  const ids = { resultOf: '0', name: 'Email/query', path: '/ids' };
  return [
    ['Email/query', query],
    ['Email/get', { '#ids': ids, properties: [...ROW, 'hasAttachment'] }],
  ];
}
