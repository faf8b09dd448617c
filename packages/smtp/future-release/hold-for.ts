import { ParameterError } from '../parameter-error.ts';

/** Reads the seconds that a message waits, `HOLDFOR=3600` (RFC 4865 4, 11). */
export function parseHoldFor(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new ParameterError(501, 'HOLDFOR is malformed');
  return Number(value);
}
