import { safeLine } from '../../format/safe-line.ts';
import { type Args, JmapClient, RequestFailed } from '../../jmap/client.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { inBatches } from '../conversations.ts';
import { readFolders } from '../folders/read-folders.ts';
import { call, client, noteFailure, useMail } from '../mail.ts';
import { readPrincipals } from '../sharing/principals.ts';
import { leaveGone } from './leave-gone.ts';
import type { Owner } from './owner.ts';
import { sharedAccountIds } from './shared-account-ids.ts';

const { getState: get, setState: set } = useMail;

/** The capability that names the owner of an account (RFC 9670 1.5.2). */
const OWNER = 'urn:ietf:params:jmap:principals:owner';
const PROPERTIES: readonly (keyof Mailbox)[] = [
  ...(['id', 'name', 'parentId', 'role', 'sortOrder', 'totalEmails', 'unreadEmails', 'myRights'] as const),
];

/** Readings run one after the other, so that a late answer never replaces a newer one. */
let lastRead: Promise<unknown> = Promise.resolve();

/** Does the work of readOwners in owners.ts; loaded apart, because most people need none of it. */
export function readOwners(accountIds: readonly string[]): Promise<void> {
  const read = lastRead.then(() => readNow(accountIds));
  lastRead = read.catch(() => undefined);
  return read;
}

async function readNow(accountIds: readonly string[]): Promise<void> {
  const before = get().owners;
  const { accountId, session } = client();
  const isOther = client().isOld || accountIds.some((id) => !(id in session.accounts));
  const read = isOther ? await readAllAgain() : await readThese(accountIds);
  if (read && client().accountId === accountId) keep(before, read);
}

async function readThese(accountIds: readonly string[]): Promise<Owner[] | undefined> {
  try {
    return await readFoldersOf(accountIds);
  } catch (error) {
    // The owner stopped sharing something meanwhile.
    if (client().isOld && error instanceof RequestFailed && error.kind === 'refused') return readAllAgain();
    throw error;
  }
}

/** Reads the session and all shared folders again. Undefined: the person has signed out meanwhile. */
async function readAllAgain(): Promise<Owner[] | undefined> {
  const { accountId } = client();
  try {
    const now = await JmapClient.open();
    if (get().client?.accountId !== accountId) return undefined;
    set({ client: now });
  } catch (error) {
    noteFailure(error);
    throw error;
  }
  return readFoldersOf(sharedAccountIds());
}

async function readFoldersOf(accountIds: readonly string[]): Promise<Owner[]> {
  if (accountIds.length === 0) return [];
  const [names, batches] = await Promise.all([
    readNames(accountIds),
    Promise.all(
      inBatches(accountIds, client().maxCalls).map((some) =>
        call(some.map((accountId) => ['Mailbox/get', { accountId, properties: PROPERTIES }])).catch((error) =>
          apart(some, error),
        ),
      ),
    ),
  ]);
  return batches.flat().map((answer, at) => {
    const accountId = accountIds[at] as string;
    const address = client().session.accounts[accountId]?.name ?? '';
    const mailboxes = (answer.list as Mailbox[]).map((each) => ({ ...each, name: safeLine(each.name) || '—' }));
    return { accountId, address, name: names.get(accountId) ?? address, mailboxes, mailState: String(answer.state) };
  });
}

/** Reads accounts one by one, where one has more folders than one call may return. */
async function apart(accountIds: readonly string[], error: unknown): Promise<Args[]> {
  if (!(error instanceof RequestFailed) || error.type !== 'requestTooLarge') throw error;
  const read = accountIds.map((accountId) => readFolders({ accountId, properties: PROPERTIES }));
  return (await Promise.all(read)).flat();
}

/** Returns the owners' names; an owner who cannot sign in at present has only an address. */
async function readNames(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { accounts } = client().session;
  const known = get().owners.map(({ accountId, name }) => [accountId, name] as const);
  const byPrincipal = new Map(
    accountIds.map((id) => {
      const owner = accounts[id]?.accountCapabilities[OWNER] as { principalId?: string } | undefined;
      return [owner?.principalId ?? '', id] as const;
    }),
  );
  const unknown = [...byPrincipal].filter(([, id]) => !known.some(([each]) => each === id));
  if (unknown.length === 0) return new Map(known);
  const principals = await readPrincipals(unknown.map(([principalId]) => principalId)).catch(() => []);
  const read = principals.map(({ id, name }) => [byPrincipal.get(id) ?? '', safeLine(name)] as const);
  return new Map([...known, ...read.filter(([, name]) => name !== '')]);
}

function keep(before: readonly Owner[], read: readonly Owner[]): void {
  const byId = new Map([...get().owners, ...read].map((owner) => [owner.accountId, owner]));
  const owners = sharedAccountIds().flatMap((id) => byId.get(id) ?? []);
  set({ owners: owners.toSorted((a, b) => a.name.localeCompare(b.name)) });
  leaveGone(before);
}
