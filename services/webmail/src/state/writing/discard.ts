import { text } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import { call, client, isOfflineError, mailboxOf } from '../mail.ts';
import { putOff } from '../offline/pending.ts';
import { refresh } from '../refresh.ts';
import { showError } from '../show-error.ts';
import { doing } from '../toasts.ts';
import { type Draft, revived } from './draft.ts';
import { add, change, drop, find } from './drafts.ts';
import { lostOf, saveSoon, settle } from './saving.ts';

/** Discards a draft, with an undo: its stored email goes to Trash. */
export async function discard(key: string): Promise<void> {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  change(key, { isClosing: true });
  await doing(async () => {
    await settle(key);
    const last = find(key) ?? draft;
    drop(key);
    // Nothing was written, or the account has changed meanwhile: there is nothing to undo.
    if (client().accountId !== last.accountId || (last.revision === 0 && last.emailId === null)) return undefined;
    const trash = mailboxOf('trash')?.id;
    void throwAway(last, trash).catch(showError);
    return [writingText('discarded'), { label: text('app.undo'), run: () => comeBack(last, trash !== undefined) }];
  });
}

async function throwAway(draft: Draft, trash: string | undefined): Promise<void> {
  const { emailId, former, accountId, isLost } = draft;
  if (emailId === null && former.length === 0 && !isLost) return;
  const drafts = mailboxOf('drafts')?.id;
  const update = emailId !== null && trash ? { [emailId]: { mailboxIds: { [trash]: true } } } : {};
  try {
    const lost = isLost && drafts ? await lostOf(draft, drafts) : [];
    const destroy = [...former, ...lost, ...(emailId !== null && !trash ? [emailId] : [])];
    await call([['Email/set', { update, destroy }]]);
    void refresh(new Set(['Email']));
  } catch (error) {
    if (!isOfflineError(error) || !trash || emailId === null) throw error;
    const patch = { ...(drafts && { [`mailboxIds/${drafts}`]: null }), [`mailboxIds/${trash}`]: true };
    await putOff(accountId, { kind: 'update', emails: { [emailId]: patch } });
  }
}

/** Restores a draft. It is saved anew, and the email in Trash then goes. */
function comeBack(draft: Draft, isKept: boolean): void {
  if (find(draft.key)) return;
  const { emailId } = draft;
  add(revived({ ...draft, emailId: isKept ? emailId : null, former: [], saved: 'dirty', isSmall: false }));
  saveSoon(draft.key, 0);
}
