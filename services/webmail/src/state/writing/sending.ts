import { newKey } from '../../format/random.ts';
import { RequestFailed } from '../../jmap/client.ts';
import type { Identity, Submission } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import { readIdentities } from '../account.ts';
import { accountOf, call, isOfflineError, isUnsure, mailboxOf, noteFailure, useMail } from '../mail.ts';
import { refresh } from '../refresh.ts';
import { Refused, refusedOf, Said, type SetError } from '../refused.ts';
import { reasonFor } from '../show-error.ts';
import { stayOpen } from '../stay-open.ts';
import { doing, show } from '../toasts.ts';
import { type Draft, isUploading, leftOf, recipientsOf } from './draft.ts';
import { change, drop, find, isOnDevice } from './drafts.ts';
import { lostOf, save } from './saving.ts';
import { takeOut } from './take-out.ts';
import { offerUndo, UNDO_SECONDS } from './undo.ts';

/** Sends it: at once but for the seconds in which it can be taken back, or at that time. What is being sent is not sent again. */
export async function send(key: string, at: Date | null = null): Promise<void> {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  const isAgain = draft.toGo !== null;
  // Its files wait for a connection, and it for them.
  const isSending = !isUploading(draft);
  change(key, { isSmall: true, isSending, refused: [], toGo: { at: at?.toISOString() ?? null } });
  if (!isSending) return isAgain ? undefined : sayThatItWaits(key);
  using _ = stayOpen();
  try {
    // What is tried again by itself takes nothing away that somebody is offered to take back.
    if (isAgain) await sendOnce(key, at);
    else await doing(() => sendOnce(key, at).then(() => undefined));
  } catch (error) {
    noteFailure(error);
    if (isOfflineError(error)) {
      change(key, { isSending: false });
      if (isTakenOut(key)) takeOut(key);
      else if (!isAgain) sayThatItWaits(key);
      return;
    }
    // Of whom it was refused for its window speaks, where they stand.
    if (!find(key)?.refused.length) show(text('compose.notSent', { reason: await reasonFor(error, true) }));
  }
  // It is still here: it was not sent, and is shown.
  change(key, { isSending: false, isSmall: false, toGo: null });
}

/** Somebody took it out while it was tried. */
function isTakenOut(key: string): boolean {
  return find(key)?.toGo === null;
}

function sayThatItWaits(key: string): void {
  const draft = find(key);
  if (!draft) return;
  const kept = isOnDevice(draft) ? 'outbox.waits' : 'outbox.waitsHere';
  show(writingText(isUploading(draft) ? 'outbox.waitsForFiles' : kept), {
    label: text('app.undo'),
    run: () => takeOut(key),
  });
}

async function sendOnce(key: string, at: Date | null): Promise<void> {
  const { unsure = null, emailId = null } = find(key) ?? {};
  if (unsure !== null && (await isSent(unsure))) return wasSent(key, unsure);
  // An earlier try may still be on its way: there is no such email for it then.
  if (emailId === null || unsure !== null) change(key, { saved: 'dirty' });
  await save(key);
  const draft = find(key);
  if (draft?.saved === 'kept' && draft.refusal === null) throw new RequestFailed('offline', 'It could not be saved');
  // What was typed last and could not be saved is not what would be sent.
  if (draft?.saved !== 'clean' || draft.emailId === null) {
    show(text('compose.notSent', { reason: draft?.refusal || text('compose.unsavedReason') }));
    return;
  }
  if (unsure !== null) {
    if (await isSent(unsure)) return wasSent(key, unsure);
    change(key, { unsure: null });
  }
  if (isTakenOut(key)) {
    show(text('compose.takenBack'));
    return;
  }
  // Without a line nothing goes out, and of that there is no doubt.
  if (!navigator.onLine) throw new RequestFailed('offline', 'There is no line');
  try {
    await submit(draft, at);
  } catch (error) {
    if (!isUnsure(error)) throw error;
    change(key, { unsure: draft.emailId, unsureRevision: draft.revision });
    // It is looked up when there is a connection.
    if (isOfflineError(error)) throw error;
    show(text('compose.unsure'));
  }
}

