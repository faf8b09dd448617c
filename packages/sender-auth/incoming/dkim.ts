import { type ArcResult, arc } from 'mailauth/lib/arc/index.js';
import type { DkimResult } from 'mailauth/lib/dkim/dkim-verifier.js';
import { LIMITS } from './limits.ts';
import type { LookUp } from './look-up.ts';
import { unreadable } from './readable.ts';
import type { ArcOutcome, DkimOutcome } from './results.ts';
import { said } from './row.ts';
import { BoundedVerifier } from './verifier.ts';

/** A message as it came. */
export interface Message {
  /** With the blank line that ends it. */
  readonly header: Buffer;
  /** Read when there is a signature to check against it. */
  readonly body: () => AsyncIterable<Buffer>;
  /** It came as binary (RFC 3030 3): what is no line end stays as it is. */
  readonly isBinary?: boolean;
}

const UNSIGNED: ArcOutcome = { result: 'none', info: '', sealer: '', dmarc: undefined };

/** What the signatures of a message are worth (RFC 6376, RFC 8617 5.2). Rejects when the body cannot be read. */
export async function checkSignatures(
  { header, body, isBinary = false }: Message,
  { keys, seals, client, now }: { keys: LookUp; seals: LookUp; client: string; now: Date },
): Promise<{ dkim: DkimOutcome[]; arc: ArcOutcome }> {
  const fault = unreadable(header);
  if (fault) return { dkim: [outcomeOf({ status: { result: 'policy', comment: fault } })], arc: UNSIGNED };
  const options = { minBitLength: LIMITS.minKeyBits, strict: true } as const;
  const lineEnds = isBinary ? 'crlf' : 'lf';
  const verifier = new BoundedVerifier({
    ...options,
    lineEnds,
    keys: keys.resolve,
    seals: seals.resolve,
    curTime: now,
  });
  await verifier.emitHeaders(header);
  if (verifier.bodyHashes.size > 0) for await (const piece of body()) await verifier.nextChunk(piece);
  await verifier.finalChunk();
  const chain = await arc(verifier.arc, { ...options, resolver: seals.resolve, ip: client });
  return { dkim: verifier.results.map(outcomeOf), arc: arcOutcomeOf(chain) };
}

function outcomeOf(result: DkimResult): DkimOutcome {
  const { signingDomain = '', selector = '' } = result;
  return { domain: signingDomain.toLowerCase(), selector, ...said('dkim', judged(result)) };
}

/** Our own rules beside those of the standard. */
function judged(result: DkimResult): DkimResult['status'] {
  const { status, modulusLength = 0, canonBodyLengthLimit = 0, canonBodyLengthTotal = 0 } = result;
  if (status.result !== 'pass') return status;
  if (modulusLength > LIMITS.maxKeyBits) return { ...status, result: 'policy', comment: 'key too large' };
  // RFC 6376 3.5: no body is shorter than what was signed of it.
  if (canonBodyLengthLimit > canonBodyLengthTotal)
    return { ...status, result: 'fail', comment: 'the body is too short' };
  // RFC 6376 8.2: anybody may have written what is behind l=.
  if (status.underSized) return { ...status, result: 'policy', comment: 'the end of the body is not signed' };
  return status;
}

function arcOutcomeOf({ status, i, signature, authenticationResults }: ArcResult): ArcOutcome {
  if (status.result === 'none' || !i) return { ...UNSIGNED, ...(status.result === 'none' ? {} : said('arc', status)) };
  const sealer = (signature || undefined)?.signingDomain?.toLowerCase() ?? '';
  return {
    ...said('arc', { ...status, comment: status.comment || `i=${i}` }),
    sealer,
    dmarc: authenticationResults?.dmarc?.result,
  };
}
