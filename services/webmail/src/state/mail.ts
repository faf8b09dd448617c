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
  /** Null: everywhere but in Junk and Trash. */
  readonly mailboxId: string | null;
  readonly search: string;
}

interface List {
  readonly view: View;
  /** By position; holes are not read yet. */
  readonly ids: readonly (string | undefined)[];
  /** While they are counted, how many there are at least. */
  readonly total: number;
  readonly status: 'loading' | 'counting' | 'ready' | 'failed';
}

export interface MailState {
  readonly client: JmapClient | null;
  readonly status: 'starting' | 'signed-out' | 'signed-in';
  /** Why the person has to sign in again. */
  readonly ended: boolean;
  readonly isOffline: boolean;
  /** One's own. */
  readonly mailboxes: readonly Mailbox[];
  /** Who shares folders with the person, and which. */
  readonly owners: readonly Owner[];
  /** Of all mail of the account, when the mailboxes were read. */
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
  /** That email, where its conversation could not be read. */
  readonly unreadableId: string | null;
  readonly selected: ReadonlySet<string>;
  /** So is all that the list had besides, read or not yet, when that was asked for. */
  readonly allSelected: AllSelected | null;
  /** A touch chooses a row, and opens none. */
  readonly isChoosing: boolean;
  /** What lies between two rows is still being read: nothing is done before all of it is selected. */
  readonly isSelecting: boolean;
}

/** All of a list: what comes later is none of it. */
export interface AllSelected {
  readonly total: number;
  /** When the newest of it was received. */
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

/** The account that an id of the page is of. */
export function accountOf(id: string | null | undefined): string {
  return ownerOf(id) ?? client().accountId;
}

/**
 * Calls, after what waited for a connection was done, and notes when the line or the session is gone. Once somebody has signed out nobody
 * is told what was asked before: it is not for who signs in next.
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

/** Nobody answered, or something in between did: the server may have done what it was asked. */
export function isUnsure(error: unknown): boolean {
  return error instanceof RequestFailed && (error.kind === 'offline' || error.status >= 500);
}

export function noteFailure(error: unknown): void {
  if (!(error instanceof RequestFailed)) return;
  if (error.kind === 'offline') set({ isOffline: true });
  // A session that ended before this one began says nothing of it.
  if (error.kind !== 'signed-out' || error.asked < (get().client?.since ?? 0)) return;
  void forgetMail();
  leave(get().ended || get().status === 'signed-in');
}

export function mailboxOf(role: string): Mailbox | undefined {
  return get().mailboxes.find((mailbox) => mailbox.role === role);
}

/** The folder of that id, one's own or somebody else's. */
export function mailboxAt(id: string | null): Mailbox | undefined {
  return folderOf(get(), id);
}

/** Whether a message lies in a folder with that role, or in one that is in there. */
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

/** Takes in rows, and what they say of messages that are read already: their folders and keywords. */
export function addRows(rows: readonly Row[]): void {
  const shown = rows.map(safeRow);
  const messages = new Map(get().messages);
  for (const { id, keywords, mailboxIds } of shown) {
    const message = messages.get(id);
    if (message) messages.set(id, { ...message, keywords, mailboxIds });
  }
  set({ rows: { ...get().rows, ...Object.fromEntries(shown.map((row) => [row.id, row])) }, messages });
}
