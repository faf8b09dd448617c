import { Readable } from 'node:stream';
import { decodeCharset, isKnownCharset } from '@postroom/mime';
import type { DmarcReport } from '../dmarc/dmarc-report.ts';
import { readDmarc } from '../dmarc/read-dmarc.ts';
import { type Attachment, readAttachments } from '../read/attachments.ts';
import { readTls } from '../tls-rpt/read-tls.ts';
import type { TlsReport } from '../tls-rpt/tls-report.ts';
import { ReportFault } from './report-fault.ts';
import { isUtf16, unpack } from './unpack.ts';

/** The most octets of a message that are read, and of an attachment. Compressed reports of the largest senders have some 100 kB. */
const LIMITS = { messageBytes: 8 * 1024 * 1024, partBytes: 5 * 1024 * 1024 };
/** The most attachments that are tried. */
const MAX_ATTACHMENTS = 10;
/** The most octets of a TLS report, which is parsed as a whole. */
const MAX_JSON = 2 * 1024 * 1024;

/** The beginning of a message: two fields, folded or not (RFC 5322 2.2). */
const MAIL = /^\s{0,9}[\w-]{1,80}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*[\w-]{1,80}:/;

/**
 * Reads a message with an aggregate report on mail in the name of a domain (RFC 9990 3.5), or on TLS to its servers (RFC 8460
 * 5.3). Throws ReportFault for a message with neither, and rethrows errors from reading the message.
 */
export async function readAggregate(message: AsyncIterable<Uint8Array>): Promise<DmarcReport | TlsReport> {
  let fault: unknown;
  const attachments = (await readAttachments(message, LIMITS)).slice(0, MAX_ATTACHMENTS);
  for (const { content, isCut } of (await Promise.all(attachments.map(opened))).flat().slice(0, MAX_ATTACHMENTS)) {
    try {
      for (const document of await unpack(content)) {
        if (isCut) throw new ReportFault('it is too large');
        return await readDocument(document);
      }
    } catch (error) {
      if (!(error instanceof ReportFault)) throw error;
      fault ??= error;
    }
  }
  throw fault ?? new ReportFault('it contains no report');
}

/** Returns the attachments of an attached message, whatever its type says, because somebody forwarded the report. */
async function opened(attachment: Attachment): Promise<Attachment[]> {
  const { type, content } = attachment;
  const isMail = type === 'message/rfc822' || MAIL.test(content.toString('latin1', 0, 2_000));
  return isMail ? readAttachments(Readable.from([content]), LIMITS) : [attachment];
}

async function readDocument(document: Buffer): Promise<DmarcReport | TlsReport> {
  if (isUtf16(document)) return readDmarc(decodeCharset(document, 'utf-16'));
  if (/^(?:\xef\xbb\xbf)?\s*\{/.test(document.toString('latin1', 0, 200))) {
    if (document.length > MAX_JSON) throw new ReportFault('it is too large');
    return readTls(document.toString().replace(/^\ufeff/, ''));
  }
  const declared = /^[^<]{0,1000}<\?xml[^>]{0,100}encoding\s{0,9}=\s{0,9}["']([\w.-]{1,40})/.exec(
    document.toString('latin1', 0, 1_300),
  )?.[1];
  const charset = declared !== undefined && isKnownCharset(declared) ? declared : 'utf-8';
  return readDmarc(decodeCharset(document, charset));
}
