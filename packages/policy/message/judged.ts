import { activityOf, hasMacros, isCompoundFile, isPage } from './active-content.ts';
import { runnableIn } from './runnable.ts';

/** What files in an archive are by what is in them, as attachments are (docs/decisions/0401-what-attachments-are.md). */
export interface Judged {
  /** One that runs when it is opened: what it is, and what it is called. */
  runnable?: { readonly what: string; readonly name: string };
  hasMacros?: boolean;
  /** What a page does that is one of them. */
  page?: 'files' | 'script';
}

const NOTHING = Buffer.alloc(0);
/** Octets of a file that are looked at. */
const MAX_LOOKED_AT = 1024 * 1024;
/** What documents are made of, which is text to whoever opens them. */
const IN_DOCUMENTS = /\.(?:xml|xsl|rels)\s*$/i;

/** Adds what the beginning of a file says. @param isWhole that is all of it */
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
