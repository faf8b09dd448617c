import { normaliseDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

const ADDRESS = /[^\s<>@"'(),:;]+@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/u;

/** Finds author names that read as an address of another domain: many programs show only the name, so it is taken for the address. */
export const displayName: Check = {
  name: 'display-name',
  stage: 'message',
  about: "the author's name shows an address of another domain",
  rule: '3',
  run({ authors }) {
    for (const { name, domain } of authors) {
      const [shown, host] = ADDRESS.exec(asShown(name)) ?? [];
      if (shown === undefined || host === undefined) continue;
      if (normaliseDomain(host) !== domain) return { reason: REASONS.nameIsAddress(shown) };
    }
    return undefined;
  },
};

/** Replaces full-width and similar characters with the plain ones and removes those without width. */
function asShown(name: string): string {
  return name.normalize('NFKC').replace(/\p{Cf}/gu, '');
}
