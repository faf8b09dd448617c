import { newKey } from '../../format/random.ts';
import { text } from '../../words/index.ts';
import { readMailboxes } from '../account.ts';
import { changePreferences } from '../change-preferences.ts';
import { inBatches } from '../conversations.ts';
import { readPage } from '../list.ts';
import { call, client, useMail } from '../mail.ts';
import { Refused, refusedOf } from '../refused.ts';
import { showError } from '../show-error.ts';
import { type Done, doing } from '../toasts.ts';
import { keywordFor, type Label } from './label.ts';
import { openLabel } from './labels.ts';
import { knownLabels as known, labelSearched, nameOf } from './names.ts';

/** The most queries; each returns as many emails as one call may have. */
const MAX_LOOKS = 10_000;

/** Creates a label. Returns null where it could not be saved. */
export async function makeLabel(name: string, colour: number): Promise<Label | null> {
  const label = { keyword: keywordFor(name, known(), nameOf, () => newKey().slice(0, 12)), name, colour };
  return (await changePreferences(({ labels }) => ({ labels: withLabel(labels, label) }))) ? label : null;
}

/** Replaces the label with the same keyword, or adds the label at the end. */
function withLabel(labels: readonly Label[], label: Label): Label[] {
  const isThere = labels.some(({ keyword }) => keyword === label.keyword);
  return isThere ? labels.map((each) => (each.keyword === label.keyword ? label : each)) : [...labels, label];
}

/** Changes a label's name or colour; a keyword of another program becomes a label that way. Returns whether it was saved. */
export async function changeLabel(keyword: string, name: string, colour: number): Promise<boolean> {
  const changed = { keyword, name, colour };
  const { search } = useMail.getState().list.view;
  const isSearched = labelSearched(search)?.keyword === keyword;
  const kept = await changePreferences(({ labels }) => ({ labels: withLabel(labels, changed) }));
  // The person may have opened something else meanwhile.
  const isShown = isSearched && useMail.getState().list.view.search === search;
  if (kept && isShown) await openLabel(changed);
  return kept;
}

/** Deletes a label and removes it from all mail; undo restores both. */
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
  const undo = { label: text('app.undo'), run: () => void back().catch(showError) };
  void readMailboxes().catch(() => undefined);
  if (!failure) return [text('label.removed', { name: label.name }), undo];
  showError(failure, undo);
  return undefined;
}

async function setAll(ids: readonly string[], keyword: string, value: true | null): Promise<void> {
  const update = Object.fromEntries(ids.map((id) => [id, { [`keywords/${keyword}`]: value }]));
  const [answer] = await call([['Email/set', { update }]]);
  const refused = refusedOf(answer);
  // An email that no longer exists has no label to change.
  if (refused && refused.type !== 'notFound') throw new Refused(refused);
}
