import type { Answer } from '@postroom/dns';

/** Nobody could be asked: the check finds nothing. */
export class Unknown extends Error {
  override readonly name = 'Unknown';
}

/** The records of a name, none where there are none. Throws Unknown when nobody said. */
export function orUnknown<Entry>(answer: Answer<Entry>): readonly Entry[] {
  if (answer.kind === 'temporary-failure') throw new Unknown(answer.reason);
  return answer.kind === 'found' ? answer.records : [];
}
