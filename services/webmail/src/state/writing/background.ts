import { ownerOf } from '../../jmap/ids.ts';
import { putWaiting, readWaiting, removeWaiting, SYNC, type WaitingMail } from '../../shell/waiting-mails.ts';
import type { MailState } from '../mail.ts';
import { type Draft, emailOf, fault, recipientsOf } from './draft.ts';
import { nameOf } from './draft-name.ts';

/** Background Sync, which only some browsers have. */
interface Syncing {
  readonly sync?: { register(tag: string): Promise<void> };
}

async function syncing(): Promise<NonNullable<Syncing['sync']> | undefined> {
  const registration: (ServiceWorkerRegistration & Syncing) | undefined =
    await navigator.serviceWorker?.getRegistration();
  return registration?.active ? registration.sync : undefined;
}

/** Has the browser wake the service worker when there is a connection. Rejects where the browser, or the person, does not want it. */
export async function askForSync(): Promise<void> {
  await (await syncing())?.register(SYNC);
}

/** Leaves a waiting message to the service worker, which sends it when no page has it any more. Returns whether it will. */
export async function handOverToWorker(
  draft: Draft,
  known: Pick<MailState, 'identities' | 'mailboxes'>,
): Promise<boolean> {
  try {
    const mail = waitingMailOf(draft, known);
    if (!mail || !(await syncing())) return false;
    await putWaiting(mail);
    await askForSync();
    return true;
  } catch {
    await forgetWaiting(draft);
    return false;
  }
}

/** Returns what the service worker needs to send a draft; undefined for one that cannot be sent as it is. */
export function waitingMailOf(
  draft: Draft,
  { identities, mailboxes }: Pick<MailState, 'identities' | 'mailboxes'>,
): WaitingMail | undefined {
  const identity = identities.find(({ id }) => id === draft.identityId);
  const [drafts, sent] = ['drafts', 'sent'].map((role) => mailboxes.find((each) => each.role === role)?.id);
  if (!draft.toGo || !identity || !drafts || !sent || fault(draft)) return undefined;
  const { accountId, revision, about, isLost, unsure, emailId, former } = draft;
  return {
    name: nameOf(draft),
    accountId,
    revision,
    email: emailOf(draft, identity, drafts),
    identityId: identity.id,
    mailFrom: (identity.sender ?? identity).email,
    recipients: [...new Set(recipientsOf(draft).good.map(({ email }) => email))],
    at: draft.toGo.at,
    sentId: sent,
    former: emailId === null ? former : [...former, emailId],
    // A mail that others share is in another account, which the worker leaves alone.
    about: ownerOf(about?.emailId) === undefined ? about : null,
    isLost,
    unsure,
    isGone: false,
  };
}

/** Takes a message away from the service worker. */
export function forgetWaiting(draft: Pick<Draft, 'accountId' | 'key'>): Promise<void> {
  return forgetName(nameOf(draft));
}

export async function forgetName(name: string): Promise<void> {
  // Without storage the worker has nothing either.
  await removeWaiting(name).catch(() => undefined);
}

/** Returns a draft with what the service worker has done of it. Its lock must be held, so that the worker does nothing more. */
export async function asTried(draft: Draft): Promise<Draft> {
  const tried = await readWaiting(nameOf(draft)).catch(() => undefined);
  if (!tried || tried.revision !== draft.revision) return draft;
  const { isLost, unsure, isGone } = tried;
  return {
    ...draft,
    isLost: draft.isLost || isLost,
    ...(unsure !== null && { unsure, unsureRevision: tried.revision, isGone }),
  };
}
