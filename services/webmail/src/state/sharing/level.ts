import type { MailboxRights } from '../../jmap/types.ts';

/** What somebody may do in a folder, as people choose it: each may do what those before it may. */
export const LEVELS = ['read', 'mark', 'write', 'manage'] as const;

export type Level = (typeof LEVELS)[number];

export type Rights = Partial<MailboxRights>;

const ADDED: Readonly<Record<Level, readonly (keyof MailboxRights)[]>> = {
  // With \Seen, which is each reader's own (SHARED_SEEN): else all would stay new to him for ever.
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

/** Null: these are of no level; a mail program chose them one by one. */
export function levelOf(rights: Rights): Level | null {
  const given = Object.entries(rights).flatMap(([name, has]) => (has ? [name] : []));
  const isIt = (level: Level): boolean =>
    new Set(given).symmetricDifference(new Set<string>(namesOf(level))).size === 0;
  return LEVELS.find(isIt) ?? null;
}
