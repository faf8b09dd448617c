import { ownerOf } from '../../jmap/ids.ts';
import type { Row } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { change } from '../actions.ts';
import { forAll } from '../bulk/for-all.ts';
import { emailsOf, knownEmailsOf } from '../conversations.ts';
import { inOrder } from '../in-order.ts';
import { openView } from '../list.ts';
import { addRows, useMail } from '../mail.ts';
import { marking, setting } from '../marks.ts';
import type { Chosen } from '../selection.ts';
import { showError } from '../show-error.ts';
import { doing } from '../toasts.ts';
import type { Label } from './label.ts';
import { searchFor } from './names.ts';

/** Searches for a label's mail. @param isBeside opened from mail that has the label; in somebody else's folder only that folder is searched */
export async function openLabel(label: Label, isBeside = false): Promise<void> {
  const { mailboxId } = useMail.getState().list.view;
  const isShared = isBeside && ownerOf(mailboxId) !== undefined;
  await openView({ mailboxId: isShared ? mailboxId : null, search: searchFor(label) });
}

/** Adds a label to conversations or removes it, with an undo for those that it changed. */
export async function putLabel(ids: Chosen, label: Label, isOn: boolean): Promise<void> {
  if (ids === 'all') return forAll(({ labelAll }) => labelAll(label, isOn));
  if (ids.length === 0) return;
  const before = knownEmailsOf(ids);
  const { view } = useMail.getState().list;
  const changed: Row[] = [];
  const takeBack = async (): Promise<void> => {
    const { rows } = useMail.getState();
    const now = changed.map((row) => rows[row.id] ?? row);
    const sendMarks = () => inOrder(() => mark(now, label.keyword, !isOn));
    await marking(now, setting(label.keyword, !isOn), sendMarks);
  };
  const undo = { label: text('app.undo'), run: () => void takeBack().catch(showError) };
  await doing(async () => {
    try {
      const sendMarks = async (): Promise<void> => {
        const emails = await emailsOf(ids, before, view);
        const otherwise = emails.filter(({ keywords }) => Boolean(keywords[label.keyword]) !== isOn);
        await mark(otherwise, label.keyword, isOn, changed);
      };
      await marking(before, setting(label.keyword, isOn), () => inOrder(sendMarks));
    } catch (error) {
      addRows(before.filter(({ id }) => !changed.some((each) => each.id === id)));
      showError(error, changed.length > 0 ? undo : undefined);
      return undefined;
    }
    return [text(isOn ? 'label.putOn' : 'label.takenOff', { name: label.name, count: ids.length }), undo];
  });
}

function mark(emails: readonly Row[], keyword: string, isOn: boolean, changed?: Row[]): Promise<void> {
  return change(emails, () => ({ [`keywords/${keyword}`]: isOn ? true : null }), setting(keyword, isOn), changed);
}
