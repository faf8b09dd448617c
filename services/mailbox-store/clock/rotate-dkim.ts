import { type Pool, transaction } from '@postroom/database';
import { addDkimKeys, dropWaitingDkimKeys, listDkimKeys, type StoredDkimKey } from '@postroom/directory';
import { type KeySeal, keyOwner, newSealedKeys } from '@postroom/sender-auth/dkim';
import { MailError } from '@postroom/types';

interface Rotation {
  /** The selectors of new keys. */
  readonly made: readonly string[];
  /** The selectors of waiting keys that were removed. */
  readonly dropped: readonly string[];
  /** The keys that will sign next, one of each algorithm. */
  readonly next: readonly StoredDkimKey[];
}

/**
 * Makes sure that a key of each algorithm waits to sign. A key that already waits is kept, so that a repeated rotation changes nothing; one
 * that DKIM_SECRET does not open can never sign, and is replaced. Throws in-use after 26 pairs of keys on one day.
 * @param anew replaces all waiting keys
 */
export async function rotateDkimKeys(
  { pool, seal }: { readonly pool: Pool; readonly seal: KeySeal },
  domain: string,
  { anew = false }: { anew?: boolean | undefined } = {},
): Promise<Rotation> {
  const keys = await listDkimKeys(pool, domain);
  const waiting = keys.filter(({ signsAt }) => signsAt === null);
  const kept = anew ? [] : waiting.filter((key) => opens(seal, key));
  const dropped = waiting.filter((key) => !kept.includes(key)).map(({ selector }) => selector);
  const taken = keys.map(({ selector }) => selector);
  const wanted = (await newSealedKeys(domain, { seal, now: new Date(), taken })).filter(
    ({ algorithm }) => !kept.some((key) => key.algorithm === algorithm),
  );
  if (wanted.length === 0 && kept.length === 0)
    throw new MailError(
      'in-use',
      `${domain} already got 26 pairs of keys today, the most in a day: try again tomorrow`,
    );
  await transaction(pool, async (tx) => {
    await dropWaitingDkimKeys(tx, domain, dropped);
    await addDkimKeys(tx, domain, wanted);
  });
  const next = (await listDkimKeys(pool, domain)).filter(({ signsAt }) => signsAt === null);
  return { made: wanted.map(({ selector }) => selector), dropped, next };
}

function opens(seal: KeySeal, { domain, selector, sealedKey }: StoredDkimKey): boolean {
  try {
    return seal.open(sealedKey, keyOwner(domain, selector)).length > 0;
  } catch {
    return false;
  }
}
