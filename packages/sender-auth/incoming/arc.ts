import { type ArcEntry, type ArcField, arc, getARChain } from 'mailauth/lib/arc/index.js';
import type { Status } from 'mailauth/lib/tools.js';
import { type HeaderField, parsedHeader } from './header-fields.ts';
import { LIMITS } from './limits.ts';
import type { LookUp } from './look-up.ts';
import { publicKeys } from './public-keys.ts';
import { type ArcResult, UNSEALED } from './results.ts';
import { said } from './row.ts';
import { isBase64, messageSignature, type Signature } from './signature.ts';
import { readTags } from './tag-list.ts';

/** The ARC sets of a message as the library reads them, or the error that it reports. */
export interface Chain {
  readonly sets: readonly ArcEntry[];
  readonly error?: unknown;
  /** RFC 8617 5.2: the newest message signature, which is checked together with those of DKIM, and its field. */
  readonly signature?: Signature | undefined;
  readonly field?: HeaderField | undefined;
}

interface Options {
  readonly newest: { readonly signature: Signature; readonly status: Status } | undefined;
  readonly seals: LookUp;
  readonly client: string;
}

/** Reads the chain; undefined for a message without ARC fields. */
export function readChain(fields: readonly HeaderField[]): Chain | undefined {
  const ofSets = fields.filter(({ name }) => name.startsWith('arc-'));
  if (ofSets.length === 0) return undefined;
  try {
    if (ofSets.some(({ text }) => text.length > LIMITS.signatureBytes)) throw new Error('ARC field too long');
    const sets = getARChain(parsedHeader(ofSets), { strict: true }) || [];
    const signatures = sets.flatMap((set) => [set['arc-seal'], set['arc-message-signature']]);
    if (!signatures.every(({ parsed }) => isBase64(tagsOf(parsed).get('b')))) throw new Error('ARC b= is no base64');
    const newest = sets.at(-1)?.['arc-message-signature'];
    const field = ofSets.find(({ name, text }) => name === 'arc-message-signature' && instanceOf(text) === sets.length);
    return {
      sets,
      field,
      signature: newest && messageSignature(newest.original.toString('latin1'), tagsOf(newest.parsed)),
    };
  } catch (error) {
    return { sets: [], error };
  }
}

function instanceOf(text: string): number {
  return Number(readTags(text).tags.get('i'));
}

function tagsOf(parsed: ArcField['parsed']): Map<string, string> {
  return new Map(
    Object.entries(parsed).flatMap(([name, tag]) => (tag?.value === undefined ? [] : [[name, String(tag.value)]])),
  );
}

/** Validates the chain (RFC 8617 5.2). */
export async function checkChain({ sets, error }: Chain, { newest, seals, client }: Options): Promise<ArcResult> {
  const last = sets.at(-1);
  const signed = newest && { status: newest.status, signingDomain: newest.signature.domain };
  const lastEntry = last && Object.assign(last, { messageSignature: signed });
  const { status, i, signature, authenticationResults } = await arc(
    { chain: sets.length > 0 && sets, ...(lastEntry && { lastEntry }), error, keyCache: publicKeys(seals.resolve) },
    { resolver: seals.resolve, minBitLength: LIMITS.minKeyBits, strict: true, ip: client },
  );
  if (status.result === 'none' || !i) return { ...UNSEALED, ...(status.result === 'none' ? {} : said('arc', status)) };
  return {
    ...said('arc', { ...status, comment: status.comment || `i=${i}` }),
    sealer: (signature || undefined)?.signingDomain?.toLowerCase() ?? '',
    dmarc: authenticationResults?.dmarc?.result,
  };
}
