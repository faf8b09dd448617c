import { createPrivateKey, X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import acme from 'acme-client';
import './requests.ts';

/** The authority that issues certificates, and our account there. */
export interface Authority {
  readonly directoryUrl: string;
  /** The contact address; '' for none. */
  readonly email: string;
  /** PEM. */
  readonly accountKey: Buffer;
  /** The customer of the account, for authorities that ask for one (RFC 8555 7.3.4); `hmacKey` in base64url. */
  readonly binding?: { readonly kid: string; readonly hmacKey: string } | undefined;
}

/** What an authority wants to find for a name; of a wildcard the name without its asterisk (RFC 8555 7.1.4). */
export interface Challenge {
  readonly name: string;
  readonly token: string;
  /** The key authorization, or for dns-01 its digest. */
  readonly answer: string;
}

/** The proof that names are ours (RFC 8555 8). */
export interface Proof {
  readonly type: 'http-01' | 'dns-01';
  /** Publishes the answer where the authority looks; it is visible when this resolves. */
  put(challenge: Challenge, signal: AbortSignal): Promise<void>;
  /** Removes an answer, which may have been published only in part. */
  remove(challenge: Challenge, signal: AbortSignal): Promise<void>;
}

export interface Ordered {
  /** PEM, our own certificate first. */
  readonly chain: string;
  /** PEM. */
  readonly key: Buffer;
  readonly issuedAt: Date;
  readonly endsAt: Date;
}

type Order = Awaited<ReturnType<acme.Client['createOrder']>>;

/** How often the state of an order is read, and how many times: four minutes in all. */
const LOOK_MS = 2000;
const MAX_LOOKS = 120;

/** Makes a key for an account, PEM. */
export async function newAccountKey(): Promise<Buffer> {
  return acme.crypto.createPrivateEcdsaKey('P-256');
}

export interface OrderOptions {
  /** The key of the previous certificate, PEM, so that records that name it (DANE, RFC 7671 8.1) stay valid. A new key without it. */
  readonly key?: Buffer | undefined;
  readonly signal: AbortSignal;
}

/** Orders a certificate for one name, or a wildcard: `*.example.test` (RFC 8555 7.4). Throws with the authority's reason, or on abort. */
export async function order(
  name: string,
  authority: Authority,
  proof: Proof,
  { key: keptKey, signal }: OrderOptions,
): Promise<Ordered> {
  const { directoryUrl, accountKey, binding } = authority;
  const client = new acme.Client({ directoryUrl, accountKey, ...(binding ? { externalAccountBinding: binding } : {}) });
  await logIn(client, authority);
  signal.throwIfAborted();
  const made = await client.createOrder({ identifiers: [{ type: 'dns', value: name }] });
  await prove(client, made, proof, signal);
  const [key, csr] = await acme.crypto.createCsr(
    { altNames: [name] },
    keptKey ?? (await acme.crypto.createPrivateEcdsaKey('P-256')),
  );
  const finished = await client.finalizeOrder(made, csr);
  const chain = await client.getCertificate(await settled(client, { ...made, ...finished, url: made.url }, signal));
  const leaf = new X509Certificate(chain);
  if (leaf.checkHost(name.replace('*', 'any')) === undefined || !leaf.checkPrivateKey(createPrivateKey(key)))
    throw new Error(`the authority issued a certificate for the wrong names: ${leaf.subjectAltName}`);
  return { chain, key, issuedAt: leaf.validFromDate, endsAt: leaf.validToDate };
}

/** Logs in; an existing account is found by its key (RFC 8555 7.3.1). Some authorities accept a binding only once, so it is looked up first. */
async function logIn(client: acme.Client, { email, binding }: Authority): Promise<void> {
  const contact = email === '' ? [] : [`mailto:${email}`];
  if (binding && (await isKnown(client))) return;
  await client.createAccount({ termsOfServiceAgreed: true, contact });
}

/** Returns false for every error: if there is another reason, creating the account fails too and reports it. */
async function isKnown(client: acme.Client): Promise<boolean> {
  try {
    await client.createAccount({ onlyReturnExisting: true });
    return true;
  } catch {
    return false;
  }
}

async function prove(client: acme.Client, made: Order, proof: Proof, signal: AbortSignal): Promise<void> {
  for (const { status, identifier, challenges: offered } of await client.getAuthorizations(made)) {
    if (status === 'valid') continue;
    const wanted = offered.find(({ type }) => type === proof.type);
    if (!wanted) throw new Error(`the authority does not offer ${proof.type}`);
    const answer = await client.getChallengeKeyAuthorization(wanted);
    const challenge = { name: identifier.value, token: wanted.token, answer };
    try {
      await proof.put(challenge, signal);
      await client.completeChallenge(wanted);
      await settled(client, made, signal);
    } finally {
      await proof.remove(challenge, signal);
    }
  }
}

/** Returns the order once it is ready to be finished, or finished. */
async function settled(client: acme.Client, made: Order, signal: AbortSignal): Promise<Order> {
  const begun = made.status;
  for (let look = 0; look < MAX_LOOKS; look++) {
    const now = await client.getOrder(made);
    if (now.status === 'invalid') throw new Error(await reason(client, now));
    if (now.status === 'valid' || (now.status === 'ready' && begun === 'pending')) return now;
    await sleep(LOOK_MS, undefined, { signal });
  }
  throw new Error('the authority did not finish the order in time');
}

/** Returns why an order is refused, in the authority's words (RFC 8555 6.7). */
async function reason(client: acme.Client, made: Order): Promise<string> {
  const tried = (await client.getAuthorizations(made)).flatMap(({ challenges }) => challenges);
  const problems = [made, ...tried].flatMap(({ error }) => (error as { detail?: string } | undefined)?.detail ?? []);
  return problems.length > 0 ? problems.join('; ') : 'the authority refused the order without a reason';
}
