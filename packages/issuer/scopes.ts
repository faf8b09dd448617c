const PROTOCOLS = ['smtp', 'imap', 'pop3', 'jmap'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A scope (RFC 6749 3.3) without quotes and backslashes, which JSON would escape, and without the separators of the list. */
const SCOPE = /^[A-Za-z0-9._~:/@+=-]{1,200}$/;

/** Returns the scope that a token needs for each protocol, from `imap=mail.read,smtp=mail.send`. Throws an Error that describes a mistake. */
export function parseScopes(text: string): Partial<Record<Protocol, string>> {
  const entries = text.split(',').map((entry) => entry.trim());
  return Object.fromEntries(entries.filter(Boolean).map(entryOf));
}

export function scopesFault(text: string): string | undefined {
  try {
    parseScopes(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function entryOf(entry: string): [Protocol, string] {
  const [name = '', ...rest] = entry.split('=');
  const protocol = PROTOCOLS.find((each) => each === name);
  const scope = rest.join('=');
  if (!protocol || !SCOPE.test(scope)) throw new Error(`${JSON.stringify(entry)} is not PROTOCOL=scope`);
  return [protocol, scope];
}
