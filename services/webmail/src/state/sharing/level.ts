import type { MailboxRights } from '../../jmap/types.ts';

/** The levels of access that people choose from; each includes those before it. */
export const LEVELS = ['read', 'mark', 'write', 'manage'] as const;

export type Level = (typeof LEVELS)[number];

export type Rights = Partial<MailboxRights>;

const ADDED: Readonly<Record<Level, readonly (keyof MailboxRights)[]>> = {
  // \Seen is each reader's own (SHARED_SEEN); without this right all mail would stay unread for the reader.
  read: ['mayReadItems', 'maySetSeen'],
  mark: ['maySetKeywords'],
  write: ['mayAddItems', 'mayRemoveItems'],
  manage: ['mayCreateChild', 'mayRename', 'mayDelete', 'mayShare'],
};

function namesOf(level: Level): (keyof MailboxRights)[] {
  return LEVELS.slice(0, LEVELS.indexOf(level) + 1).flatMap((each) => ADDED[each]);
}

export function rightsOf(level: Level): Rights {
  return Object.fromEntries(namesOf(level).map((name) => [name, true]));
}

/** Returns the level of some rights; null where they match none, because a mail program set them one by one. */
export function levelOf(rights: Rights): Level | null {
  const given = Object.entries(rights).flatMap(([name, has]) => (has ? [name] : []));
  const isIt = (level: Level): boolean => {
    const names = new Set<string>(namesOf(level));
    return given.length === names.size && given.every((name) => names.has(name));
  };
  return LEVELS.find(isIt) ?? null;
}