/** Whether a try that had no answer went out after all. */
async function isSent(emailId: string): Promise<boolean> {
  const [, got] = await call([
    ['EmailSubmission/query', { filter: { emailIds: [emailId] } }],
    ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
  ]);
  return ((got?.list ?? []) as Submission[]).some(({ undoStatus }) => undoStatus !== 'canceled');
}

/** It was sent as it was then. */
function wasSent(key: string, emailId: string): void {
  const draft = find(key);
  if (!draft) return;
  const isSame = draft.revision === draft.unsureRevision;
  void destroyLeft(draft, emailId, isSame).catch(noteFailure);
  if (isSame) {
    drop(key);
    show(text('compose.sent'));
  } else {
    // What was changed since is a mail of its own.
    change(key, {
      unsure: null,
      messageId: newKey(),
      isLost: false,
      ...(draft.emailId === emailId && { emailId: null, saved: 'dirty' }),
    });
    show(text('compose.sentBefore'));
  }
  void refresh(new Set(['Email']));
}

async function destroyLeft(draft: Draft, sentAs: string, isSame: boolean): Promise<void> {
  const drafts = mailboxOf('drafts')?.id;
  const lost = draft.isLost && drafts ? await lostOf(draft, drafts) : [];
  const destroy = leftOf(draft, sentAs, lost, isSame);
  if (destroy.length > 0) await call([['Email/set', { destroy }]]);
}

async function submit(draft: Draft, at: Date | null): Promise<void> {
  const { emailId, about } = draft;
  const sent = mailboxOf('sent');
  if (!sent || emailId === null) throw new Refused({ type: 'notFound' });
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === draft.identityId);
  if (!identity) throw new Said(writingText('gone.why'));
  const [answer] = await call([
    [
      'EmailSubmission/set',
      {
        create: { sent: { identityId: identity.id, emailId, envelope: envelopeOf(draft, identity, at) } },
        onSuccessUpdateEmail: { '#sent': { mailboxIds: { [sent.id]: true }, 'keywords/$draft': null } },
      },
    ],
  ]);
  const made = (answer?.created as { sent?: { id: string } } | null)?.sent;
  if (!made) {
    const refused = refusedOf(answer) ?? { type: '' };
    if (isOfSender(refused)) {
      // What one may write as is another now, and perhaps how.
      change(draft.key, { saved: 'dirty' });
      await readIdentities().catch(noteFailure);
      throw new Said(writingText('refused.from', { address: identity.email }));
    }
    if (refused.type === 'invalidRecipients') change(draft.key, { refused: refused.invalidRecipients ?? [] });
    throw new Refused(refused);
  }
  drop(draft.key);
  offerUndo(made.id, draft, at);
  // Those in whose place it came, where they could not go when it did.
  if (draft.former.length > 0) void call([['Email/set', { destroy: draft.former }]]).catch(noteFailure);
  if (about) {
    const mark = { [about.emailId]: { [`keywords/${about.keyword}`]: true } };
    const accountId = accountOf(about.emailId);
    await call([['Email/set', { accountId, update: mark }]]).catch(noteFailure);
  }
  void refresh(new Set(['Email']));
}

/** Whether it is that one may not write as this address. */
function isOfSender({ type, properties }: SetError): boolean {
  if (type === 'invalidProperties') return properties?.includes('identityId') ?? false;
  return type === 'forbiddenFrom' || type === 'forbiddenMailFrom';
}

function envelopeOf(draft: Draft, identity: Identity, at: Date | null): object {
  // RFC 4865 by way of RFC 8621 7.
  const parameters = at ? { HOLDUNTIL: `${at.toISOString().slice(0, 19)}Z` } : { HOLDFOR: String(UNDO_SECONDS) };
  const recipients = new Set(recipientsOf(draft).good.map(({ email }) => email));
  return {
    mailFrom: { email: (identity.sender ?? identity).email, parameters },
    rcptTo: [...recipients].map((email) => ({ email })),
  };
}
