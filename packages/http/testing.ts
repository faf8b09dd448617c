import type { RefusalShape } from './refusals.ts';

/** A shape of refusals. Tests only. */
export const SHAPE: RefusalShape = { type: 'application/json', body: (status, detail) => ({ status, detail }) };
