import { newKey } from '../../format/random.ts';
import { ownerOf } from '../../jmap/ids.ts';
import type { Row } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { readMailboxes } from '../account.ts';
import { changePreferences } from '../account-preferences.ts';
import { change } from '../actions.ts';
import { forAll } from '../bulk/for-all.ts';
import { emailsOf, inBatches, knownEmailsOf } from '../conversations.ts';
import { inOrder } from '../in-order.ts';
import { openView, readPage } from '../list.ts';
import { addRows, call, client, useMail } from '../mail.ts';
import { marking, setting } from '../marks.ts';
import { Refused, refusedOf } from '../refused.ts';
import type { Chosen } from '../selection.ts';
import { tell } from '../tell.ts';
import { type Done, doing } from '../toasts.ts';
import { keywordFor, type Label } from './label.ts';
import { knownLabels as known, labelSearched, nameOf, searchFor } from './names.ts';

/** Looks at most, each at as many emails as one call may have. */
const MAX_LOOKS = 10_000;

/** @param isBeside from mail that has it: where that is somebody else's, it is his folder in which it is looked for */
export async function openLabel(label: Label, isBeside = false): Promise<void> {
  const { mailboxId } = useMail.getState().list.view;
  const isShared = isBeside && ownerOf(mailboxId) !== undefined;
  await openView({ mailboxId: isShared ? mailboxId : null, search: searchFor(label) });
}

/** Puts a label on conversations or takes it off, with an undo for those that it changed. */
export async function putLabel(ids: Chosen, label: Label, isOn: boolean): Promise<void> {
  if (ids === 'all') return forAll(({ labelAll }) => labelAll(label, isOn));
  if (ids.length === 0) return;
  const before = knownEmailsOf(ids);
  const { view } = useMail.getState().list;
  const changed: Row[] = [];
  const undo = { label: text('app.undo'), run: () => void mark(changed, label.keyword, !isOn).catch(tell) };
  await doing(async () => {
    try {
      const tellServer = async (): Promise<void> => {
        const emails = await emailsOf(ids, before, view);
        const otherwise = emails.filter(({ keywords }) => Boolean(keywords[label.keyword]) !== isOn);
        await mark(otherwise, label.keyword, isOn, changed);
      };
      await marking(before, setting(label.keyword, isOn), () => inOrder(tellServer));
    } catch (error) {
      addRows(before.filter(({ id }) => !changed.some((each) => each.id === id)));
      tell(error, changed.length > 0 ? undo : undefined);
      return undefined;
    }
    return [text(isOn ? 'label.putOn' : 'label.takenOff', { name: label.name, count: ids.length }), undo];
  });
}

function mark(emails: readonly Row[], keyword: string, isOn: boolean, changed?: Row[]): Promise<void> {
  return change(emails, () => ({ [`keywords/${keyword}`]: isOn ? true : null }), setting(keyword, isOn), changed);
}

/** Makes a label. Null where it could not be kept. */
export async function makeLabel(name: string, colour: number): Promise<Label | null> {
  const label = { keyword: keywordFor(name, known(), nameOf, () => newKey().slice(0, 12)), name, colour };
  return (await changePreferences(({ labels }) => ({ labels: withLabel(labels, label) }))) ? label : null;
}

/** In the place that it has, else behind the others. */
function withLabel(labels: readonly Label[], label: Label): Label[] {
  const isThere = labels.some(({ keyword }) => keyword === label.keyword);
  return isThere ? labels.map((each) => (each.keyword === label.keyword ? label : each)) : [...labels, label];
}

/** Another name or colour; a keyword of another program becomes a label of one's own that way. */
export async function changeLabel(keyword: string, name: string, colour: number): Promise<void> {
  const changed = { keyword, name, colour };
  const { search } = useMail.getState().list.view;
  const isSearched = labelSearched(search)?.keyword === keyword;
  const kept = await changePreferences(({ labels }) => ({ labels: withLabel(labels, changed) }));
  // They may look at something else by now.
  const isShown = isSearched && useMail.getState().list.view.search === search;
  if (kept && isShown) await openLabel(changed);
}

/** Removes a label, and takes it off all mail that has it; both come back with undo. */
export async function removeLabel(label: Label): Promise<void> {
  await doing(() => removed(label));
}

async function removed(label: Label): Promise<Done | undefined> {
  const without = (labels: readonly Label[]): Label[] => labels.filter(({ keyword }) => keyword !== label.keyword);
  if (!(await changePreferences(({ labels }) => ({ labels: without(labels) })))) return undefined;
  const gone: string[] = [];
  let failure: unknown;
  try {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const [query] = await call([
        ['Email/query', { filter: { hasKeyword: label.keyword }, limit: client().maxObjects }],
      ]);
      const ids = (query?.ids ?? []) as string[];
      if (ids.length === 0 || gone.includes(ids[0] as string)) break;
      gone.push(...ids);
      await setAll(ids, label.keyword, null);
    }
    void readPage(0, true);
  } catch (error) {
    failure = error;
  }
  const back = async (): Promise<void> => {
    await changePreferences(({ labels }) => ({ labels: withLabel(labels, label) }));
    for (const ids of inBatches(gone)) await setAll(ids, label.keyword, true);
    void readPage(0, true);
  };
  const undo = { label: text('app.undo'), run: () => void back().catch(tell) };
  void readMailboxes().catch(() => undefined);
  if (!failure) return [text('label.removed', { name: label.name }), undo];
  tell(failure, undo);
  return undefined;
}

async function setAll(ids: readonly string[], keyword: string, value: true | null): Promise<void> {
  const update = Object.fromEntries(ids.map((id) => [id, { [`keywords/${keyword}`]: value }]));
  const [answer] = await call([['Email/set', { update }]]);
  const refused = refusedOf(answer);
  // What is gone meanwhile has no label.
  if (refused && refused.type !== 'notFound') throw new Refused(refused);
}
