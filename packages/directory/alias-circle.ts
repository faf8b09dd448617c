import type { Queryable } from '@postroom/database';
import { addressKey, withoutTag } from './address-key.ts';

/** Limits to how far aliases are followed. */
const MAX_STEPS = 10;
const MAX_NAMES = 5_000;

/**
 * Returns the path on which an alias with these targets would lead back to itself, `[a, b, a]`; null when it would not. Names that do not
 * exist are followed without their tag. A catch-all is not followed: a name that it serves may get an address of its own later.
 */
export async function findCircle(db: Queryable, alias: string, targets: readonly string[]): Promise<string[] | null> {
  const cameFrom = new Map<string, string>();
  const from = (name: string, names: readonly string[]): string[] => {
    const fresh = [...new Set(names.map((each) => addressKey(each) ?? each))].filter((each) => !cameFrom.has(each));
    for (const each of fresh) cameFrom.set(each, name);
    return fresh;
  };
  let level = from(alias, targets);
  for (let step = 0; level.length > 0 && step < MAX_STEPS && cameFrom.size <= MAX_NAMES; step++) {
    if (cameFrom.has(alias)) return wayBack(cameFrom, alias, alias);
    const known = await targetsByName(db, level);
    const next: string[] = [];
    for (const name of level) {
      const untagged = withoutTag(name);
      if (!known.has(name) && untagged === alias) return [...wayBack(cameFrom, alias, name), alias];
      const leadsTo = known.get(name) ?? (untagged === null ? undefined : known.get(untagged)) ?? [];
      next.push(...from(name, leadsTo));
    }
    level = next;
  }
  return cameFrom.has(alias) ? wayBack(cameFrom, alias, alias) : null;
}

/** Returns the path from `alias` to `end`. */
function wayBack(cameFrom: ReadonlyMap<string, string>, alias: string, end: string): string[] {
  const way = [end];
  let at = cameFrom.get(end);
  for (; at !== undefined && at !== alias; at = cameFrom.get(at)) way.unshift(at);
  way.unshift(alias);
  return way;
}

/** Returns the targets of each name that exists, with and without its tag; an account has none. */
async function targetsByName(db: Queryable, names: readonly string[]): Promise<Map<string, string[]>> {
  const asked = [...names, ...names.map(withoutTag).filter((name) => name !== null)];
  const { rows } = await db.query<{ address: string; targets: string[] }>(
    `select address, targets from aliases where address = any($1)
     union all select address, '{}' from accounts where address = any($1)`,
    [asked],
  );
  return new Map(rows.map(({ address, targets }) => [address, targets]));
}
