const UNITS = ['', 'K', 'M', 'G', 'T', 'P'];

/** Returns the octets of `500M`, `2G`, `1.5g`, `1048576`; undefined when it is no size. K is 1024. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) *([kmgtp]?)(?:i?b)?$/i.exec(text.trim());
  if (!match) return undefined;
  const octets = Math.round(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] ?? '').toUpperCase()));
  return Number.isSafeInteger(octets) ? octets : undefined;
}

/** Returns octets in the largest unit that gives a number of at least one: `1.5G`. */
export function formatSize(octets: number): string {
  const power = octets < 1024 ? 0 : Math.min(Math.floor(Math.log2(octets) / 10), UNITS.length - 1);
  const value = octets / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))}${UNITS[power]}`;
}
