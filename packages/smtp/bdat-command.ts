/** RFC 3030 2: how many octets follow the line, and whether the message ends with them. */
export interface BdatCommand {
  readonly size: number;
  readonly last: boolean;
}

/** More digits than any real size has; a size above 2^53 loses its last digits, which does no harm. */
const BDAT = /^(\d{1,20})(?: +(LAST))?$/i;

/** Reads `chunk-size [LAST]` (RFC 3030 2). Undefined when it is malformed, so that nobody knows how many octets follow. */
export function parseBdatCommand(args: string): BdatCommand | undefined {
  const match = BDAT.exec(args);
  return match?.[1] === undefined ? undefined : { size: Number(match[1]), last: match[2] !== undefined };
}
