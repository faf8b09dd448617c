import type { EmailAddress } from '../jmap/types.ts';

const ADDRESS = /[^\s<>@"'(),:;]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;

/** A link's text that is nothing but a URL or a host name. */
const LINK = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{M}\p{N}-]+\.)+[a-z]{2,})(?:[/:?#]\S*)?\s*$/iu;

/** Returns the address that stands in the display name, if its domain is not that of the real address: such a name is meant to deceive. */
export function pretendedAddress({ name, email }: EmailAddress): string | undefined {
  const shown = ADDRESS.exec(asSeen(name ?? ''))?.[0];
  return shown !== undefined && domainOf(shown) !== domainOf(email) ? shown : undefined;
}

/** Returns whether a link's text is an address of another host than the link leads to. */
export function isLiar(shown: string, target: string): boolean {
  const named = LINK.exec(asSeen(shown))?.[1];
  const [said, real] = [URL.parse(`http://${named}/`)?.hostname, URL.parse(target)];
  if (!named || !said || !real || !/^https?:$/.test(real.protocol)) return false;
  const bare = (name: string): string => name.replace(/^www\./, '');
  return bare(real.hostname) !== bare(said) && !real.hostname.endsWith(`.${bare(said)}`);
}

/** Returns a text as one sees it: without invisible characters, and with the usual form of each letter (`@` for a wide one). */
function asSeen(text: string): string {
  return text.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
