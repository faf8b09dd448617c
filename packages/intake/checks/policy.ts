import { type BlobStore, type StagedBlob, streamStaged } from '@postroom/blobs';
import { turn } from '@postroom/mailbox';
import { inWords, type PolicyRecipient } from '@postroom/policy';
import { Semaphore } from '@postroom/scan';
import { normaliseDomain } from '@postroom/smtp';
import { findRemovals } from '../header/removals.ts';
import type { Places } from '../places.ts';
import type { Check } from './check.ts';

/** The field in which we mark junk; in arriving mail it is forged and removed. */
const FLAG = 'x-spam-flag';

/** Runs many small checks with points and decisions on mail from other servers (docs/decisions/0090-verdicts.md). */
export const policy: Check = async ({ screening, raw, message, places, gone }, { store }) => {
  if (!screening) return undefined;
  const verdict = await screening.judge({
    header: raw.header,
    recipients: recipientsOf(places),
    size: raw.size,
    read: (from, to) => octetsOf(store, raw, [from, to], gone()),
  });
  const { refusal, isJunk, reason, lines: scans } = verdict;
  if (refusal) return { refusal, scans };
  return {
    spam: isJunk,
    lines: isJunk ? ['X-Spam-Flag: YES\r\n', `X-Spam-Reason: ${inHeader(reason)}\r\n`] : [],
    remove: findRemovals(message.header, [], (name) => name === FLAG),
    places: verdict.places,
    quarantine: new Map(
      Array.from(verdict.quarantine, ([place, found]) => [
        place,
        { reason: inWords(found), found, isDangerous: false },
      ]),
    ),
    scans,
  };
};

/** Limits how many large messages are read back at once: each is a megabyte to parse, and many may arrive together. */
const reading = new Semaphore(2);

/** Reads the octets `[from, to)` of a message. Rejects when the client leaves before the read begins. */
async function octetsOf(
  store: BlobStore,
  raw: StagedBlob,
  [from, to]: readonly [number, number],
  gone: AbortSignal,
): Promise<Buffer> {
  const release = raw.body ? undefined : await reading.acquire(gone);
  try {
    const pieces: Buffer[] = [];
    for await (const piece of streamStaged(store, raw, from, to)) {
      pieces.push(piece);
      if (release) await turn();
    }
    return Buffer.concat(pieces);
  } finally {
    release?.();
  }
}

function recipientsOf(places: Places): PolicyRecipient[] {
  return Array.from(places, ([place, { target }]) => ({
    place,
    address: target.address,
    domain: normaliseDomain(target.address.slice(target.address.lastIndexOf('@') + 1)) ?? '',
    accountId: target.kind === 'account' ? target.accountId : null,
  }));
}

/** Replaces what a header field may not contain: fields are printable ASCII in one line here (RFC 5322 2.2). */
function inHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
