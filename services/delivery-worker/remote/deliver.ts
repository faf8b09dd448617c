import type { RelayJob } from '@postroom/types';
import { candidatesFor } from './candidates.ts';
import type { RemoteContext } from './context.ts';
import { DestinationWork } from './destination-work.ts';
import { RouteFailure } from './route/failure.ts';
import { unroutable } from './route/unroutable.ts';
import { demandsOf } from './tls-policies/demands.ts';

/**
 * Delivers what is due for a destination until nothing is left: over one connection, or, when there is much, over more of them, up to the
 * limit that all workers share. If the process dies, unsettled deliveries are due again when their lease ends.
 */
export async function deliverRemote(context: RemoteContext, { destination }: RelayJob): Promise<void> {
  try {
    const candidates = await candidatesFor(context, destination);
    const demandOf = await demandsOf(context, destination);
    await new DestinationWork(context, { name: destination, candidates, demandOf }).run();
  } catch (error) {
    if (!(error instanceof RouteFailure)) throw error;
    await new DestinationWork(context, { name: destination, candidates: [] }, unroutable(error)).run();
  }
}
