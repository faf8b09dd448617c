import { namesHost } from '@postroom/intake';
import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import { sealFields } from '@postroom/sender-auth/arc';
import type { RemoteDelivery } from '@postroom/transit';
import type { StoredMessage } from '../../reports/stored-message.ts';
import type { DomainKeys } from './domain-keys.ts';

const RESULTS = new FieldNames(['authentication-results']);

export type SealResult = 'sealed' | 'no-key' | 'left';

/** What of a delivery says who of ours passes it on. */
export type PassedOn = Pick<RemoteDelivery, 'forwardedBy' | 'originalRecipient'>;

/** The domain of the account that sent a mail on, or of the alias. */
export function passedOnBy({ forwardedBy, originalRecipient }: PassedOn): string {
  const address = forwardedBy.at(-1) ?? originalRecipient;
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * The ARC set for mail from elsewhere that an account or an alias of ours passes on, in the name of that one's domain: what we found
 * when it came, which whoever gets it next could not find any more. Empty where we found nothing, or have no key.
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
  // As it is folded: an unfolded line may be longer than one may be.
  const results = header.toString('latin1', ours.valueStart, ours.end);
  // Not everybody who verifies seals knows other algorithms.
  const key = (await keys.of(passedOnBy(by))).find(({ algorithm }) => algorithm === 'rsa-sha256');
  if (key === undefined) return nothing('no-key');
  const fields = await sealFields(message, key, { results, now: new Date() });
  return fields.length > 0 ? { fields, result: 'sealed' } : nothing('left');
}
