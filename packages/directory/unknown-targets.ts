import type { Queryable } from '@postroom/database';
import { resolveRecipient } from './resolve-recipient.ts';

/** How many targets are looked at. */
const MAX_LOOKED_AT = 100;

/** Returns an alias's targets in our domains that do not exist (yet). Mail for them is refused, or goes only to the other targets. */
export async function unknownTargets(db: Queryable, targets: readonly string[]): Promise<string[]> {
  const unknown: string[] = [];
  for (const target of targets.slice(0, MAX_LOOKED_AT))
    if ((await resolveRecipient(db, target)).kind === 'unknown') unknown.push(target);
  return unknown;
}
