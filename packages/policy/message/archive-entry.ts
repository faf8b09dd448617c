/** One entry of an archive, as far as it can be seen without a password. */
export interface ArchiveEntry {
  readonly name: string;
  /** The entry needs a password. */
  readonly isLocked?: boolean;
  /** The beginning of its content, if known: as `bytes`, deflated as `packed`, or in `among` together with other files. */
  readonly bytes?: Buffer;
  readonly packed?: Buffer;
  readonly among?: Buffer;
}

/** The entries of an archive, or why they cannot be seen: `locked` behind a password, or `hidden` for another reason. */
export type Listed = readonly ArchiveEntry[] | 'locked' | 'hidden';

/** Returns whether a name is that of an archive that people open with one click. */
export function isArchiveName(name: string): boolean {
  return /\.(?:zipx?|rar|7z|cab|arj|ace|lzh|lha|tar|tgz|gz)\s*$/i.test(name);
}

/** Returns whether a name is that of an Office document or a page, the files that people are most likely to open. */
export function isDocumentName(name: string): boolean {
  return /\.(?:(?:doc|dot|xls|xlt|xla|ppt|pot|pps)[xmb]?|rtf|od[tsp]|x?html?|shtml?|svgz?|mht(?:ml)?|pdf|msg|bin)\s*$/i.test(
    name,
  );
}
