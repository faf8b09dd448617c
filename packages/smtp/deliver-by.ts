import { ParameterError } from './parameter-error.ts';

/** R: return the message when it is late; N: notify its sender. T: also trace each server that accepts it. */
export type DeliverByMode = 'R' | 'RT' | 'N' | 'NT';

/** The time for delivery in seconds (RFC 2852 4). Only mode N allows 0 or less. */
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

/** The largest number of nine digits. */
const MAX_SECONDS = 999_999_999;

export function isReturned(mode: DeliverByMode): boolean {
  return mode.startsWith('R');
}

export function isTraced(mode: DeliverByMode): boolean {
  return mode.endsWith('T');
}
