import type { SenderResults } from './results.ts';

const MAX_LINE = 100;

/** Returns the Authentication-Results field of a message (RFC 8601 2.2), folded, with its line end. */
export function resultsField(hostname: string, { spf, helo, dkim, arc, dmarc }: SenderResults): string {
  const found = [spf, ...(helo ? [helo] : []), ...dkim, dmarc, arc];
  const rows = found.map(({ info }) => info).filter((info) => info !== '');
  return [`Authentication-Results: ${hostname}`, ...rows.map(folded)].join(';\r\n\t').concat('\r\n');
}

/** Folds at blanks (RFC 5322 2.2.3). */
function folded(row: string): string {
  let length = 0;
  const words = row.split(' ').map((word, at) => {
    const isNext = at > 0 && length + word.length > MAX_LINE;
    length = isNext ? word.length : length + 1 + word.length;
    return at === 0 ? word : `${isNext ? '\r\n\t' : ' '}${word}`;
  });
  return words.join('');
}
