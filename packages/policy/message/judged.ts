import type { Runnable } from '../reasons.ts';
import { activityOf, hasMacros, isCompoundFile, isPage } from './active-content.ts';
import { runnableIn } from './runnable.ts';

/** What the contents of files in an archive are, judged as attachments are (docs/decisions/0401-what-attachments-are.md). */
export interface Judged {
  /** A file that runs when it is opened: what it is, and its name. */
  runnable?: { readonly what: Runnable; readonly name: string };
  hasMacros?: boolean;
  /** What a page among the files does. */
  page?: 'files' | 'script';
}

const NOTHING = Buffer.alloc(0);
/** The most octets of a file that are read. */
const MAX_LOOKED_AT = 1024 * 1024;
/** Parts of Office documents, which are no pages to whoever opens the document. */
const IN_DOCUMENTS = /\.(?:xml|xsl|rels)\s*$/i;

/** Adds what the content of a file shows. @param isWhole whether `content` is the whole file */
export function judge(judged: Judged, name: string, content: Buffer, isWhole: boolean): void {
  const bytes = content.subarray(0, MAX_LOOKED_AT);
  const what = runnableIn(bytes, isWhole ? content.subarray(-512) : NOTHING);
  if (what !== undefined) judged.runnable ??= { what, name };
  if (isCompoundFile(bytes)) judged.hasMacros ||= hasMacros(bytes);
  const names = IN_DOCUMENTS.test(name) ? [] : [name];
  if (judged.page === 'files' || !isPage(names, bytes)) return;
  const activity = activityOf(bytes.toString('latin1').replaceAll('\0', ''));
  if (activity) judged.page = activity;
}
