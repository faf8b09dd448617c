/** An SQL identifier whatever its characters. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
