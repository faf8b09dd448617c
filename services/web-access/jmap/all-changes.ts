import type { Pool } from '@postroom/database';
import { MethodError } from '@postroom/jmap';
import type { Changes } from '@postroom/mailbox';

/** The most changes that are followed; after more of them a new query is as quick. */
const MAX_CHANGES = 10_000;

type ReadChanges<Of, Told extends Changes> = (
  pool: Pool,
  of: Of,
  sinceState: string,
  maxChanges: number,
) => Promise<Told | null>;

/** Returns all changes since a state, reading them page by page. Throws cannotCalculateChanges. */
export async function allChanges<Of, Told extends Changes>(
  read: ReadChanges<Of, Told>,
  pool: Pool,
  of: Of,
  sinceState: string,
): Promise<Told> {
  let all: Told | undefined;
  for (let since = sinceState; ; ) {
    const page = await read(pool, of, since, MAX_CHANGES);
    if (!page) throw new MethodError('cannotCalculateChanges', 'The changes since that state are no longer known');
    all = all ? joined(all, page) : page;
    if (!page.hasMoreChanges) return all;
    if (all.created.length + all.updated.length + all.destroyed.length > MAX_CHANGES)
      throw new MethodError('cannotCalculateChanges', 'There are too many changes since that state');
    since = page.newState;
  }
}

function joined<Told extends Changes>(before: Told, page: Told): Told {
  return {
    ...page,
    created: [...before.created, ...page.created],
    updated: [...before.updated, ...page.updated],
    destroyed: [...before.destroyed, ...page.destroyed],
  };
}
