import { ownerOf } from '../../jmap/ids.ts';
import { client, isOfflineError } from '../mail.ts';
import type { Change } from './change.ts';
import { putOff } from './pending.ts';

/** Whether what failed for want of a connection is kept, and done when there is one; not with what is somebody else's. */
export async function waitsFor(error: unknown, id: string | undefined, change: Change): Promise<boolean> {
  if (!isOfflineError(error) || ownerOf(id) !== undefined) return false;
  return putOff(client().accountId, change).then(
    () => true,
    () => false,
  );
}
