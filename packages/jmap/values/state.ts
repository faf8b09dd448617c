import { MethodError } from '../errors/method-error.ts';

/** States are mod-sequences: of two, the later one is the greater. */
export function formatState(modseq: number): string {
  return String(modseq);
}

/** The mod-sequence of a state that this server gave out; throws cannotCalculateChanges for any other text (RFC 8620 5.2). */
export function readState(state: string): number {
  const modseq = /^(0|[1-9]\d{0,15})$/.test(state) ? Number(state) : Number.NaN;
  if (!Number.isSafeInteger(modseq))
    throw new MethodError('cannotCalculateChanges', 'The state is not one of this server');
  return modseq;
}
