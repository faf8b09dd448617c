import { formatId, type JsonObject } from '@postroom/jmap';
import { type Identity, OWN_IDENTITY } from '@postroom/sending';

export const IDENTITY_PROPERTIES = [
  ...['id', 'name', 'email', 'replyTo', 'bcc', 'textSignature', 'htmlSignature', 'mayDelete'],
];

/** RFC 8621 6. */
export function identityObject(identity: Identity): JsonObject {
  const { id, name, email, replyTo, bcc, textSignature, htmlSignature } = identity;
  return {
    id: formatId('I', id),
    name,
    email,
    textSignature,
    htmlSignature,
    mayDelete: mayDelete(identity),
    replyTo: replyTo?.map((address) => ({ ...address })) ?? null,
    bcc: bcc?.map((address) => ({ ...address })) ?? null,
  };
}

/** Whether an identity may be deleted: neither the one of the account's own address, nor one delegated by somebody else. */
export function mayDelete({ id, isDelegated }: Pick<Identity, 'id' | 'isDelegated'>): boolean {
  return id !== OWN_IDENTITY && !isDelegated;
}
