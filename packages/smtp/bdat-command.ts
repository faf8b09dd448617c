/** RFC 3030 2: octets that follow the line, and whether the message ends with them. */
export interface BdatCommand {
  readonly size: number;
  readonly last: boolean;
}

/** More digits than any number of octets has; a size over 2^53 is read as one that is about as large. */
const BDAT = /^(\d{1,20})(?: +(LAST))?$/i;

/** Reads `chunk-size [LAST]`, RFC 3030 2; undefined when it is none, and nobody knows how many octets follow. */
export function parseBdatCommand(args: string): BdatCommand | undefined {
  const match = BDAT.exec(args);
  return match?.[1] === undefined ? undefined : { size: Number(match[1]), last: match[2] !== undefined };
}
