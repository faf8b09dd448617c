import { ownerOf } from '../../jmap/ids.ts';
import { client, isOfflineError } from '../mail.ts';
import type { Change } from './change.ts';
import { putOff } from './pending.ts';

/** Stores a change that failed without a connection, to be made later. Returns whether it did; changes of somebody else's mail are not stored. */
export async function waitsFor(error: unknown, id: string | undefined, change: Change): Promise<boolean> {
  if (!isOfflineError(error) || ownerOf(id) !== undefined) return false;
  return putOff(client().accountId, change).then(
    () => true,
    () => false,
  );
}
