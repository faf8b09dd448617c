import { ParameterError } from '../parameter-error.ts';

/** RFC 4865 4, 11: seconds that a message waits, `HOLDFOR=3600`. */
export function parseHoldFor(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new ParameterError(501, 'HOLDFOR is malformed');
  return Number(value);
}
