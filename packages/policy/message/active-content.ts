/** Scripts of a page that build a file on the reader's machine: scanners see text only, but the result may be a program. */
const MAKES_FILES =
  /\bmsSaveOrOpenBlob\b|\bmsSaveBlob\b|\bcreateObjectURL\b|\bnew\s+(?:Blob|File)\s*\(|\bdata:application\/[^"']{0,80};base64,/i;
const SCRIPT = /<script[\s>/]|\bjavascript:|<[a-z][^<>]{0,500}[\s/"']on(?:load|click|error|begin|mouseover|focus)\s*=/i;

const PAGE = /\.(?:x?html?|shtml?|svgz?|mht(?:ml)?|xml|xsl)\s*$/i;
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Names of storages with macros (MS-OVBA 2.2.1); a compound file keeps names in UTF-16 (MS-CFB 2.6.1). */
const MACROS = ['_VBA_PROJECT', 'Macros', 'VBA'].map((name) => Buffer.from(`${name}\0`, 'utf16le'));

export function isPage(names: readonly string[], start: Buffer): boolean {
  return (
    names.some((name) => PAGE.test(name)) ||
    /^\s*(?:<!doctype html|<html|<svg|<script)/i.test(start.toString('latin1', 0, 200))
  );
}

/** Returns what an attached page does when it is opened: it makes files, or it runs any script. */
export function activityOf(page: string): 'files' | 'script' | undefined {
  if (!SCRIPT.test(page)) return undefined;
  return MAKES_FILES.test(page) ? 'files' : 'script';
}

export function isCompoundFile(start: Buffer): boolean {
  return start.subarray(0, OLE.length).equals(OLE);
}

/** Returns whether an old Office document (MS-CFB) has macros. */
export function hasMacros(compound: Buffer): boolean {
  return (
    MACROS.slice(0, 1).some((name) => compound.includes(name)) ||
    MACROS.slice(1).every((name) => compound.includes(name))
  );
}

/** Returns whether an Office document keeps its macros under this name (ECMA-376, MS-OFFMACRO2 2.2.1). */
export function isMacroPart(name: string): boolean {
  return /(?:^|[/\\])vbaProject\.bin$/i.test(name) || /(?:^|[/\\])xl[/\\]macrosheets[/\\]/i.test(name);
}
