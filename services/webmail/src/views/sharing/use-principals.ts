import { useEffect, useState } from 'react';
import { type Principal, readPrincipals } from '../../state/sharing/principals.ts';
import { faultOf, type ShareFault } from '../../state/sharing/share-folder.ts';

type Known = ReadonlyMap<string, Principal | null>;

/** Returns the principals with these ids; null: the person may not see it. Missing ones are being read. */
export function usePrincipals(ids: readonly string[], onFault: (fault: ShareFault) => void) {
  const [known, setKnown] = useState<Known>(new Map());
  const missing = ids.filter((id) => !known.has(id)).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are read once, whatever is drawn again
  useEffect(() => {
    if (missing === '') return;
    const wanted = missing.split(',');
    readPrincipals(wanted).then(
      (read) => {
        const found = new Map(read.map((each) => [each.id, each]));
        setKnown((before) => new Map([...before, ...wanted.map((id) => [id, found.get(id) ?? null] as const)]));
      },
      (error) => onFault(faultOf(error)),
    );
  }, [missing]);
  const know = (principal: Principal): void => setKnown((before) => new Map([...before, [principal.id, principal]]));
  return { known, know };
}
