import { safeLine } from '../format/safe-line.ts';
import { request } from '../jmap/client.ts';
import { bareId, ownerOf } from '../jmap/ids.ts';
import type { Origin } from '../jmap/types.ts';

/** Returns the origins of emails of one account; empty where they cannot be read, because mail is shown without them too. */
export async function readOrigins(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Origin>> {
  try {
    const owner = ownerOf(ids[0]);
    const of = owner === undefined ? '' : `&accountId=${owner}`;
    const response = await request(`/account/origins?ids=${ids.map(bareId).join(',')}${of}`, {
      signal: signal ?? null,
    });
    const { origins } = (await response.json()) as { origins: (Origin & { id: string })[] };
    const here = new Map(ids.map((id) => [bareId(id), id]));
    return new Map(origins.map((origin) => [here.get(origin.id) ?? '', safeOrigin(origin)]));
  } catch {
    return new Map();
  }
}

function safeOrigin({ sender, isFirst, looksLike, junk, leavesAt }: Origin): Origin {
  return {
    sender: sender && { ...sender, domain: safeLine(sender.domain) },
    isFirst,
    looksLike: looksLike && safeLine(looksLike),
    // A server of the release before does not send this.
    leavesAt: leavesAt ? safeLine(leavesAt) : null,
    junk: junk.map(({ by, text }) => ({ by, text: safeLine(text) })),
  };
}
