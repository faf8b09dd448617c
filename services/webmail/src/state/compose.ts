import { create } from 'zustand';
import { time } from '../format/dates.ts';
import { formatAddress, parseAddress, splitAddresses } from '../format/people.ts';
import type { EmailAddress } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { call, client, mailboxOf, noteFailure, refresh, useMail } from './mail.ts';
import { hide, reword, show } from './toasts.ts';

/** Seconds in which a mail can be taken back. */
const UNDO_SECONDS = 10;
const SAVE_AFTER_MS = 1_500;

export interface Attachment {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly blobId: string | null;
  /** Of one. */
  readonly progress: number;
  readonly failed: boolean;
}

export interface Draft {
  readonly key: string;
  /** The email that it is kept as. */
  readonly emailId: string | null;
  readonly identityId: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  readonly body: string;
  readonly attachments: readonly Attachment[];
  readonly inReplyTo: readonly string[] | null;
  readonly references: readonly string[] | null;
  /** The email that it answers or forwards, and how that is marked. */
  readonly about: { readonly emailId: string; readonly keyword: '$answered' | '$forwarded' } | null;
  readonly saved: 'clean' | 'dirty' | 'saving' | 'kept';
  readonly savedAt: string | null;
  readonly isSmall: boolean;
}

interface Composing {
  readonly drafts: readonly Draft[];
}

const KEPT = 'postroom.drafts';

/** What could not be saved before the page went away comes back with it. */
function keptDrafts(): Draft[] {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '[]') as Draft[];
  } catch {
    return [];
  }
}

export const useCompose = create<Composing>(() => ({ drafts: keptDrafts() }));

const { getState: get, setState: set } = useCompose;

useCompose.subscribe(({ drafts }) => {
  const unsaved = drafts.filter(({ saved }) => saved !== 'clean');
  localStorage.setItem(KEPT, JSON.stringify(unsaved.map((draft) => ({ ...draft, saved: 'dirty' }))));
});

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const saving = new Map<string, Promise<void>>();
const uploads = new Map<string, AbortController>();

export function write(about: Partial<Draft> = {}): string {
  const identity = useMail.getState().identities[0];
  const signature = identity?.textSignature ? `\n\n-- \n${identity.textSignature}` : '';
  const key = crypto.randomUUID();
  const draft: Draft = {
    ...{ key, emailId: null, identityId: identity?.id ?? 'I1', to: '', cc: '', bcc: '', subject: '', attachments: [] },
    ...{ inReplyTo: null, references: null, about: null, saved: 'clean', savedAt: null, isSmall: false },
    ...about,
    body: `${signature}${about.body ?? ''}`,
  };
  set({ drafts: [...get().drafts, draft] });
  return key;
}

/** Opens a draft that is kept as an email. */
export function reopen(draft: Partial<Draft> & { emailId: string; body: string }): void {
  if (get().drafts.some(({ emailId }) => emailId === draft.emailId)) return;
  const key = write();
  edit(key, draft, true);
}

function find(key: string): Draft | undefined {
  return get().drafts.find((draft) => draft.key === key);
}

export function edit(key: string, change: Partial<Draft>, isClean = false): void {
  const isDirty = isContent(change) && !isClean;
  set({
    drafts: get().drafts.map((draft) =>
      draft.key === key ? { ...draft, ...change, ...(isDirty && { saved: 'dirty' as const }) } : draft,
    ),
  });
  if (isDirty) saveSoon(key);
}

function isContent(change: Partial<Draft>): boolean {
  return ['to', 'cc', 'bcc', 'subject', 'body', 'attachments', 'identityId'].some((name) => name in change);
}

function saveSoon(key: string): void {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => void save(key), SAVE_AFTER_MS),
  );
}

export function addressesIn(typed: string): { good: EmailAddress[]; wrong: string[] } {
  const parts = splitAddresses(typed).map((part) => ({ part, address: parseAddress(part) }));
  return {
    good: parts.flatMap(({ address }) => address ?? []),
    wrong: parts.filter(({ address }) => !address).map(({ part }) => part),
  };
}

