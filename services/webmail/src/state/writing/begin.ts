import { newKey } from '../../format/random.ts';
import { text } from '../../words/index.ts';
import { client, useMail } from '../mail.ts';
import { show } from '../toasts.ts';
import { type Draft, revived } from './draft.ts';
import { add, change, find, leaveAll, ownEmail, takeKept, useWriting } from './drafts.ts';
import { saveSoon, stopSaving } from './saving.ts';
import { stopUploads } from './uploads.ts';

function blank(): Draft {
  return {
    ...{ key: newKey(), accountId: client().accountId, emailId: null, former: [] },
    ...{ identityId: useMail.getState().identities[0]?.id ?? '', to: '', cc: '', bcc: '', subject: '', body: '' },
    ...{ attachments: [], inReplyTo: null, references: null, about: null },
    ...{ revision: 0, saved: 'clean', savedAt: null, refusal: null, isSending: false, unsure: null },
    ...{ isSmall: false, isClosing: false },
  };
}

/** Begins a mail, with the signature above what is quoted. */
export function write(about: Partial<Draft> = {}): void {
  const empty = blank();
  const { identities } = useMail.getState();
  const identity = identities.find(({ id }) => id === (about.identityId ?? empty.identityId));
  const signature = identity?.textSignature ? `\n\n-- \n${identity.textSignature}` : '';
  add({ ...empty, ...about, body: `${signature}${about.body ?? ''}` });
}

/** Opens a draft that is kept as an email. */
export async function reopen(draft: Partial<Draft> & { emailId: string }): Promise<void> {
  const open = useWriting.getState().drafts.find(({ emailId }) => emailId === draft.emailId);
  if (open) return change(open.key, { isSmall: false, isClosing: false });
  if (await ownEmail(client().accountId, draft.emailId)) add({ ...blank(), ...draft });
  else show(text('compose.elsewhere'));
}

/** What was not saved before a tab of this account went away comes back. @param signal stops it, when somebody signs out meanwhile */
export async function resume(accountId: string, signal: AbortSignal): Promise<void> {
  for (const draft of await takeKept(accountId)) {
    if (signal.aborted || find(draft.key)) continue;
    add(revived(draft));
    if (draft.saved !== 'clean') saveSoon(draft.key);
  }
}

/** Nobody writes here any more. */
export function leave(): void {
  stopSaving();
  stopUploads();
  leaveAll();
}
