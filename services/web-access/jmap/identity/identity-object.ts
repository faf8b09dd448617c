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

/** That of the account's own address stays, and that of somebody else's for as long as that is delegated. */
export function mayDelete({ id, isDelegated }: Pick<Identity, 'id' | 'isDelegated'>): boolean {
  return id !== OWN_IDENTITY && !isDelegated;
}
