import { newDkimKey } from './keys.ts';
import { type KeySeal, keyOwner } from './sealed-key.ts';
import type { Algorithm } from './sign.ts';

/** A key in the form in which it is stored. */
export interface SealedKey {
  readonly selector: string;
  readonly algorithm: Algorithm;
  readonly publicKey: string;
  readonly sealedKey: Buffer;
}

/** Makes one key of each algorithm for a domain. Selectors are the day and a letter for further keys: `20261127r`, `20261127br`. */
export async function newSealedKeys(
  domain: string,
  { seal, now, taken }: { seal: KeySeal; now: Date; taken: readonly string[] },
): Promise<SealedKey[]> {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  const names = ['', ...'bcdefghijklmnopqstuvwxyz'].map((letter) => `${day}${letter}`);
  const name = names.find((one) => !taken.some((selector) => selector === `${one}r` || selector === `${one}e`));
  if (name === undefined) return [];
  return Promise.all(
    (['rsa-sha256', 'ed25519-sha256'] as const).map(async (algorithm) => {
      const { privateKey, publicKey } = await newDkimKey(algorithm);
      const selector = `${name}${algorithm === 'rsa-sha256' ? 'r' : 'e'}`;
      return { selector, algorithm, publicKey, sealedKey: seal.seal(privateKey, keyOwner(domain, selector)) };
    }),
  );
}