function emailOf(draft: Draft, mailboxId: string): object {
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === draft.identityId) ?? identities[0];
  const list = (typed: string): EmailAddress[] | null => {
    const { good } = addressesIn(typed);
    return good.length > 0 ? good : null;
  };
  return {
    mailboxIds: { [mailboxId]: true },
    keywords: { $draft: true, $seen: true },
    from: identity ? [{ name: identity.name || null, email: identity.email }] : null,
    ...{ to: list(draft.to), cc: list(draft.cc), bcc: list(draft.bcc), subject: draft.subject },
    ...{ inReplyTo: draft.inReplyTo, references: draft.references },
    ...(identity?.replyTo ? { replyTo: identity.replyTo } : {}),
    textBody: [{ partId: 'text', type: 'text/plain' }],
    bodyValues: { text: { value: draft.body } },
    attachments: draft.attachments
      .filter(({ blobId }) => blobId !== null)
      .map(({ blobId, type, name }) => ({ blobId, type, name, disposition: 'attachment' })),
  };
}

/** Keeps it as a draft: a new email in the place of the one before. One saving of a draft at a time. */
export async function save(key: string): Promise<void> {
  clearTimeout(timers.get(key));
  await saving.get(key);
  const draft = find(key);
  const drafts = mailboxOf('drafts');
  if (!draft || !drafts || draft.saved === 'clean') return;
  set({ drafts: get().drafts.map((each) => (each.key === key ? { ...each, saved: 'saving' } : each)) });
  const work = (async () => {
    try {
      const destroy = draft.emailId ? [draft.emailId] : [];
      const [answer] = await call([['Email/set', { create: { draft: emailOf(draft, drafts.id) }, destroy }]]);
      const made = (answer?.created as { draft?: { id: string } } | null)?.draft;
      if (!made) throw new Error(JSON.stringify(answer?.notCreated));
      settle(key, draft, { emailId: made.id, savedAt: time(new Date()) }, 'clean');
    } catch (error) {
      noteFailure(error);
      settle(key, draft, {}, 'kept');
    }
  })();
  saving.set(key, work);
  await work;
  saving.delete(key);
}

/** What was typed while it was saved is saved next. */
function settle(key: string, saved: Draft, change: Partial<Draft>, state: 'clean' | 'kept'): void {
  const now = find(key);
  if (!now) return;
  const isSame =
    now.body === saved.body &&
    now.subject === saved.subject &&
    now.to === saved.to &&
    now.cc === saved.cc &&
    now.bcc === saved.bcc &&
    now.attachments === saved.attachments;
  set({
    drafts: get().drafts.map((draft) =>
      draft.key === key ? { ...draft, ...change, saved: isSame ? state : 'dirty' } : draft,
    ),
  });
  if (!isSame || state === 'kept')
    timers.set(
      key,
      setTimeout(() => void save(key), state === 'kept' ? 10_000 : SAVE_AFTER_MS),
    );
}

/** Closes the window; what was written is kept as a draft. */
export async function close(key: string): Promise<void> {
  if (find(key)?.saved !== 'clean') await save(key);
  if (find(key)?.saved === 'kept') return edit(key, { isSmall: true });
  drop(key);
}

function drop(key: string): void {
  clearTimeout(timers.get(key));
  set({ drafts: get().drafts.filter((draft) => draft.key !== key) });
}

export async function discard(key: string): Promise<void> {
  await saving.get(key);
  const draft = find(key);
  drop(key);
  if (draft?.emailId) await call([['Email/set', { destroy: [draft.emailId] }]]).catch(() => undefined);
}

export function attach(key: string, files: Iterable<File>): void {
  for (const file of files) {
    const id = crypto.randomUUID();
    const entry: Attachment = {
      ...{ key: id, name: file.name, type: file.type || 'application/octet-stream', size: file.size },
      ...{ blobId: null, progress: 0, failed: false },
    };
    const draft = find(key);
    if (!draft) return;
    edit(key, { attachments: [...draft.attachments, entry] });
    const stop = new AbortController();
    uploads.set(id, stop);
    const update = (change: Partial<Attachment>): void => {
      const now = find(key);
      if (now)
        edit(key, { attachments: now.attachments.map((each) => (each.key === id ? { ...each, ...change } : each)) });
    };
    client()
      .upload(file, (sent) => update({ progress: file.size ? sent / file.size : 1 }), stop.signal)
      .then(({ blobId }) => update({ blobId, progress: 1 }))
      .catch((error: unknown) => {
        noteFailure(error);
        if (!stop.signal.aborted) update({ failed: true });
      })
      .finally(() => uploads.delete(id));
  }
}

export function detach(key: string, attachment: string): void {
  uploads.get(attachment)?.abort();
  const draft = find(key);
  if (draft) edit(key, { attachments: draft.attachments.filter((each) => each.key !== attachment) });
}

