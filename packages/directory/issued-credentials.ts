/** Returns the credentials of a login by an issuer's token: good while the account may log in, and until `until`, in epoch seconds. */
export function issuedCredentials(until: number): string {
  return `issuer:${until}`;
}

export function isByIssuer({ credentials }: { credentials: string }): boolean {
  return credentials.startsWith('issuer:');
}
