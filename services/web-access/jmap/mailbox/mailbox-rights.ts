import { invalidProperties, isObject, type Json, type JsonObject } from '@postroom/jmap';
import { type Right, type Rights, readRights } from '@postroom/types';

/**
 * What RFC 8621 2 calls the rights of RFC 4314, and whether they may be shared on (mayShare, as other types of JMAP have it, RFC 9610 2).
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

/** Of INBOX the name and the place are given (RFC 9051 5.1). */
const NEVER_OF_INBOX = ['mayRename', 'mayDelete'];

export function rightsObject(rights: Rights, isInbox = false): JsonObject {
  return Object.fromEntries(
    Object.entries(LETTERS).map(([name, letters]) => [
      name,
      [...letters].every((letter) => rights.has(letter as Right)) && !(isInbox && NEVER_OF_INBOX.includes(name)),
    ]),
  );
}

/** Null: none. Throws invalidProperties. */
export function readRightsObject(value: Json): Rights | null {
  if (value === null) return null;
  if (!isObject(value)) throw wrong('Rights are an object');
  return readRights(Object.entries(value).reduce((all, [name, has]) => withRight(all, name, has), ''));
}

/** These rights and one more, or one less. Throws invalidProperties. */
export function changedRights(before: Rights, name: string, has: Json): Rights {
  const letters = lettersOf(name);
  const others = [...before].filter((letter) => !letters.includes(letter)).join('');
  return readRights(withRight(others, name, has ?? false));
}

function withRight(all: string, name: string, has: Json): string {
  if (typeof has !== 'boolean') throw wrong(`${name.slice(0, 100)} is no boolean`);
  const letters = lettersOf(name);
  return has ? all + letters : all;
}

function lettersOf(name: string): string {
  const letters = Object.hasOwn(LETTERS, name) ? LETTERS[name] : undefined;
  if (letters === undefined) throw wrong(`There is no right ${name.slice(0, 100)}`);
  return letters;
}

function wrong(why: string): Error {
  return invalidProperties(['shareWith'], why);
}
