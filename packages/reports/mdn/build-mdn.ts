import { composeReport } from '../compose.ts';
import type { BuiltReport } from '../dsn/build-report.ts';
import { printableHeader } from '../dsn/field.ts';
import { subjectText } from '../subject.ts';
import { dispositionFields } from './disposition-fields.ts';
import type { MdnFields } from './mdn.ts';

export interface Mdn extends MdnFields {
  /** Unique and unguessable; becomes the Message-ID and the boundary. */
  readonly id: string;
  readonly hostname: string;
  readonly date: Date;
  readonly from: { readonly name: string; readonly address: string };
  /** The addresses that asked for it (Disposition-Notification-To). */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The message, or its header, as it was received; null to return neither. */
  readonly original: { readonly kind: 'headers' | 'full'; readonly bytes: Buffer } | null;
}

/** Builds a message disposition notification (RFC 8098 3). The envelope's reverse-path must be null. */
export async function buildMdn(mdn: Mdn): Promise<BuiltReport> {
  const messageId = `<${mdn.id}@${mdn.hostname}>`;
  const fields = dispositionFields(mdn);
  const isInternational = /[^\0-\x7f]/.test(`${mdn.to.join('')}${mdn.from.address}${fields}`);
  const raw = await composeReport({
    from: { name: printableHeader(mdn.from.name), address: mdn.from.address },
    to: mdn.to.map(printableHeader),
    subject: subjectText(mdn.subject),
    date: mdn.date,
    messageId,
    inReplyTo: mdn.originalMessageId ?? undefined,
    boundary: mdn.id,
    reportType: 'disposition-notification',
    text: mdn.text,
    parts: [
      {
        // RFC 6533 6 for fields that are not ASCII.
        type: isInternational ? 'message/global-disposition-notification' : 'message/disposition-notification',
        content: Buffer.from(fields),
        description: 'Disposition report',
      },
      ...(mdn.original ? [returned(mdn.original, isInternational)] : []),
    ],
  });
  return { raw, messageId, smtpUtf8: isInternational };
}

/** Returns the third part (RFC 6522 4). */
function returned({ kind, bytes }: NonNullable<Mdn['original']>, isInternational: boolean) {
  const type = kind === 'full' ? 'message/rfc822' : 'text/rfc822-headers';
  const international = kind === 'full' ? 'message/global' : 'message/global-headers';
  return { type: isInternational ? international : type, content: bytes, description: 'The message' };
}
