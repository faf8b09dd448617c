/** What a login by a token of the issuer stands on: that the account may log in, and a time at which it ends, seconds. */
export function issuedCredentials(until: number): string {
  return `issuer:${until}`;
}

export function isByIssuer({ credentials }: { credentials: string }): boolean {
  return credentials.startsWith('issuer:');
}
