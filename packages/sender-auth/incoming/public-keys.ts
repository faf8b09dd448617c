import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyCache, KeyOptions, KeyRecord } from 'mailauth/lib/dkim/dkim-verifier.js';
import { getPublicKey, toALabel } from 'mailauth/lib/tools.js';
import type { Resolve } from './look-up.ts';

/** Records whose keys are kept, some 3 kB each. */
const MAX_KEPT = 1_000;

type PublicKey = KeyRecord<KeyObject>;

/** By all that a key depends on: its record word for word and what is asked of it, never by its name. */
const kept = new Map<string, PublicKey>();

/** The keys of one message: each record is asked for once. What a record says is remembered, since to read it takes longer than to check a signature. */
export function publicKeys(resolver: Resolve): KeyCache {
  const asked = new Map<string, Promise<PublicKey>>();
  return {
    resolver,
    get(type, name, minBits, options) {
      const question = JSON.stringify([minBits, options.strict, options.hashAlgo, name]);
      const before = asked.get(question);
      if (before) return before;
      const key = publicKey(resolver, { type, name, minBits, options });
      // Who asks ahead waits for none.
      key.catch(() => {});
      asked.set(question, key);
      return key;
    },
  };
}

interface Question {
  readonly type: string;
  readonly name: string;
  readonly minBits: number | undefined;
  readonly options: KeyOptions;
}

async function publicKey(resolver: Resolve, { type, name, minBits, options }: Question): Promise<PublicKey> {
  const records = await resolver(toALabel(name), 'TXT');
  const said = JSON.stringify([records[0], minBits, options.strict, options.hashAlgo]);
  const before = kept.get(said);
  kept.delete(said);
  const key = before ?? (await read(type, name, minBits, records, options));
  kept.set(said, key);
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
  return key;
}

async function read(
  type: string,
  name: string,
  minBits: number | undefined,
  records: readonly unknown[],
  options: KeyOptions,
): Promise<PublicKey> {
  const record = await getPublicKey(type, name, minBits, async () => records, options);
  return { ...record, publicKey: createPublicKey(record.publicKey) };
}
