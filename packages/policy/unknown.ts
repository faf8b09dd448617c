import type { Answer } from '@postroom/dns';

/** Thrown when no source answered: the check has no finding. */
export class Unknown extends Error {
  override readonly name = 'Unknown';
}

/** Returns the records of a name, or [] when it has none. Throws Unknown when DNS did not answer. */
export function orUnknown<Entry>(answer: Answer<Entry>): readonly Entry[] {
  if (answer.kind === 'temporary-failure') throw new Unknown(answer.reason);
  return answer.kind === 'found' ? answer.records : [];
}
