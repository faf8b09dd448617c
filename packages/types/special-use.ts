/** Special-use attributes of mailboxes (RFC 6154 2; \\Snoozed: RFC 9979). */
export const SPECIAL_USES = [
  '\\All',
  '\\Archive',
  '\\Drafts',
  '\\Flagged',
  '\\Junk',
  '\\Sent',
  '\\Snoozed',
  '\\Trash',
] as const;

export type SpecialUse = (typeof SPECIAL_USES)[number];

export function isSpecialUse(value: string): value is SpecialUse {
  return (SPECIAL_USES as readonly string[]).includes(value);
}
