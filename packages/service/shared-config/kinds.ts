import { AddressRanges } from '@postroom/net';
import Type from 'typebox';

/** A port to listen on; 0 turns it off. */
export function portConfig(port: number, description: string, more: { needs?: readonly string[] } = {}): Type.TInteger {
  return Type.Integer({ default: port, minimum: 0, maximum: 65535, ...more, description });
}

/** A setting that lists addresses and ranges, empty by default. */
export function addressRanges(description: string) {
  return Type.Refine(
    Type.String({ default: '', description }),
    (text) => rangesFault(text) === undefined,
    (text) => rangesFault(text) ?? '',
  );
}

/** Returns why a text is no list of addresses and ranges. */
function rangesFault(text: string): string | undefined {
  try {
    AddressRanges.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
