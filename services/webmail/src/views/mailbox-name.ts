import type { Mailbox } from '../jmap/types.ts';
import type { text, Word } from '../words/index.ts';

const NAMED = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash', 'snoozed'];

type Named = Pick<Mailbox, 'id' | 'parentId' | 'role' | 'name'>;

/** Returns the name to show: of a folder with a role the role, in the person's language. */
export function nameOfMailbox({ role, name }: Pick<Mailbox, 'role' | 'name'>, t: typeof text): string {
  return role !== null && NAMED.includes(role) ? t(`role.${role}` as Word) : name;
}

/** Returns the name of a folder that is shown without its place: with the folders around it where another folder has the same name. */
export function nameAmong(mailbox: Named, all: readonly Named[], t: typeof text): string {
  const name = nameOfMailbox(mailbox, t);
  const isAlone = !all.some((each) => each.id !== mailbox.id && nameOfMailbox(each, t) === name);
  return isAlone ? name : pathOfMailbox(mailbox, all, t);
}

export function pathOfMailbox(mailbox: Named, all: readonly Named[], t: typeof text): string {
  const names = [];
  const passed = new Set<string>();
  for (let at: Named | undefined = mailbox; at && !passed.has(at.id); at = parentOf(at, all)) {
    passed.add(at.id);
    names.unshift(nameOfMailbox(at, t));
  }
  return names.join(' / ');
}

function parentOf({ parentId }: Named, all: readonly Named[]): Named | undefined {
  return all.find(({ id }) => id === parentId);
}
