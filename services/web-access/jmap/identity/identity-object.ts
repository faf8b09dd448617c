import { formatId, type JsonObject } from '@postroom/jmap';
import { type Identity, OWN_IDENTITY } from '@postroom/sending';

export const IDENTITY_PROPERTIES = [
  ...['id', 'name', 'email', 'replyTo', 'bcc', 'textSignature', 'htmlSignature', 'mayDelete'],
];

/** RFC 8621 6. That of the account's own address stays. */
export function identityObject({ id, name, email, replyTo, bcc, textSignature, htmlSignature }: Identity): JsonObject {
  return {
    ...{ id: formatId('I', id), name, email, textSignature, htmlSignature, mayDelete: id !== OWN_IDENTITY },
    replyTo: replyTo?.map((address) => ({ ...address })) ?? null,
    bcc: bcc?.map((address) => ({ ...address })) ?? null,
  };
}
