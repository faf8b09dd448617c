import { ParameterError } from './parameter-error.ts';

/** R: returned when it is late; N: its sender is told. T: told of each server that takes it, too. */
export type DeliverByMode = 'R' | 'RT' | 'N' | 'NT';

/** Within how many seconds a message is to be delivered, RFC 2852 4. None left is a matter of N alone. */
export interface DeliverBy {
  readonly seconds: number;
  readonly mode: DeliverByMode;
}

/** Reads the value of `BY=120;R`. Throws ParameterError. */
export function parseDeliverBy(value: string): DeliverBy {
  const match = /^([+-]?\d{1,9});([RN]T?)$/i.exec(value);
  const seconds = Number(match?.[1]);
  const mode = match?.[2]?.toUpperCase() as DeliverByMode | undefined;
  if (!mode || (isReturned(mode) && seconds <= 0)) throw new ParameterError(501, 'BY is malformed');
  return { seconds, mode };
}

export function formatDeliverBy({ seconds, mode }: DeliverBy): string {
  return `${Math.max(-MAX_SECONDS, seconds)};${mode}`;
}

/** Nine digits. */
const MAX_SECONDS = 999_999_999;

export function isReturned(mode: DeliverByMode): boolean {
  return mode.startsWith('R');
}

export function isTraced(mode: DeliverByMode): boolean {
  return mode.endsWith('T');
}
