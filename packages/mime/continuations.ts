import type { Parameter } from './part.ts';

interface Segment {
  encoded: boolean;
  value: string;
}

/**
 * Joins RFC 2231 3 continuations (`name*0*=…; name*1=…`) into one parameter, named as in Dovecot: `name` when no
 * piece is percent-encoded, else `name*` with the value in RFC 2231 4 form (charset'language'text).
 */
export function joinContinuations(params: Parameter[]): Parameter[] {
  if (!params.some(([name]) => name.includes('*'))) return params;
  const pieces = new Map<string, Map<number, Segment>>();
  const out: (Parameter | string)[] = [];
  for (const param of params) {
    const match = /^([^*]+)\*(\d{1,3})(\*?)$/.exec(param[0]);
    if (!match) {
      out.push(param);
      continue;
    }
    const base = match[1] ?? '';
    let segments = pieces.get(base);
    if (!segments) {
      segments = new Map();
      pieces.set(base, segments);
      out.push(base);
    }
    segments.set(Number(match[2]), { encoded: match[3] === '*', value: param[1] });
  }
  return out.flatMap((entry) => (typeof entry === 'string' ? join(entry, pieces.get(entry) ?? new Map()) : [entry]));
}

/** Joins the pieces of RFC 2231 3, numbered from 0 without gaps (some writers begin with 1); pieces after a gap are dropped. */
function join(name: string, segments: Map<number, Segment>): Parameter[] {
  const ordered: Segment[] = [];
  for (let i = segments.has(0) ? 0 : 1, next = segments.get(i); next; next = segments.get(++i)) ordered.push(next);
  if (ordered.length === 0) return [];
  if (!ordered.some((piece) => piece.encoded)) return [[name, ordered.map((piece) => piece.value).join('')]];
  const value = ordered.map((piece) => (piece.encoded ? piece.value : percentEncode(piece.value))).join('');
  return [[`${name}*`, ordered[0]?.encoded ? value : `''${value}`]];
}

function percentEncode(value: string): string {
  return value.replace(/[^A-Za-z0-9!#$&+.^_`{|}~-]/g, (char) => `%${hex(char.charCodeAt(0))}`);
}

function hex(byte: number): string {
  return (byte & 0xff).toString(16).toUpperCase().padStart(2, '0');
}
