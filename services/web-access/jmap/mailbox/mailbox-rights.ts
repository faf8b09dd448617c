import { invalidProperties, isObject, type Json, type JsonObject } from '@postroom/jmap';
import { type Right, type Rights, readRights } from '@postroom/types';

/**
 * The rights of RFC 8621 2 with their letters of RFC 4314; mayShare, the right to share a mailbox with others, follows RFC 9610 2.
 */
const LETTERS: Readonly<Record<string, string>> = {
  mayReadItems: 'lr',
  mayAddItems: 'i',
  mayRemoveItems: 'te',
  maySetSeen: 's',
  maySetKeywords: 'w',
  mayCreateChild: 'k',
  mayRename: '0',
  mayDelete: 'x',
  maySubmit: 'p',
  mayShare: 'a',
};

/** The rights that INBOX never gives: its name and its place are fixed (RFC 9051 5.1). */
const NEVER_OF_INBOX = ['mayRename', 'mayDelete'];

export function rightsObject(rights: Rights, isInbox = false): JsonObject {
  return Object.fromEntries(
    Object.entries(LETTERS).map(([name, letters]) => [
      name,
      [...letters].every((letter) => rights.has(letter as Right)) && !(isInbox && NEVER_OF_INBOX.includes(name)),
    ]),
  );
}

/** Reads the rights of somebody; null for none. Throws invalidProperties. */
export function readRightsObject(value: Json): Rights | null {
  if (value === null) return null;
  if (!isObject(value)) throw wrong('The rights must be an object');
  return readRights(Object.entries(value).reduce((all, [name, has]) => withRight(all, name, has), ''));
}

/** Returns the rights with one of them set or removed. Throws invalidProperties. */
export function changedRights(before: Rights, name: string, has: Json): Rights {
  const letters = lettersOf(name);
  const others = [...before].filter((letter) => !letters.includes(letter)).join('');
  return readRights(withRight(others, name, has ?? false));
}

function withRight(all: string, name: string, has: Json): string {
  if (typeof has !== 'boolean') throw wrong(`${name.slice(0, 100)} must be a boolean`);
  const letters = lettersOf(name);
  return has ? all + letters : all;
}

function lettersOf(name: string): string {
  const letters = Object.hasOwn(LETTERS, name) ? LETTERS[name] : undefined;
  if (letters === undefined) throw wrong(`Unknown right ${name.slice(0, 100)}`);
  return letters;
}

function wrong(why: string): Error {
  return invalidProperties(['shareWith'], why);
}
