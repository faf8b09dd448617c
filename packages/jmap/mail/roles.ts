/** Roles of mailboxes (RFC 8621 2, the registry of RFC 6154's names) by special-use attribute. */
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

/** Returns the special-use attribute of a role; undefined for a role that mailboxes cannot have. */
export function specialUseOf(role: string): string | undefined {
  return Object.keys(ROLES).find((use) => ROLES[use] === role);
}
