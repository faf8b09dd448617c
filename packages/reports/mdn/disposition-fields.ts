import { field } from '../dsn/field.ts';
import type { Disposition, MdnFields } from './mdn.ts';

/** The spellings of RFC 8098 3.2.6. */
const SENDING: Readonly<Record<Disposition['sendingMode'], string>> = {
  'mdn-sent-manually': 'MDN-sent-manually',
  'mdn-sent-automatically': 'MDN-sent-automatically',
};

/** Returns the content of message/disposition-notification (RFC 8098 3.2). */
export function dispositionFields(mdn: MdnFields): string {
  const { disposition, error, extensionFields } = mdn;
  const lines: string[] = [];
  const add = (name: string, value: string | null): void => {
    if (value) lines.push(field(name, value));
  };
  add('Reporting-UA', mdn.reportingUA);
  add('MDN-Gateway', mdn.mdnGateway);
  add('Original-Recipient', mdn.originalRecipient);
  add('Final-Recipient', mdn.finalRecipient);
  add('Original-Message-ID', mdn.originalMessageId);
  add('Disposition', `${disposition.actionMode}/${SENDING[disposition.sendingMode]}; ${disposition.type}`);
  for (const text of error) add('Error', text);
  for (const [name, value] of Object.entries(extensionFields)) add(name, value);
  return `${lines.join('\r\n')}\r\n`;
}
