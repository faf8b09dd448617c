import type { Reply } from './reply.ts';

/** The extensions of a server (RFC 5321 4.1.1.1): keyword in upper case, with its parameters. */
export type Extensions = ReadonlyMap<string, readonly string[]>;

/** Reads the reply to EHLO. The first line is the server's name; each further line is an extension. */
export function parseEhlo(reply: Reply): Extensions {
  const extensions = new Map<string, readonly string[]>();
  for (const line of reply.lines.slice(1)) {
    // `AUTH=LOGIN` is an old spelling that some servers add for old clients.
    const [keyword, ...parameters] = line.trim().split(/[ =]+/);
    if (keyword === undefined || keyword === '') continue;
    const name = keyword.toUpperCase();
    extensions.set(name, [...(extensions.get(name) ?? []), ...parameters]);
  }
  return extensions;
}

/** Returns the largest message that the server accepts, in octets (RFC 1870 4); undefined when it names no limit, or 0, which means none. */
export function sizeLimit(extensions: Extensions): number | undefined {
  const value = extensions.get('SIZE')?.[0];
  if (value === undefined || !/^\d{1,15}$/.test(value)) return undefined;
  return Number(value) || undefined;
}

/** Returns the shortest delivery time that the server accepts, in seconds (RFC 2852 3); undefined without DELIVERBY or a minimum. */
export function minDeliverBy(extensions: Extensions): number | undefined {
  const words = extensions.get('DELIVERBY');
  if (!words) return undefined;
  const [value = ''] = (words[0] ?? '').split(',');
  return /^\d{1,9}$/.test(value) ? Number(value) : 0;
}

/** Returns LIMITS (RFC 9422): messages per session and recipients per message; Infinity where the server names none. */
export function sessionLimits(extensions: Extensions): { mailMax: number; rcptMax: number } {
  const values = new Map<string, number>();
  const words = extensions.get('LIMITS') ?? [];
  // The parameters are `NAME=value`, which parseEhlo split at the equals sign.
  for (const [at, word] of words.entries()) {
    const value = words[at + 1];
    if (value !== undefined && /^[1-9]\d{0,5}$/.test(value)) values.set(word.toUpperCase(), Number(value));
  }
  return { mailMax: values.get('MAILMAX') ?? Infinity, rcptMax: values.get('RCPTMAX') ?? Infinity };
}
