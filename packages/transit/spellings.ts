import { displayDomain, normaliseAddress } from '@postroom/smtp';

/** Returns the forms in which an address may have been given: as it is or in lower case, its domain in ASCII or Unicode. */
export function spellings(address: string): string[] {
  const ascii = normaliseAddress(address) ?? address;
  const at = ascii.lastIndexOf('@') + 1;
  const unicode = ascii.slice(0, at) + displayDomain(ascii.slice(at));
  const all = [address, ascii, unicode];
  return [...new Set([...all, ...all.map((one) => one.toLowerCase())])];
}
