import { create } from 'zustand';
import { lookAsOwn } from '../brand/brand.ts';
import { type Args, type Invocation, type JmapClient, RequestFailed } from '../jmap/client.ts';
import { ownerOf } from '../jmap/ids.ts';
import type { Identity, Mailbox, Message, Row, Submission } from '../jmap/types.ts';
import { foldersOf } from './folders/in-trash.ts';
import { replay } from './offline/pending.ts';
import { forgetMail } from './offline/recall.ts';
import { safeRow } from './safe-rows.ts';
import { folderOf, foldersBeside, type Owner } from './shared/owner.ts';
import { hideAll } from './toasts.ts';

export interface View {
  /** Null: all folders except Junk and Trash. */
  readonly mailboxId: string | null;
  readonly search: string;
}

interface List {
  readonly view: View;
  /** By position; undefined where a row is not read yet. */
  readonly ids: readonly (string | undefined)[];
  /** While status is `counting`, the least number of rows. */
  readonly total: number;
  readonly status: 'loading' | 'counting' | 'ready' | 'failed';
}

export interface MailState {
  readonly client: JmapClient | null;
  readonly status: 'starting' | 'signed-out' | 'signed-in';
  /** Whether a session has ended, so that the person has to sign in again. */
  readonly ended: boolean;
  readonly isOffline: boolean;
  /** The person's own folders. */
  readonly mailboxes: readonly Mailbox[];
  /** The people who share folders with this person, with those folders. */
  readonly owners: readonly Owner[];
  /** The state of the account's mail when the mailboxes were read. */
  readonly mailState: string;
  readonly identities: readonly Identity[];
  readonly quota: { readonly used: number; readonly limit: number | null };
  readonly rows: Readonly<Record<string, Row>>;
  readonly threads: Readonly<Record<string, readonly string[]>>;
  readonly messages: ReadonlyMap<string, Message>;
  readonly submissions: Readonly<Record<string, Submission | null>>;
  readonly list: List;
  /** The email at which the open conversation was opened. */
  readonly openId: string | null;
  /** The value of `openId`, where that conversation could not be read; else null. */
  readonly unreadableId: string | null;
  readonly selected: ReadonlySet<string>;
  /** Set where the whole list is selected, also what is not loaded. */
  readonly allSelected: AllSelected | null;
  /** Whether a touch selects a row instead of opening it. */
  readonly isChoosing: boolean;
  /** Whether rows of a range are still being read; until all of them are selected, no action runs. */
  readonly isSelecting: boolean;
}

/** The selection of a whole list, without what comes later. */
export interface AllSelected {
  readonly total: number;
  /** When its newest email was received. */
  readonly until: string;
}

const NO_LIST: List = { view: { mailboxId: null, search: '' }, ids: [], total: 0, status: 'loading' };

const SIGNED_OUT = {
  client: null,
  mailboxes: [],
  owners: [],
  mailState: '',
  identities: [],
  quota: { used: 0, limit: null },
  rows: {},
  threads: {},
  messages: new Map(),
  submissions: {},
  list: NO_LIST,
  openId: null,
  unreadableId: null,
  selected: new Set<string>(),
  allSelected: null,
  isChoosing: false,
  isSelecting: false,
} as const;

export const useMail = create<MailState>(() => ({
  ...SIGNED_OUT,
  status: 'starting',
  ended: false,
  isOffline: false,
}));

const { getState: get, setState: set } = useMail;

export function client(): JmapClient {
  const { client } = get();
  if (!client) throw new Error('nobody is signed in');
  return client;
}

/** Returns the account to which an id of the page belongs. */
export function accountOf(id: string | null | undefined): string {
  return ownerOf(id) ?? client().accountId;
}

/**
 * Makes calls, after the changes that waited for a connection, and notes when the connection or the session is lost. After a sign-out it
 * rejects with `signed-out`, because the answer is not for the next person.
 */
export async function call(calls: readonly Invocation[], signal?: AbortSignal): Promise<Args[]> {
  const { accountId } = client();
  const requireSame = (): void => {
    if (get().client?.accountId !== accountId) throw new RequestFailed('signed-out', 'They have signed out', 0, '', 0);
  };
  try {
    await replay(client());
    requireSame();
    const answers = await client().call(calls, signal);
    requireSame();
    if (get().isOffline) set({ isOffline: false });
    return answers;
  } catch (error) {
    requireSame();
    noteFailure(error);
    throw error;
  }
}

export function isOfflineError(error: unknown): boolean {
  return error instanceof RequestFailed && error.kind === 'offline';
}

/** Returns whether the server may have done the request although no answer of its own came. */
export function isUnsure(error: unknown): boolean {
  return error instanceof RequestFailed && (error.kind === 'offline' || error.status >= 500);
}

export function noteFailure(error: unknown): void {
  if (!(error instanceof RequestFailed)) return;
  if (error.kind === 'offline') set({ isOffline: true });
  // The end of an earlier session says nothing about this one.
  if (error.kind !== 'signed-out' || error.asked < (get().client?.since ?? 0)) return;
  void forgetMail();
  leave(get().ended || get().status === 'signed-in');
}

export function mailboxOf(role: string): Mailbox | undefined {
  return get().mailboxes.find((mailbox) => mailbox.role === role);
}

/** Returns the folder of that id, one's own or somebody else's. */
export function mailboxAt(id: string | null): Mailbox | undefined {
  return folderOf(get(), id);
}

/** Returns whether a message lies in a folder with that role, or in a folder inside it. */
export function liesIn({ mailboxIds }: Pick<Row, 'mailboxIds'>, role: string): boolean {
  const ids = Object.keys(mailboxIds);
  const there = foldersOf(foldersBeside(get(), ids[0] ?? null), role);
  return ids.some((each) => there.some(({ id }) => id === each));
}

export function signedOut(): void {
  leave(false);
}

function leave(ended: boolean): void {
  lookAsOwn();
  hideAll();
  set({ ...SIGNED_OUT, status: 'signed-out', ended });
}

/** Stores rows, and updates the folders and keywords of messages that were read already. */
export function addRows(rows: readonly Row[]): void {
  const shown = rows.map(safeRow);
  const messages = new Map(get().messages);
  for (const { id, keywords, mailboxIds } of shown) {
    const message = messages.get(id);
    if (message) messages.set(id, { ...message, keywords, mailboxIds });
  }
  set({ rows: { ...get().rows, ...Object.fromEntries(shown.map((row) => [row.id, row])) }, messages });
}
