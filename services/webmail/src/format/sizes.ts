import { locale } from '../words/index.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** Returns `212 kB`. */
export function formatSize(octets: number): string {
  const power = octets < 1 ? 0 : Math.min(Math.floor(Math.log10(octets) / 3), UNITS.length - 1);
  const value = octets / 1000 ** power;
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: UNITS[power] as string,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
