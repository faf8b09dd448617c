/** What is in an archive, as far as it is to be seen without a password. */
export interface ArchiveEntry {
  readonly name: string;
  /** It needs a password. */
  readonly isLocked?: boolean;
  /** The beginning of it, where it may be an archive; the same where it is packed (deflate); or that of several files, of which it is one. */
  readonly bytes?: Buffer;
  readonly packed?: Buffer;
  readonly among?: Buffer;
}

/** The entries of an archive, or why they are not to be seen: `locked` behind a password, or `hidden`. */
export type Listed = readonly ArchiveEntry[] | 'locked' | 'hidden';

/** Archives that people open with one click, by their names. */
export function isArchiveName(name: string): boolean {
  return /\.(?:zipx?|rar|7z|cab|arj|ace|lzh|lha|tar|tgz|gz)\s*$/i.test(name);
}

/** Documents of Office and pages, by their names: what people are most likely to open. */
export function isDocumentName(name: string): boolean {
  return /\.(?:(?:doc|dot|xls|xlt|xla|ppt|pot|pps)[xmb]?|rtf|od[tsp]|x?html?|shtml?|svgz?|mht(?:ml)?|pdf|msg|bin)\s*$/i.test(
    name,
  );
}
