import type { EmailBodyPart } from '../jmap/types.ts';
import { text } from '../words/index.ts';
import { kindOf } from './files.ts';

/** Endings for the names of files that have none, by type. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': '.pdf',
  'image/gif': '.gif',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'message/rfc822': '.eml',
  'text/calendar': '.ics',
  'text/csv': '.csv',
  'text/html': '.html',
  'text/plain': '.txt',
};

/** Returns the name of a file; for a file without one, what it is, in the reader's language. */
export function nameOfFile(part: Pick<EmailBodyPart, 'name' | 'type' | 'size'>): string {
  const given = part.name?.trim();
  return given || text('file.unnamed', { kind: kindOf(part) ?? 'file' }) + (ENDINGS[part.type] ?? '');
}
