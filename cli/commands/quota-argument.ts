import { InvalidArgumentError } from 'commander';
import { parseSize } from '../size.ts';

/** Returns the octets of `500M`, `2G`; null for `none`. */
export function quotaArgument(text: string): number | null {
  if (text.toLowerCase() === 'none') return null;
  if (/^[\d.]+$/.test(text))
    throw new InvalidArgumentError(`${text} of what? Say ${text}M, ${text}G, or ${text}B for octets.`);
  const octets = parseSize(text);
  if (octets === undefined) throw new InvalidArgumentError('It is a size such as 500M or 2G, or none.');
  return octets;
}
