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
import { forgetWaiting, handOverToWorker } from './background.ts';
import { type Draft, isUploading, leftOf, recipientsOf } from './draft.ts';
import { change, drop, find, isOnDevice } from './drafts.ts';
import { lostOf, save } from './saving.ts';
import { takeOut } from './take-out.ts';
import { offerUndo, UNDO_SECONDS } from './undo.ts';

/** Sends a message: at once (after the seconds for undo), or at a given time. Does nothing while it is being sent. */
export async function send(key: string, at: Date | null = null): Promise<void> {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  const isAgain = draft.toGo !== null;
  // With unfinished uploads the message waits for them.
  const isSending = !isUploading(draft);
  change(key, { isSmall: true, isSending, refused: [], toGo: { at: at?.toISOString() ?? null } });
  if (!isSending) return isAgain ? undefined : sayThatItWaits(key, false);
  const mayClose = stayOpen();
  try {
    // An automatic attempt must not remove an undo that is offered.
    if (isAgain) await sendOnce(key, at);
    else await doing(() => sendOnce(key, at).then(() => undefined));
  } catch (error) {
    noteFailure(error);
    if (isOfflineError(error)) {
      change(key, { isSending: false });
      if (isTakenOut(key)) takeOut(key);
      else await waitHere(key, !isAgain);
      return;
    }
    // Refused recipients are shown in the window, beside their addresses.
    if (!find(key)?.refused.length) show(text('compose.notSent', { reason: await reasonFor(error, true) }));
  } finally {
    mayClose();
  }
  // The draft is still here, so it was not sent and is shown.
  change(key, { isSending: false, isSmall: false, toGo: null });
}

/** Returns whether the person took the draft out during the attempt. */
function isTakenOut(key: string): boolean {
  return find(key)?.toGo === null;
}

/** Leaves a message to wait: on this device, for this page, and for the service worker where the browser has Background Sync. */
async function waitHere(key: string, says: boolean): Promise<void> {
  const draft = find(key);
  if (!draft) return;
  const isHanded = await handOverToWorker(draft, useMail.getState());
  if (says) sayThatItWaits(key, isHanded);
}

function sayThatItWaits(key: string, isHanded: boolean): void {
  const draft = find(key);
  if (!draft?.toGo) return;
  const kept = isHanded ? 'outbox.waitsAlone' : isOnDevice(draft) ? 'outbox.waits' : 'outbox.waitsHere';
  show(writingText(isUploading(draft) ? 'outbox.waitsForFiles' : kept), {
    label: text('app.undo'),
    run: () => takeOut(key),
  });
}

async function sendOnce(key: string, at: Date | null): Promise<void> {
  const { unsure = null, emailId = null, isGone = false, accountId = '' } = find(key) ?? {};
  // The service worker must not send it as well, should this page close meanwhile.
  await forgetWaiting({ key, accountId });
  if (unsure !== null && (isGone || (await isSent(unsure)))) return wasSent(key, unsure);
  // An earlier attempt may still arrive; with a new email in place of the old one it finds nothing to send.
  if (emailId === null || unsure !== null) change(key, { saved: 'dirty' });
  await save(key);
  const draft = find(key);
  if (draft?.saved === 'kept' && draft.refusal === null) throw new RequestFailed('offline', 'It could not be saved');
  // The last changes could not be saved, so they would not be sent.
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
  // Without a connection nothing is sent, and it is certain that nothing was.
  if (!navigator.onLine) throw new RequestFailed('offline', 'There is no line');
  try {
    await submit(draft, at);
  } catch (error) {
    if (!isUnsure(error)) throw error;
    change(key, { unsure: draft.emailId, unsureRevision: draft.revision });
    // Checked when there is a connection again.
    if (isOfflineError(error)) throw error;
    show(text('compose.unsure'));
  }
}

/** Returns whether an attempt without an answer was sent after all. */
async function isSent(emailId: string): Promise<boolean> {
  const [, got] = await call([
    ['EmailSubmission/query', { filter: { emailIds: [emailId] } }],
    ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
  ]);
  return ((got?.list ?? []) as Submission[]).some(({ undoStatus }) => undoStatus !== 'canceled');
}

/** Ends a draft that an earlier attempt has sent, or keeps what was changed after it. */
function wasSent(key: string, emailId: string): void {
  const draft = find(key);
  if (!draft) return;
  const isSame = draft.revision === draft.unsureRevision;
  void destroyLeft(draft, emailId, isSame).catch(noteFailure);
  if (isSame) {
    drop(key);
    show(text('compose.sent'));
  } else {
    // Later changes become a new message.
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
      // The addresses that the person may use, and how, have changed.
      change(draft.key, { saved: 'dirty' });
      await readIdentities().catch(noteFailure);
      throw new Said(writingText('refused.from', { address: identity.email }));
    }
    if (refused.type === 'invalidRecipients') change(draft.key, { refused: refused.invalidRecipients ?? [] });
    throw new Refused(refused);
  }
  drop(draft.key);
  offerUndo(made.id, draft, at);
  // Former emails that could not be destroyed when the last one was saved.
  if (draft.former.length > 0) void call([['Email/set', { destroy: draft.former }]]).catch(noteFailure);
  if (about) {
    const mark = { [about.emailId]: { [`keywords/${about.keyword}`]: true } };
    const accountId = accountOf(about.emailId);
    await call([['Email/set', { accountId, update: mark }]]).catch(noteFailure);
  }
  void refresh(new Set(['Email']));
}

/** Returns whether the person may not write as this address. */
function isOfSender({ type, properties }: SetError): boolean {
  if (type === 'invalidProperties') return properties?.includes('identityId') ?? false;
  return type === 'forbiddenFrom' || type === 'forbiddenMailFrom';
}

function envelopeOf(draft: Draft, identity: Identity, at: Date | null): object {
  // RFC 4865, as RFC 8621 7 uses it.
  const parameters = at ? { HOLDUNTIL: `${at.toISOString().slice(0, 19)}Z` } : { HOLDFOR: String(UNDO_SECONDS) };
  const recipients = new Set(recipientsOf(draft).good.map(({ email }) => email));
  return {
    mailFrom: { email: (identity.sender ?? identity).email, parameters },
    rcptTo: [...recipients].map((email) => ({ email })),
  };
}
