import { comingTimes } from '../../format/coming-times.ts';
import { archive, junk, moveTo, remove, setKeyword, snooze } from '../../state/actions.ts';
import { allFolders } from '../../state/folders/folder-tree.ts';
import { isInTrash } from '../../state/folders/in-trash.ts';
import { putLabel } from '../../state/labels/labels.ts';
import { keywordsOf, knownLabels } from '../../state/labels/names.ts';
import { useMail } from '../../state/mail.ts';
import { type Chosen, chosen } from '../../state/selection.ts';
import { offersHere } from '../../state/shared/offers.ts';
import { foldersBeside, may } from '../../state/shared/owner.ts';
import { commandText } from '../../words/commands/index.ts';
import { text } from '../../words/index.ts';
import { nameOfMailbox } from '../mailbox-name.ts';
import { copyItems } from '../shared/copy-items.ts';
import type { Command } from './command.ts';

/** Returns the commands for the selected or open mail. */
export function aboutMail(): Command[] {
  const ids = chosen();
  if (ids.length === 0) return [];
  const state = useMail.getState();
  const offers = offersHere(ids);
  const inJunk = offers.junk === 'not';
  const isStarred = ids !== 'all' && ids.every((id) => state.rows[id]?.keywords.$flagged);
  const seen = new Set(ids === 'all' ? [] : ids.map((id) => Boolean(state.rows[id]?.keywords.$seen)));
  const [isSeen] = seen.size === 1 ? seen : [undefined];
  const mark = (keyword: string, isSet: boolean): void => void setKeyword(ids, keyword, isSet);
  const each: readonly (Command & { isOffered: boolean })[] = [
    { ...command('archive', text('action.archive'), 'e'), isOffered: offers.archive, run: () => void archive(ids) },
    {
      ...command('delete', text('action.delete'), '#'),
      isOffered: offers.remove !== null,
      run: () => void remove(ids),
    },
    {
      ...command('junk', text(inJunk ? 'action.notJunk' : 'action.junk'), '!'),
      isOffered: offers.junk !== null,
      run: () => void junk(ids, !inJunk),
    },
    {
      ...command('star', text(isStarred ? 'action.unstar' : 'action.star'), 's'),
      isOffered: offers.mark,
      run: () => mark('$flagged', !isStarred),
    },
    {
      ...command('read', text('action.read')),
      isOffered: offers.read && isSeen !== true,
      run: () => mark('$seen', true),
    },
    {
      ...command('unread', text('action.unread')),
      isOffered: offers.read && isSeen !== false,
      run: () => mark('$seen', false),
    },
  ];
  return [
    ...each.filter(({ isOffered }) => isOffered),
    ...(offers.snooze && ids !== 'all' ? snoozing(ids) : []),
    ...moving(ids, offers.move),
    ...(offers.mark ? labelling(ids) : []),
  ];
}

function command(key: string, label: string, hotkey?: string): Omit<Command, 'run'> {
  return { key, label, ...(hotkey !== undefined && { hotkey }) };
}

function snoozing(ids: readonly string[]): Command[] {
  const times = comingTimes();
  return (['evening', 'tomorrow', 'monday'] as const).flatMap((which) => {
    const at = times[which];
    const label = commandText('of', { what: text('action.snooze'), which: text(`snooze.${which}`) });
    return at ? [{ key: `snooze ${which}`, label, run: () => void snooze(ids, at) }] : [];
  });
}

function moving(ids: Chosen, isOffered: boolean): Command[] {
  const state = useMail.getState();
  const here = state.list.view.mailboxId;
  const beside = foldersBeside(state, here);
  const moves = allFolders(isOffered ? beside : [])
    .filter(({ mailbox: { id, role } }) => id !== here && role !== 'drafts' && role !== 'snoozed')
    .filter(({ mailbox: { id, role } }) => role === 'trash' || !isInTrash(beside, id))
    .filter(({ mailbox: { id } }) => may(state, id, 'mayAddItems'))
    .map(({ mailbox }) => {
      const folder = nameOfMailbox(mailbox, text);
      const run = (): void => void moveTo(ids, mailbox.id, folder);
      return { key: `move ${mailbox.id}`, label: text('action.moveTo', { folder }), run };
    });
  const copies = ids === 'all' ? [] : copyItems(state, here, ids, false);
  return [...moves, ...copies.map(({ key, label, run }) => ({ key: `copy ${key}`, label, run }))];
}

function labelling(ids: Chosen): Command[] {
  const { all } = keywordsOf(ids === 'all' ? [...useMail.getState().selected] : ids);
  return knownLabels().map((label) => {
    const { keyword, name } = label;
    const isOn = all.has(keyword);
    const words = isOn ? text('label.takeOff', { name }) : commandText('putOn', { name });
    return { key: `label ${keyword}`, label: words, run: () => void putLabel(ids, label, !isOn) };
  });
}
