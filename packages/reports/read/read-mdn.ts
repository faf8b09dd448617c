import { describe, fieldValue, type Part, parseHeader } from '@postroom/mime';
import type { Disposition, MdnFields } from '../mdn/mdn.ts';
import { attachedHeader, beginning, contentOf, textOf } from './first-part.ts';

/** A message disposition notification from somebody else: nothing in it needs to be true. */
export interface ReadMdn extends MdnFields {
  readonly subject: string;
  readonly text: string;
  /** Whether the message or its header is attached. */
  readonly includesOriginal: boolean;
  /** The subject of the attached message; null where none is attached. */
  readonly originalSubject: string | null;
}

const ACTIONS: readonly Disposition['actionMode'][] = ['manual-action', 'automatic-action'];
const SENDINGS: readonly Disposition['sendingMode'][] = ['mdn-sent-manually', 'mdn-sent-automatically'];
const TYPES: readonly Disposition['type'][] = ['deleted', 'dispatched', 'displayed', 'processed'];

/** The most fields of one notification that are read. */
const MAX_FIELDS = 100;

/** Media types of the second part (RFC 8098 3.2, RFC 6533 6). */
const STATUS = new Set(['message/disposition-notification', 'message/global-disposition-notification']);

/** Reads a notification; undefined for other messages, and for one without a recipient or a disposition. */
export async function readMdn(message: AsyncIterable<Uint8Array>): Promise<ReadMdn | undefined> {
  const raw = await beginning(message);
  const { tree, subject } = describe(raw);
  const [forPeople, forPrograms, original] = tree.children ?? [];
  // RFC 6522 2 prescribes the order of the parts.
  if (tree.subtype !== 'report' || !forPeople || !forPrograms) return undefined;
  if (!STATUS.has(`${forPrograms.type}/${forPrograms.subtype}`)) return undefined;
  const status = contentOf(raw, forPrograms);
  const fields = parseHeader(status)
    .slice(0, MAX_FIELDS)
    .map((field) => ({
      name: status.toString('latin1', field.start, field.valueStart - 1).trimEnd(),
      value: Buffer.from(fieldValue(status, field), 'latin1').toString().trim(),
    }));
  const all = (name: string): string[] =>
    fields.filter((field) => field.name.toLowerCase() === name).map(({ value }) => value);
  const [finalRecipient] = all('final-recipient');
  const disposition = readDisposition(all('disposition')[0] ?? '');
  if (!finalRecipient || !disposition) return undefined;
  const first = (name: string): string | null => all(name)[0] ?? null;
  return {
    subject,
    text: textOf(raw, forPeople),
    includesOriginal: original !== undefined,
    originalSubject: original ? subjectOf(raw, original) : null,
    reportingUA: first('reporting-ua'),
    mdnGateway: first('mdn-gateway'),
    finalRecipient,
    disposition,
    originalRecipient: first('original-recipient'),
    originalMessageId: first('original-message-id'),
    error: all('error'),
    extensionFields: Object.fromEntries(
      fields.filter(({ name }) => /^x-/i.test(name)).map(({ name, value }) => [name, value]),
    ),
  };
}

/** Returns the subject of an attached message, or of its header alone (RFC 6522 3). */
function subjectOf(raw: Buffer, original: Part): string | null {
  const header = attachedHeader(raw, original);
  return header ? describe(header).subject : null;
}

/** Parses `manual-action/MDN-sent-manually; displayed/error`, in any case. */
function readDisposition(value: string): Disposition | undefined {
  const [, action, sending, type] = /^([\w-]+)\s*\/\s*([\w-]+)\s*;\s*([\w-]+)/.exec(value.toLowerCase()) ?? [];
  const actionMode = ACTIONS.find((each) => each === action);
  const sendingMode = SENDINGS.find((each) => each === sending);
  const known = TYPES.find((each) => each === type);
  return actionMode && sendingMode && known && { actionMode, sendingMode, type: known };
}
