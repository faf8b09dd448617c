import type { EmailAddress } from '../jmap/types.ts';

const ADDRESS = /[^\s<>@"'(),:;]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;

/** Returns the address that stands in the display name, if its domain is not that of the real address: such a name is meant to deceive. */
export function pretendedAddress({ name, email }: EmailAddress): string | undefined {
  const shown = ADDRESS.exec(name ?? '')?.[0];
  return shown !== undefined && domainOf(shown) !== domainOf(email) ? shown : undefined;
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
