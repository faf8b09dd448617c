/** A line without its CRLF; where a literal follows, the line ends with the literal's announcement, `{5}` or `{5+}`. */
export interface LinePart {
  readonly kind: 'line';
  readonly bytes: Buffer;
}

/** A literal's bytes, as the end of the line before announced them. */
export interface LiteralPart {
  readonly kind: 'literal';
  readonly bytes: Buffer;
}

/** A whole command in memory: line, literal, line, literal, …, line. */
export type GatheredCommand = readonly (LinePart | LiteralPart)[];

/** The announcement of a literal at the end of a line (RFC 3501 4.3, RFC 7888, RFC 3516 for literal8). */
export interface LiteralAnnouncement {
  readonly size: number;
  /** `{5+}`: the client sends the bytes without waiting for a continuation. */
  readonly nonSync: boolean;
  /** `~{5}`: the literal may hold NUL. */
  readonly binary: boolean;
}

/** The length of `~{18446744073709551615+}`, the longest meaningful announcement. */
export const LONGEST_ANNOUNCEMENT = 24;

const MOST_DIGITS = 20;

/** Returns the announcement at the end of a line; undefined if there is none. Reads octets, because one command may have thousands of them. */
export function announcementAt(line: Buffer): LiteralAnnouncement | undefined {
  let at = line.length - 1;
  if (line[at] !== 0x7d) return undefined;
  at -= 1;
  const nonSync = line[at] === 0x2b;
  if (nonSync) at -= 1;
  const last = at;
  let size = 0;
  for (let unit = 1; last - at < MOST_DIGITS && isDigit(line[at]); at -= 1) {
    size += unit * ((line[at] as number) - 0x30);
    unit *= 10;
  }
  if (at === last || line[at] !== 0x7b) return undefined;
  return { size, nonSync, binary: line[at - 1] === 0x7e };
}

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 0x30 && octet <= 0x39;
}

/** Returns a command given as text, with `{n}` CRLF and the literal inside: for tests and tools, not for the wire. */
export function gather(text: string | Buffer): GatheredCommand {
  let rest = Buffer.from(text);
  const parts: (LinePart | LiteralPart)[] = [];
  for (;;) {
    const end = rest.indexOf('\r\n');
    const line = end < 0 ? rest : rest.subarray(0, end);
    parts.push({ kind: 'line', bytes: line });
    const literal = end < 0 ? undefined : announcementAt(line);
    if (!literal) return parts;
    const start = end + 2;
    parts.push({ kind: 'literal', bytes: rest.subarray(start, start + literal.size) });
    rest = rest.subarray(start + literal.size);
  }
}
