import type { Queryable } from '@postroom/database';
import { resolveRecipient } from './resolve-recipient.ts';

/** So many are looked at. */
const MAX_LOOKED_AT = 100;

/** Of the targets of an alias those in domains of ours that nobody has (yet): what is for them is refused, or goes to the other targets alone. */
export async function unknownTargets(db: Queryable, targets: readonly string[]): Promise<string[]> {
  const unknown: string[] = [];
  for (const target of targets.slice(0, MAX_LOOKED_AT))
    if ((await resolveRecipient(db, target)).kind === 'unknown') unknown.push(target);
  return unknown;
}
