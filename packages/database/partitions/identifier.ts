/** Quotes a name as an SQL identifier; the name may have any characters. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
