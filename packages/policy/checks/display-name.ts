import { normaliseDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';

const ADDRESS = /[^\s<>@"'(),:;]+@([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/u;

/** Many programs show the name of an author alone: one that reads as an address of another domain is meant to be taken for it. */
export const displayName: Check = {
  name: 'display-name',
  stage: 'message',
  about: 'the name of the author carries an address of another domain',
  rule: '3',
  run({ authors }) {
    for (const { name, domain } of authors) {
      const [shown, host] = ADDRESS.exec(asShown(name)) ?? [];
      if (shown === undefined || host === undefined) continue;
      if (normaliseDomain(host) !== domain) return { reason: `its author is shown as ${shown}, and is not` };
    }
    return undefined;
  },
};

/** Signs of other widths are read as the plain ones, and those without width are not seen. */
function asShown(name: string): string {
  return name.normalize('NFKC').replace(/\p{Cf}/gu, '');
}
