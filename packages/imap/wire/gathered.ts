/** A line without its CRLF; where a literal follows, it ends with the literal's announcement, `{5}` or `{5+}`. */
export interface LinePart {
  readonly kind: 'line';
  readonly bytes: Buffer;
}

/** A literal's bytes, as announced at the end of the line before. */
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
  /** `~{5}`: may hold NUL. */
  readonly binary: boolean;
}

/** `~{18446744073709551615+}` is the longest announcement that could mean anything. */
export const LONGEST_ANNOUNCEMENT = 24;

/** Reads the announcement a line ends with; undefined if it ends with none. */
export function announcementAt(line: Buffer): LiteralAnnouncement | undefined {
  if (line[line.length - 1] !== 0x7d) return undefined;
  const tail = line.toString('latin1', Math.max(0, line.length - LONGEST_ANNOUNCEMENT));
  const match = /(~?)\{(\d{1,20})(\+?)\}$/.exec(tail);
  return match ? { size: Number(match[2]), nonSync: match[3] === '+', binary: match[1] === '~' } : undefined;
}

/** A command given as text, with `{n}` CRLF and the literal inside: for tests and tools, not for the wire. */
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
