import type { JsonObject } from '../values/json.ts';

/** Errors for one object of a /set: RFC 8620 5.3, 5.4 and RFC 8621 2.5, 4.6, 4.7, 4.8, 6.3, 7.5, RFC 9007 2.1. */
export type SetErrorType =
  | 'forbidden'
  | 'overQuota'
  | 'tooLarge'
  | 'rateLimit'
  | 'notFound'
  | 'invalidPatch'
  | 'willDestroy'
  | 'invalidProperties'
  | 'singleton'
  | 'alreadyExists'
  | 'mailboxHasChild'
  | 'mailboxHasEmail'
  | 'blobNotFound'
  | 'tooManyKeywords'
  | 'tooManyMailboxes'
  | 'invalidEmail'
  | 'tooManyRecipients'
  | 'noRecipients'
  | 'invalidRecipients'
  | 'forbiddenMailFrom'
  | 'forbiddenFrom'
  | 'forbiddenToSend'
  | 'cannotUnsend'
  | 'mdnAlreadySent';

/** Thrown for one object of a /set, /import or /copy; the other objects of the call are still processed. */
export class SetError extends Error {
  readonly type: SetErrorType;
  readonly more: JsonObject;

  constructor(type: SetErrorType, description: string, more: JsonObject = {}) {
    super(description);
    this.name = 'SetError';
    this.type = type;
    this.more = more;
  }

  response(): JsonObject {
    return { type: this.type, description: this.message, ...this.more };
  }
}

/** The most property names that one error lists. */
const MAX_TOLD = 100;

export function invalidProperties(names: readonly string[], why: string): SetError {
  return new SetError('invalidProperties', why, {
    properties: names.slice(0, MAX_TOLD).map((name) => name.slice(0, 255)),
  });
}
