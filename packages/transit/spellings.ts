import { displayDomain, normaliseAddress } from '@postroom/smtp';

/** An address as it may have been given: in any case of its own, with its domain in either form. */
export function spellings(address: string): string[] {
  const ascii = normaliseAddress(address) ?? address;
  const at = ascii.lastIndexOf('@') + 1;
  const unicode = ascii.slice(0, at) + displayDomain(ascii.slice(at));
  const all = [address, ascii, unicode];
  return [...new Set([...all, ...all.map((one) => one.toLowerCase())])];
}
