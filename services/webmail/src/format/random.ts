/** Returns a random unique name. (A page that came by plain HTTP has no `crypto.randomUUID`.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, '0')).join(
    '',
  );
}
