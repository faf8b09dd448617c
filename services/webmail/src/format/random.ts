/** A name that nothing else has. (crypto.randomUUID is missing where the page came by plain HTTP.) */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (octet) => octet.toString(16).padStart(2, '0')).join(
    '',
  );
}
