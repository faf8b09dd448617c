import type { Reply } from './reply.ts';

/** What a server offers, RFC 5321 4.1.1.1: keyword in upper case to its parameters. */
export type Extensions = ReadonlyMap<string, readonly string[]>;

/** Reads the reply to EHLO. The first line is the server's name; each other line is an extension. */
export function parseEhlo(reply: Reply): Extensions {
  const extensions = new Map<string, readonly string[]>();
  for (const line of reply.lines.slice(1)) {
    // `AUTH=LOGIN` is the old spelling that some servers repeat for old clients.
    const [keyword, ...parameters] = line.trim().split(/[ =]+/);
    if (keyword === undefined || keyword === '') continue;
    const name = keyword.toUpperCase();
    extensions.set(name, [...(extensions.get(name) ?? []), ...parameters]);
  }
  return extensions;
}

/** RFC 1870 4: the largest message the server takes, in octets; undefined when it names none (or 0, which is none). */
export function sizeLimit(extensions: Extensions): number | undefined {
  const value = extensions.get('SIZE')?.[0];
  if (value === undefined || !/^\d{1,15}$/.test(value)) return undefined;
  return Number(value) || undefined;
}

/** RFC 2852 3: the shortest time in which the server promises to deliver or return, in seconds; undefined when it knows of none. */
export function minDeliverBy(extensions: Extensions): number | undefined {
  const words = extensions.get('DELIVERBY');
  if (!words) return undefined;
  const [value = ''] = (words[0] ?? '').split(',');
  return /^\d{1,9}$/.test(value) ? Number(value) : 0;
}

/** RFC 9422 LIMITS: messages per session and recipients per message; Infinity where the server names none. */
export function sessionLimits(extensions: Extensions): { mailMax: number; rcptMax: number } {
  const values = new Map<string, number>();
  const words = extensions.get('LIMITS') ?? [];
  // The parameters are `NAME=value`, which the EHLO reader has split at the equals sign.
  for (const [at, word] of words.entries()) {
    const value = words[at + 1];
    if (value !== undefined && /^[1-9]\d{0,5}$/.test(value)) values.set(word.toUpperCase(), Number(value));
  }
  return { mailMax: values.get('MAILMAX') ?? Infinity, rcptMax: values.get('RCPTMAX') ?? Infinity };
}
