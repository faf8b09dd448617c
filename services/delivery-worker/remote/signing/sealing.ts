import { namesHost } from '@postroom/intake';
import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import { sealFields } from '@postroom/sender-auth/arc';
import type { RemoteDelivery } from '@postroom/transit';
import type { StoredMessage } from '../../reports/stored-message.ts';
import type { DomainKeys } from './domain-keys.ts';

const RESULTS = new FieldNames(['authentication-results']);

export type SealResult = 'sealed' | 'no-key' | 'left';

/** The properties of a delivery that tell which of our addresses passes it on. */
export type PassedOn = Pick<RemoteDelivery, 'forwardedBy' | 'originalRecipient'>;

/** Returns the domain of the account or alias that passes a mail on. */
export function passedOnBy({ forwardedBy, originalRecipient }: PassedOn): string {
  const address = forwardedBy.at(-1) ?? originalRecipient;
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * Returns the ARC set for mail from elsewhere that an account or alias passes on, in the name of its domain. It preserves the results that
 * we found on arrival, which the next server cannot find any more. Empty if we found nothing or have no key.
 */
export async function arcSet(
  by: PassedOn,
  message: Pick<StoredMessage, 'header'> & { readonly body: AsyncIterable<Buffer>; readonly isBinary: boolean },
  { keys, hostname }: { keys: DomainKeys; hostname: string },
): Promise<{ fields: Buffer; result: SealResult }> {
  const nothing = (result: SealResult) => ({ fields: Buffer.alloc(0), result });
  const { header } = message;
  const ours = parseHeader(header, RESULTS).find((field) => namesHost(fieldValue(header, field), hostname));
  if (ours === undefined) return nothing('left');
  // Keep the folding: unfolded, a line might be too long.
  const results = header.toString('latin1', ours.valueStart, ours.end);
  // Not every verifier of seals supports other algorithms.
  const key = (await keys.of(passedOnBy(by))).find(({ algorithm }) => algorithm === 'rsa-sha256');
  if (key === undefined) return nothing('no-key');
  const fields = await sealFields(message, key, { results, now: new Date() });
  return fields.length > 0 ? { fields, result: 'sealed' } : nothing('left');
}
