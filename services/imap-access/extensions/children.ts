import type { Extension } from '../extension.ts';

/** RFC 3348. */
export const children: Extension = {
  capabilities: ['CHILDREN'],
  listAttributes: [({ hasChildren }) => [hasChildren ? '\\HasChildren' : '\\HasNoChildren']],
  listReturns: { CHILDREN: () => ({}) },
};
