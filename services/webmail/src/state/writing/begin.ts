import { newKey } from '../../format/random.ts';
import { textOfQuote } from '../../html/quote-text.ts';
import { usePreferences } from '../account-preferences.ts';
import { client, useMail } from '../mail.ts';
import { type Draft, revived } from './draft.ts';
import { add, find, leaveAll, takeHanded, takeKept } from './drafts.ts';
import { htmlOfSignature } from './rich/lines.ts';
import { saveSoon, stopSaving } from './saving.ts';
import { stopUploads } from './uploads.ts';

export function blank(): Draft {
  return {
    ...{ key: newKey(), accountId: client().accountId, emailId: null, former: [] },
    ...{ identityId: useMail.getState().identities[0]?.id ?? '', to: '', cc: '', bcc: '', subject: '', body: '' },
    ...{ html: null, quote: null, attachments: [], asksReceipt: false },
    ...{ inReplyTo: null, references: null, about: null },
    ...{ textVersion: 0, revision: 0, saved: 'clean', savedAt: null, refusal: null, isSending: false, unsure: null },
    ...{ isSmall: false, isClosing: false },
  };
}

/** Begins a mail, with the signature above what is quoted; in plain text where one wrote so last. */
export function write(about: Partial<Draft> = {}): void {
  const empty = blank();
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === (about.identityId ?? empty.identityId));
  const { textSignature = '', htmlSignature = '' } = identity ?? {};
  const signature = textSignature ? `\n\n-- \n${textSignature}` : '';
  const draft = { ...empty, ...about, body: signature };
  if (usePreferences.getState().writesPlain)
    add({
      ...{ ...draft, body: signature + (about.quote ? textOfQuote(about.quote) : ''), quote: null },
      // An answer in plain text does not send the pictures back.
      attachments: draft.attachments.filter(({ cid }) => cid === null || about.quote?.kind === 'forward'),
    });
  else add({ ...draft, html: `<div><br></div>${htmlOfSignature(htmlSignature, textSignature)}` });
}

/** Begins a mail whose words are there already, and keeps it. */
export function writeCopy(about: Partial<Draft>): void {
  const draft: Draft = { ...blank(), ...about, revision: 1, saved: 'dirty' };
  add(draft);
  saveSoon(draft.key);
}

/** What was not saved before a tab of this account went away comes back. @param signal stops it, when somebody signs out meanwhile */
export async function resume(accountId: string, signal: AbortSignal): Promise<void> {
  for (const draft of await takeKept(accountId)) {
    if (signal.aborted || find(draft.key)) continue;
    add(revived(draft));
    if (draft.saved !== 'clean') saveSoon(draft.key);
  }
}

/** The mail that this window was opened for. Returns whether it is there. */
export async function goOn(accountId: string, key: string, signal: AbortSignal): Promise<boolean> {
  const draft = await takeHanded(accountId, key, signal);
  if (!draft || signal.aborted) return false;
  add(revived({ ...draft, isSmall: false }));
  if (draft.saved !== 'clean') saveSoon(draft.key);
  return true;
}

/** Nobody writes here any more. */
export function leave(): void {
  stopSaving();
  stopUploads();
  leaveAll();
}
