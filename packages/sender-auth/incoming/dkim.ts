import { BodyHash } from '../dkim/body-hash.ts';
import { checkChain, readChain } from './arc.ts';
import { byName, headerFields } from './header-fields.ts';
import { LIMITS } from './limits.ts';
import type { LookUp } from './look-up.ts';
import { publicKeys } from './public-keys.ts';
import { unreadable } from './readable.ts';
import { type ArcResult, type DkimResult, UNSEALED } from './results.ts';
import { said } from './row.ts';
import type { Signature } from './signature.ts';
import { askForKey, type HashedBody, verifySignature } from './verify-signature.ts';
import { signaturesToCheck } from './which-signatures.ts';

/** A message as it was received. */
export interface Message {
  /** The header, with the blank line that ends it. */
  readonly header: Buffer;
  /** Reads the body; called only when there is a signature to check. */
  readonly body: () => AsyncIterable<Buffer>;
  /** The message was sent as binary (RFC 3030 3): bare CR and LF are content. */
  readonly isBinary?: boolean;
}

interface Options {
  /** Look-ups for the keys of signatures, and for those of an ARC chain. */
  readonly keys: LookUp;
  readonly seals: LookUp;
  readonly client: string;
  /** The domains of From. */
  readonly authors: readonly string[];
  readonly now: Date;
}

/** Checks the signatures of a message (RFC 6376, RFC 8617 5.2). Rejects when the body cannot be read. */
export async function checkSignatures(
  message: Message,
  { keys, seals, client, authors, now }: Options,
): Promise<{ dkim: DkimResult[]; arc: ArcResult }> {
  const { header } = message;
  const fault = unreadable(header);
  if (fault) return { dkim: [unnamed('policy', fault)], arc: UNSEALED };
  const fields = headerFields(header);
  const chain = readChain(fields);
  const own = signaturesToCheck(fields, authors);
  const read = own.map(({ signature }) => signature);
  const newest = chain?.signature;
  const { signatures, bodies } = await hashedFor(newest ? [...read, newest] : read, message);
  const cache = publicKeys(keys.resolve);
  const named = byName(fields);
  const jobs = signatures.map((signature, at) => {
    const field = at < own.length ? own[at]?.field : chain?.field;
    const body = bodies.get(bodyKey(signature));
    const kind = at < own.length ? ('DKIM' as const) : ('ARC' as const);
    return { signature, kind, field, fields: named, body, keys: cache, now };
  });
  // Asks for all keys at once: a slow one delays no other signature.
  for (const { signature, ...job } of jobs) askForKey(signature, job);
  const found = await Promise.all(
    jobs.map(async ({ signature, ...job }) => ({ signature, status: await verifySignature(signature, job) })),
  );
  const dkim = found.slice(0, own.length).map(({ signature: { domain, selector }, status }) => ({
    domain: domain.toLowerCase(),
    selector,
    ...said('dkim', status),
  }));
  const arc = chain ? await checkChain(chain, { newest: found[own.length], seals, client }) : UNSEALED;
  return { dkim: dkim.length > 0 ? dkim : [unnamed('none', 'message not signed')], arc };
}

function unnamed(result: string, comment: string): DkimResult {
  return { domain: '', selector: '', ...said('dkim', { result, comment }) };
}

/** Computes the body hashes that the signatures need, in one pass over the body. */
async function hashedFor(
  read: readonly Signature[],
  { body, isBinary = false }: Message,
): Promise<{ signatures: Signature[]; bodies: Map<string, HashedBody> }> {
  const hashes = new Map<string, BodyHash>();
  const signatures = read.map((signature) => {
    if (signature.fault !== undefined || hashes.has(bodyKey(signature))) return signature;
    if (hashes.size >= LIMITS.bodyHashes) return { ...signature, fault: 'too many ways to hash the body' };
    const { bodyForm: canonicalization, hash: algorithm, maxLength } = signature;
    const lineEnds = isBinary ? 'crlf' : 'lf';
    hashes.set(bodyKey(signature), new BodyHash({ canonicalization, algorithm, maxLength, lineEnds }));
    return signature;
  });
  if (hashes.size > 0) for await (const piece of body()) for (const hash of hashes.values()) hash.update(piece);
  const bodies = Array.from(hashes, ([key, hash]) => [key, { digest: hash.digest('base64'), hash }] as const);
  return { signatures, bodies: new Map(bodies) };
}

function bodyKey({ bodyForm, hash, maxLength }: Signature): string {
  return `${bodyForm} ${hash} ${maxLength}`;
}