/** Why it cannot be sent yet, in words; null when it can. */
export function fault(draft: Draft): string | null {
  const all = addressesIn([draft.to, draft.cc, draft.bcc].filter(Boolean).join(','));
  if (all.wrong.length > 0) return text('compose.wrongAddress', { addresses: all.wrong.join(', ') });
  return all.good.length === 0 ? text('compose.needRecipient') : null;
}

const MENTIONS = /\b(?:attach(?:ed|ment|ments|ing)?|enclosed)\b|附件|附上/iu;

/** Whether it speaks of an attachment and has none; quoted lines are somebody else's words. */
export function hasForgotten({ body, attachments }: Draft): boolean {
  const own = body
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  return attachments.length === 0 && MENTIONS.test(own);
}

/** Sends it: at once but for the seconds in which it can be taken back, or at that time. */
export async function send(key: string, at: Date | null = null): Promise<void> {
  const draft = find(key);
  const sent = mailboxOf('sent');
  if (!draft || !sent) return;
  edit(key, { saved: 'dirty', isSmall: true }, true);
  await save(key);
  const kept = find(key);
  if (!kept?.emailId) return edit(key, { isSmall: false }, true);
  const { emailId } = kept;
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === draft.identityId) ?? identities[0];
  const recipients = addressesIn([draft.to, draft.cc, draft.bcc].filter(Boolean).join(',')).good;
  const hold = at ? { HOLDUNTIL: `${at.toISOString().slice(0, 19)}Z` } : { HOLDFOR: String(UNDO_SECONDS) };
  const envelope = {
    mailFrom: { email: identity?.email ?? '', parameters: hold },
    rcptTo: [...new Set(recipients.map(({ email }) => email))].map((email) => ({ email })),
  };
  const about = draft.about
    ? { update: { [draft.about.emailId]: { [`keywords/${draft.about.keyword}`]: true } } }
    : { update: {} };
  try {
    const [answer] = await call([
      [
        'EmailSubmission/set',
        {
          create: { sent: { identityId: identity?.id, emailId, envelope } },
          onSuccessUpdateEmail: { '#sent': { mailboxIds: { [sent.id]: true }, 'keywords/$draft': null } },
        },
      ],
      ['Email/set', about],
    ]);
    const made = (answer?.created as { sent?: { id: string; sendAt: string } } | null)?.sent;
    if (!made) {
      const refused = (answer?.notCreated as { sent?: { description?: string } } | null)?.sent;
      throw new Error(refused?.description ?? '');
    }
    drop(key);
    offerUndo(made.id, kept, at);
    void refresh(new Set(['Email']));
  } catch (error) {
    noteFailure(error);
    edit(key, { isSmall: false }, true);
    show(text('compose.notSent', { reason: error instanceof Error ? error.message : '' }));
  }
}

/** The seconds count down in one quiet line. */
function offerUndo(submissionId: string, draft: Draft, at: Date | null): void {
  const action = { label: text('app.undo'), run: () => void takeBack(submissionId, draft) };
  if (at) {
    show(text('compose.scheduled', { when: at.toLocaleString() }), action);
    return;
  }
  let left = UNDO_SECONDS;
  const id = show(text('compose.sending', { seconds: left }), action, 0);
  const clock = setInterval(() => {
    left--;
    if (left > 0) reword(id, text('compose.sending', { seconds: left }));
    else {
      clearInterval(clock);
      hide(id);
      show(text('compose.sent'), undefined, 3_000);
    }
  }, 1_000);
  undoing.set(submissionId, () => {
    clearInterval(clock);
    hide(id);
  });
}

const undoing = new Map<string, () => void>();

/** Takes a mail back, and opens it again as it was. */
export async function takeBack(submissionId: string, draft: Draft | null): Promise<void> {
  undoing.get(submissionId)?.();
  undoing.delete(submissionId);
  const drafts = mailboxOf('drafts');
  const [answer] = await call([['EmailSubmission/set', { update: { [submissionId]: { undoStatus: 'canceled' } } }]]);
  if (!(answer?.updated as object | null)) {
    show(text('compose.tooLate'));
    return;
  }
  if (draft && drafts && draft.emailId) {
    const back = { mailboxIds: { [drafts.id]: true }, 'keywords/$draft': true };
    await call([['Email/set', { update: { [draft.emailId]: back } }]]);
    set({ drafts: [...get().drafts, { ...draft, isSmall: false, saved: 'clean' }] });
  }
  show(text('compose.takenBack'));
  void refresh(new Set(['Email', 'EmailSubmission']));
}

export { formatAddress };
