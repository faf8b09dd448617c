import { setPieces } from '@postroom/imap';
import type { Extension } from '../extension.ts';
import type { ResultOption } from '../search/result-option.ts';

/** Without results, MIN, MAX and ALL are left out (RFC 4731 3.1). In a SORT, MIN and MAX are the first and the last result (RFC 5267 3). */
const min: ResultOption = {
  write: (numbers) => (numbers.length === 0 ? [] : [` MIN ${numbers[0]}`]),
  only: 'first',
};

const max: ResultOption = {
  write: (numbers) => (numbers.length === 0 ? [] : [` MAX ${numbers.at(-1)}`]),
  only: 'last',
};

const count: ResultOption = { write: (numbers) => [` COUNT ${numbers.length}`], counts: true };

const all: ResultOption = {
  *write(numbers) {
    if (numbers.length > 0) yield ' ALL ';
    yield* setPieces(numbers);
  },
};

/** RFC 4731. */
export const esearch: Extension = {
  capabilities: ['ESEARCH'],
  resultOptions: { MIN: () => min, MAX: () => max, COUNT: () => count, ALL: () => all },
};
