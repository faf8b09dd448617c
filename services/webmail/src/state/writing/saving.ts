import { time } from '../../format/dates.ts';
import { type Invocation, RequestFailed } from '../../jmap/client.ts';
import { ROW_PROPERTIES, type Row } from '../../jmap/types.ts';
import { call, isOfflineError, isUnsure, mailboxOf, noteFailure, useMail } from '../mail.ts';
import { Refused, refusedOf, type SetError } from '../refused.ts';
import { replaceEmail } from '../replace-email.ts';
import { reasonFor } from '../show-error.ts';
import { type Content, type Draft, emailOf, isLoose, isUploading } from './draft.ts';
import { change, drop, find, useWriting } from './drafts.ts';

/** Ms without a keystroke after which a draft is saved. */
const SAVE_AFTER_MS = 1_500;
/** Ms until a refused draft is tried again; without a connection it is saved when that is back (outbox.ts). */
const REFUSED_AGAIN_MS = 60_000;

const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** For each draft the last of its savings, which run one after the other. */
const lines = new Map<string, Promise<void>>();

/** Changes the content of a draft and saves it soon. A draft that is being sent does not change. */
export function edit(key: string, changed: Partial<Content & Pick<Draft, 'textVersion'>>): void {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  change(key, { ...changed, revision: draft.revision + 1, saved: 'dirty', refusal: null });
  saveSoon(key);
}

export function saveSoon(key: string, afterMs = SAVE_AFTER_MS): void {
  clearTimeout(timers.get(key));
  const timer = setTimeout(() => void save(key), afterMs);
  timers.set(key, timer);
}

export function stopSaving(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
}

/** Saves a draft: as a new email in place of the last one. The result is stored in the draft. */
export function save(key: string): Promise<void> {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const work = (lines.get(key) ?? Promise.resolve()).then(() => saveNow(key));
  lines.set(key, work);
  return work.finally(() => {
    if (lines.get(key) === work) lines.delete(key);
  });
}

/** Saves all drafts that are unsaved or have former emails left, when the connection is back or the person signs out. */
export async function saveAll(): Promise<void> {
  const dirty = useWriting.getState().drafts.filter(({ saved, former }) => saved !== 'clean' || former.length > 0);
  await Promise.all(dirty.map(({ key }) => save(key)));
}

async function saveNow(key: string): Promise<void> {
  const draft = find(key);
  if (!draft || useMail.getState().client?.accountId !== draft.accountId) return;
  if (draft.saved === 'clean') {
    if (draft.emailId !== null && draft.former.length > 0) await replace(key, draft.former, draft.emailId);
    return;
  }
  change(key, { saved: 'saving' });
  try {
    await create(draft);
  } catch (error) {
    noteFailure(error);
    const isRefused = !(error instanceof RequestFailed) || error.kind === 'refused';
    const refusal = isRefused ? await reasonFor(error) : null;
    change(key, { saved: 'kept', refusal, ...(isUnsure(error) && { isLost: true }) });
    if (isRefused) saveSoon(key, REFUSED_AGAIN_MS);
  }
}

/**
 * Creates the new email. The former ones are destroyed only after that, and only while they are drafts: another tab may have sent one. A
 * JMAP request cannot make one change depend on another.
 */
async function create(draft: Draft): Promise<void> {
  const { key } = draft;
  const mailbox = mailboxOf('drafts');
  if (!mailbox) throw new Refused({ type: 'notFound' });
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === draft.identityId) ?? identities[0];
  const former = [...draft.former, ...(draft.emailId ? [draft.emailId] : [])];
  const [answer, ...before] = await call([
    ['Email/set', { create: { draft: emailOf(draft, identity, mailbox.id) } }],
    ['Email/get', { ids: former, properties: ['keywords'] }],
    ...(draft.isLost ? triesOf(draft, mailbox.id, 2) : []),
  ]);
  const made = (answer?.created as { draft?: { id: string } } | null)?.draft;
  if (!made) {
    const refused = (refusedOf(answer) ?? { type: '' }) as SetError & { readonly notFound?: readonly string[] };
    // RFC 8621 4.6: old uploads may have been deleted.
    if (refused.type === 'blobNotFound') failFiles(key, refused.notFound ?? []);
    throw new Refused(refused);
  }
  const emails = before.flatMap(({ list }) => (list ?? []) as Pick<Row, 'id' | 'keywords'>[]);
  const kept = emails.filter(({ id, keywords }) => keywords.$draft && id !== made.id).map(({ id }) => id);
  const drafts = [...new Set(kept)];
  const isSame = find(key)?.revision === draft.revision;
  change(key, {
    emailId: made.id,
    former: drafts,
    isLost: false,
    savedAt: time(new Date()),
    saved: isSame ? 'clean' : 'dirty',
  });
  if (!isSame) saveSoon(key);
  await replace(key, drafts, made.id);
}

/** Returns the emails that attempts without an answer created. */
export async function lostOf(draft: Draft, drafts: string): Promise<string[]> {
  const [, got] = await call(triesOf(draft, drafts, 0));
  const emails = (got?.list ?? []) as Pick<Row, 'id' | 'keywords'>[];
  return emails.filter(({ id, keywords }) => keywords.$draft && id !== draft.emailId).map(({ id }) => id);
}

/** Returns the calls that find the emails created by attempts without an answer. @param at the number of calls before them in the request */
function triesOf({ messageId }: Draft, inMailbox: string, at: number): Invocation[] {
  return [
    ['Email/query', { filter: { inMailbox, header: ['Message-ID', messageId] } }],
    ['Email/get', { '#ids': { resultOf: String(at), name: 'Email/query', path: '/ids' }, properties: ['keywords'] }],
  ];
}

/** Destroys the former emails; where that fails, later. */
async function replace(key: string, former: readonly string[], emailId: string): Promise<void> {
  try {
    const [, got] = await call([
      ['Email/set', { destroy: former }],
      ['Email/get', { ids: [emailId], properties: ROW_PROPERTIES }],
    ]);
    const [row] = (got?.list ?? []) as Row[];
    change(key, { former: [] });
    if (row) replaceEmail(former, row);
  } catch (error) {
    noteFailure(error);
    if (!isOfflineError(error)) saveSoon(key, REFUSED_AGAIN_MS);
  }
}

function failFiles(key: string, blobIds: readonly string[]): void {
  const draft = find(key);
  if (!draft) return;
  const attachments = draft.attachments.map((each) =>
    each.blobId !== null && blobIds.includes(each.blobId) ? { ...each, blobId: null, failed: true } : each,
  );
  change(key, { attachments, revision: draft.revision + 1 });
  saveSoon(key);
}

/** Closes the window at once and saves the draft. While it cannot be saved, the window stays as a small one. */
export async function close(key: string): Promise<void> {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  // Nothing was written; at most a picture of the signature is uploading.
  if (draft.revision === 0 && draft.emailId === null) return drop(key);
  if (isUploading(draft)) return change(key, { isSmall: true });
  change(key, { isClosing: true });
  await save(key);
  const now = find(key);
  // The draft may have been opened again meanwhile.
  if (!now?.isClosing) return;
  if (isLoose(now)) change(key, { isClosing: false, isSmall: true });
  else drop(key);
}

/** Waits for the running savings of a draft, and cancels the next one. */
export async function settle(key: string): Promise<void> {
  await lines.get(key);
  clearTimeout(timers.get(key));
  timers.delete(key);
}
