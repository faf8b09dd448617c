/** The MTA-STS policy of a domain (RFC 8461 3.2). */
export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** The names of its servers; a leading `*.` stands for one label (4.1). */
  readonly mx: readonly string[];
  readonly maxAgeSeconds: number;
}

const MAX_AGE = 31_557_600; // 3.2
const MAX_SERVERS = 100;
/** The longest host name, in characters (RFC 1035 2.3.4). */
const MAX_NAME = 255;

/** Parses a policy; returns undefined for anything else. Unknown fields are ignored (RFC 8461 3.2). */
export function parseStsPolicy(text: string): StsPolicy | undefined {
  const fields = new Map<string, string>();
  const mx: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^([a-z_0-9.-]+)[ \t]*:[ \t]*(.*?)[ \t]*$/i.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name === 'mx') mx.push(value.slice(0, MAX_NAME).toLowerCase());
    // RFC 8461 3.2: of a repeated field the first one counts.
    else if (!fields.has(name)) fields.set(name, value);
  }
  const mode = fields.get('mode');
  const age = fields.get('max_age') ?? '';
  if (fields.get('version') !== 'STSv1' || !/^\d{1,10}$/.test(age) || mx.length > MAX_SERVERS) return undefined;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return undefined;
  if (mode !== 'none' && mx.length === 0) return undefined;
  return { mode, mx, maxAgeSeconds: Math.min(Number(age), MAX_AGE) };
}

/** Returns the policy id in the TXT records of `_mta-sts` (RFC 8461 3.1); undefined unless there is exactly one record with an id. */
export function stsId(records: readonly string[]): string | undefined {
  const ours = records.filter((record) => /^v=STSv1[ \t]*;/.test(record));
  return ours.length === 1 ? /;[ \t]*id=([A-Za-z0-9]{1,32})[ \t]*(?:;|$)/.exec(ours[0] ?? '')?.[1] : undefined;
}

/** Whether a policy names a mail server (RFC 8461 4.1). */
export function namesServer({ mx }: Pick<StsPolicy, 'mx'>, host: string): boolean {
  const parent = host.slice(host.indexOf('.') + 1);
  return mx.some((pattern) => pattern === host || (host.includes('.') && pattern === `*.${parent}`));
}
