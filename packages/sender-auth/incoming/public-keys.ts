import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyCache, KeyOptions, KeyRecord } from 'mailauth/lib/dkim/dkim-verifier.js';
import { getPublicKey, toALabel } from 'mailauth/lib/tools.js';
import type { Resolve } from './look-up.ts';

/** Keys that are remembered, some 3 kB each. */
const MAX_KEPT = 1_000;
/** The most records of one name that are tried. */
const MAX_SEVERAL = 4;

export type PublicKey = KeyRecord<KeyObject>;

/** Keys by all that they depend on: the text of the record and the requirements, never the name. */
const kept = new Map<string, PublicKey>();

/** Returns the keys of one message; asks for each record once. Parsed keys are remembered, since parsing takes longer than checking a signature. */
export function publicKeys(resolver: Resolve): KeyCache {
  const asked = new Map<string, Promise<PublicKey>>();
  return {
    resolver,
    get(type, name, minBits, options) {
      const question = JSON.stringify([minBits, options.strict, options.hashAlgo, name]);
      const before = asked.get(question);
      if (before) return before;
      const key = publicKey(resolver, { type, name, minBits, options });
      // A caller may ask in advance and never wait for the key.
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

/** RFC 6376 3.6.2.2, 6.1.2: one record has the key. Of several any may be used: here the first valid one in sorted order, not in DNS order. */
async function publicKey(resolver: Resolve, question: Question): Promise<PublicKey> {
  const records = await resolver(toALabel(question.name), 'TXT');
  const several = records.length > 1 ? records.map(String).sort().slice(0, MAX_SEVERAL) : [];
  for (const record of several) {
    const key = await keyIn(record, question).catch(() => null);
    if (key) return key;
  }
  return keyIn(records[0], question);
}

async function keyIn(record: unknown, question: Question): Promise<PublicKey> {
  const { minBits, options } = question;
  const said = JSON.stringify([record, minBits, options.strict, options.hashAlgo]);
  const before = kept.get(said);
  kept.delete(said);
  const key = before ?? (await read(record, question));
  kept.set(said, key);
  if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string);
  return key;
}

async function read(text: unknown, { type, name, minBits, options }: Question): Promise<PublicKey> {
  const record = await getPublicKey(type, name, minBits, async () => [text], options);
  return { ...record, publicKey: createPublicKey(record.publicKey) };
}
