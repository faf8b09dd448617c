import { displayDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';
import { asRead } from '../message/as-read.ts';
import { REASONS } from '../reasons.ts';

/** Shorter names look like too many others. */
const MIN_LETTERS = 5;

/** Finds author domains that a hasty reader takes for the recipient's own: 1 for l, rn for m, letters of other scripts. */
export const lookAlike: Check = {
  name: 'look-alike',
  stage: 'message',
  about: "the author's domain looks like the recipient's, or mixes letters of several scripts in a word",
  rule: '4',
  run({ authors, recipients }) {
    const own = [...new Set(recipients.map(({ domain }) => domain))];
    for (const { domain } of authors) {
      const shown = displayDomain(domain);
      if (shown.split('.').some(mixesScripts)) return { reason: REASONS.mixedScripts(shown) };
      const alike = own.find((ours) => isLike(domain, ours));
      if (alike !== undefined) return { reason: REASONS.looksLike(shown, displayDomain(alike)) };
    }
    return undefined;
  },
};

function isLike(domain: string, ours: string): boolean {
  if (domain === ours || domain.endsWith(`.${ours}`) || ours.endsWith(`.${domain}`)) return false;
  return ours.length >= MIN_LETTERS && readAs(domain) === readAs(ours);
}

/** The results that are remembered; the same few domains send most mail. */
const MAX_REMEMBERED = 1_000;
const remembered = new Map<string, string>();

function readAs(domain: string): string {
  const known = remembered.get(domain);
  if (known !== undefined) return known;
  const read = asRead(displayDomain(domain));
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(domain, read);
  return read;
}

/** Returns whether a label mixes Latin with scripts whose letters look Latin; mixtures of Japanese do not count. */
function mixesScripts(label: string): boolean {
  return /\p{Script=Latin}/u.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(label);
}
