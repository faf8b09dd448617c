import type { EmailAddress } from '../jmap/types.ts';

const ADDRESS = /[^\s<>@"'(),:;]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;

/** An address that stands in the name of another one, of another domain: it is meant to be taken for it. */
export function pretendedAddress({ name, email }: EmailAddress): string | undefined {
  const shown = ADDRESS.exec(name ?? '')?.[0];
  return shown !== undefined && domainOf(shown) !== domainOf(email) ? shown : undefined;
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
