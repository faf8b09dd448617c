/** Roles of mailboxes (RFC 8621 2, the registry of RFC 6154's names) by special use, both ways. */
const ROLES: Readonly<Record<string, string>> = {
  '\\All': 'all',
  '\\Archive': 'archive',
  '\\Drafts': 'drafts',
  '\\Flagged': 'flagged',
  '\\Junk': 'junk',
  '\\Sent': 'sent',
  '\\Snoozed': 'snoozed',
  '\\Trash': 'trash',
};

export function roleOf(specialUse: string | null): string | null {
  return specialUse === null ? null : (ROLES[specialUse] ?? null);
}

/** The special use of a role; undefined when mailboxes cannot have it. */
export function specialUseOf(role: string): string | undefined {
  return Object.keys(ROLES).find((use) => ROLES[use] === role);
}
