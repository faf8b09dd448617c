import { lookLike } from '../brand/brand.ts';
import { JmapClient, RequestFailed } from '../jmap/client.ts';
import type { Identity, Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { inBatches } from './conversations.ts';
import { readFolders } from './folders/read-folders.ts';
import { call, client, mailboxOf, noteFailure, useMail } from './mail.ts';
import { recallAccount } from './offline/recall.ts';
import { openAddressed } from './open-place.ts';
import { readOwners } from './shared/owners.ts';
import { sharedAccountIds } from './shared/shared-account-ids.ts';
import { keyOfWindow } from './writing/window-of.ts';

const { getState: get, setState: set } = useMail;

const MAILBOX_PROPERTIES: readonly (keyof Mailbox)[] = [
  ...(['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'shareWith'] as const),
];

/** Opens the mail of whoever is signed in, if anybody is. @param asBegun true while the page itself begins, not after a sign-in */
export async function start(asBegun = false): Promise<void> {
  try {
    const opened = await JmapClient.begin(asBegun);
    set({ client: opened });
    void lookLike(opened.session.username).catch(() => undefined);
    const own = readOwnIdentities();
    // Handled here only: if the server is unreachable, reading the mailboxes below fails too and reports it.
    own.catch(() => undefined);
    await readMailboxes();
    // The list is requested before the page is rendered, because rendering takes about as long as the response.
    const list = keyOfWindow === null ? openAddressed() : undefined;
    const { mailboxId, search } = get().list.view;
    const isHere = opened.foresees('Email/query') && mailboxId === mailboxOf('inbox')?.id && search === '';
    const identities = await own;
    // The rows are here already, so the page is rendered once, with them.
    if (isHere) await list;
    opened.forgetFirst();
    // The page does not wait for the senders of delegated identities.
    set({ identities: identities.filter(isSurelyOwn) });
    lastIdentities = completeIdentities(identities);
    set({ status: 'signed-in', ended: false, isOffline: false });
    if (keyOfWindow !== null) return;
    // One's own mail does not wait for that of others.
    void readOwners(sharedAccountIds()).catch(() => undefined);
    await list;
  } catch (error) {
    noteFailure(error);
    if (error instanceof RequestFailed && error.kind === 'offline' && (await startOffline())) return;
    if (get().status === 'starting') set({ status: 'signed-out' });
  }
}

/** Opens what this device has stored of the account that was signed in last. Returns whether there is something. */
async function startOffline(): Promise<boolean> {
  const kept = await recallAccount();
  if (!kept) return false;
  const { session, mailboxes, identities, quota, mailState } = kept;
  set({ client: new JmapClient(session), mailboxes, identities, quota, mailState });
  set({ status: 'signed-in', ended: false, isOffline: true });
  if (keyOfWindow === null) await openAddressed();
  return true;
}

/** Folders that are being moved, with their new parent. They are shown there, even when a reading from before the move comes in. */
export const placing = new Map<string, string | null>();

/** The numbers of the last reading of mailboxes that was requested and that was answered: an older response may come later. */
let [asked, answered] = [0, 0];

export async function readMailboxes(): Promise<void> {
  const mine = ++asked;
  const [boxes, quota] = await readFolders({ properties: MAILBOX_PROPERTIES }, ['Quota/get', {}]);
  if (mine < answered) return;
  answered = mine;
  const [limit] = (quota?.list ?? []) as { used: number; hardLimit: number }[];
  set({
    mailboxes: ((boxes?.list ?? []) as Mailbox[]).map((each) =>
      placing.has(each.id) ? { ...each, parentId: placing.get(each.id) ?? null } : each,
    ),
    mailState: String(boxes?.state ?? ''),
    quota: limit ? { used: limit.used, limit: limit.hardLimit } : { used: 0, limit: null },
  });
}

/** The JMAP state of the identities that were read. */
let identityState: unknown;

/** Returns whether mailboxes or identities have changed since they were read, in one's own account or in one that shares something. */
export async function isBehind(): Promise<boolean> {
  const { mailState, owners } = get();
  const [own, sending] = await call([
    ['Mailbox/get', { ids: [] }],
    ['Identity/get', { ids: [] }],
  ]);
  if (own?.state !== mailState || sending?.state !== identityState || client().isOld) return true;
  for (const some of inBatches(owners, client().maxCalls)) {
    const answers = await call(some.map(({ accountId }) => ['Mailbox/get', { accountId, ids: [] }]));
    if (answers.some(({ state }, at) => state !== some[at]?.mailState)) return true;
  }
  return false;
}

/** Identities are read one after the other, so that a late answer never replaces a newer one. */
let lastIdentities: Promise<unknown> = Promise.resolve();

export function readIdentities(): Promise<void> {
  const read = lastIdentities.then(async () => completeIdentities(await readOwnIdentities()));
  lastIdentities = read.catch(() => undefined);
  return read;
}

async function readOwnIdentities(): Promise<readonly Identity[]> {
  const [answer] = await call([['Identity/get', {}]]);
  identityState = answer?.state;
  return (answer?.list ?? []) as Identity[];
}

/** Returns whether an identity is certainly the person's own; others may be an address of somebody else. */
function isSurelyOwn({ mayDelete }: Identity, at: number): boolean {
  return mayDelete || at === 0;
}

async function completeIdentities(identities: readonly Identity[]): Promise<void> {
  const { client } = get();
  const all = identities.every(isSurelyOwn) ? identities : await withSenders(identities);
  // Somebody else may be signed in by now.
  if (get().client?.accountId === client?.accountId) set({ identities: all });
}

/** Adds what is known of delegated identities, which most people do not have. Where that fails, reading and writing as oneself still work. */
async function withSenders(identities: readonly Identity[]): Promise<readonly Identity[]> {
  try {
    return await (await part('delegated', () => import('./delegated.ts'))).withSenders(identities);
  } catch {
    return identities;
  }
}
