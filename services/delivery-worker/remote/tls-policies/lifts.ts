import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import type { RemoteDelivery } from '@postroom/transit';
import type { StoredMessage } from '../../reports/stored-message.ts';

const TLS_REQUIRED = new FieldNames(['tls-required']);

/** Whether one of our accounts asks to ignore the policies of recipients' domains for a mail: `TLS-Required: No` (RFC 8689 3). */
export async function liftsPolicies(
  { source }: Pick<RemoteDelivery, 'source'>,
  open: () => Promise<Pick<StoredMessage, 'header'>>,
): Promise<boolean> {
  if (source !== 'submission') return false;
  const { header } = await open();
  const fields = parseHeader(header, TLS_REQUIRED);
  return fields.length === 1 && fields.every((field) => /^no$/i.test(fieldValue(header, field).trim()));
}
