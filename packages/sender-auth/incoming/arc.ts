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

/** The fields of an ARC set (RFC 8617 4.1). */
export const SET_FIELDS: ReadonlySet<string> = new Set([
  'arc-seal',
  'arc-message-signature',
  'arc-authentication-results',
]);

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
  const ofSets = fields.filter(({ name }) => SET_FIELDS.has(name));
  if (ofSets.length === 0) return undefined;
  try {
    if (ofSets.some(({ text }) => text.length > LIMITS.signatureBytes)) throw new Error('ARC field too long');
    const sets = getARChain(parsedHeader(ofSets), { strict: true }) || [];
    const signatures = sets.flatMap((set) => [set['arc-seal'], set['arc-message-signature']]);
    if (!signatures.every((field) => isBase64(tagOf(field, 'b')))) throw new Error('ARC b= is no base64');
    const field = ofSets.find(({ name, text }) => name === 'arc-message-signature' && instanceOf(text) === sets.length);
    return { sets, field, signature: field && messageSignature(field.text) };
  } catch (error) {
    return { sets: [], error };
  }
}

function instanceOf(text: string): number {
  return Number(readTags(text).tags.get('i'));
}

function tagOf({ parsed }: ArcField, name: string): string {
  return String(parsed[name]?.value ?? '');
}

/** Validates the chain (RFC 8617 5.2). */
export async function checkChain({ sets, error }: Chain, { newest, seals, client }: Options): Promise<ArcResult> {
  const last = sets.at(-1);
  const signed = newest && { status: newest.status, signingDomain: newest.signature.domain };
  const lastEntry = last && Object.assign(last, { messageSignature: signed });
  const { status, i, authenticationResults } = await arc(
    { chain: sets.length > 0 && sets, ...(lastEntry && { lastEntry }), error, keyCache: publicKeys(seals.resolve) },
    { resolver: seals.resolve, minBitLength: LIMITS.minKeyBits, strict: true, ip: client },
  );
  if (status.result === 'none' || !i || !last)
    return { ...UNSEALED, ...(status.result === 'none' ? {} : said('arc', status)) };
  return {
    ...said('arc', { ...status, comment: status.comment || `i=${i}` }),
    // Only the seal signs the results. Its message signature may be that of another domain, taken from a set that it made.
    sealer: tagOf(last['arc-seal'], 'd').toLowerCase(),
    dmarc: authenticationResults?.dmarc?.result,
    isUndecided: status.result === 'fail' && (seals.asked === undefined || newest?.status.result === 'temperror'),
  };
}
