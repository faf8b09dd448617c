import { plainLine } from '../format/plain.ts';
import { request } from '../jmap/client.ts';
import type { Origin } from '../jmap/types.ts';

/** Where emails are from. A mail is shown without it where it cannot be read. */
export async function readOrigins(ids: readonly string[]): Promise<ReadonlyMap<string, Origin>> {
  try {
    const response = await request(`/account/origins?ids=${ids.join(',')}`);
    const { origins } = (await response.json()) as { origins: (Origin & { id: string })[] };
    return new Map(origins.map((origin) => [origin.id, plainOrigin(origin)]));
  } catch {
    return new Map();
  }
}

function plainOrigin({ sender, isFirst, looksLike, junk }: Origin): Origin {
  return {
    sender: sender && { ...sender, domain: plainLine(sender.domain) },
    ...{ isFirst, looksLike: looksLike && plainLine(looksLike) },
    junk: junk.map(({ by, text }) => ({ by, text: plainLine(text) })),
  };
}
