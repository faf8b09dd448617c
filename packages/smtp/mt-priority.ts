import { ParameterError } from './parameter-error.ts';

/** Reads the priority of a message, `MT-PRIORITY=-3`, from -9 to 9 (RFC 6710 2, 10). */
export function parseMtPriority(value: string): number {
  if (!/^(?:0|-?[1-9])$/.test(value)) throw new ParameterError(501, 'MT-PRIORITY is malformed');
  return Number(value);
}
