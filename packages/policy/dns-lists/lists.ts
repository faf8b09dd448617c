/** A list of addresses in DNS (RFC 5782). */
export interface DnsList {
  readonly zone: string;
  /** The points of a listed address; negative for allow lists. */
  readonly points: number;
  /** Answers that mean "listed". Others are errors: the client asks too often, or its resolver is refused. */
  readonly answers: RegExp;
}

export interface PreparedList extends DnsList {
  /** The operator's terms of use, which one should read before using the list. */
  readonly terms: string;
}

/** Known lists by their short names. Only those that POLICY_DNS_LISTS names are asked. */
export const PREPARED: Readonly<Record<string, PreparedList>> = {
  'spamhaus-zen': {
    zone: 'zen.spamhaus.org',
    points: 6,
    answers: /^127\.0\.0\.(?:[2-9]|1[01])$/,
    terms:
      'free for small non-commercial servers that ask by a resolver of their own, not by a public one; else Data Query Service',
  },
  spamcop: {
    zone: 'bl.spamcop.net',
    points: 3,
    answers: /^127\.0\.0\.2$/,
    terms: 'free, without warranty; who asks very often is asked to take a copy',
  },
  barracuda: {
    zone: 'b.barracudacentral.org',
    points: 4,
    answers: /^127\.0\.0\.2$/,
    terms: 'free after registration of the addresses of the resolvers that ask',
  },
  psbl: { zone: 'psbl.surriel.com', points: 3, answers: /^127\.0\.0\.2$/, terms: 'free for everybody' },
  'uceprotect-1': {
    zone: 'dnsbl-1.uceprotect.net',
    points: 2,
    answers: /^127\.0\.0\.2$/,
    terms: 'free at ordinary rates; who asks very often mirrors it',
  },
  mailspike: {
    zone: 'bl.mailspike.net',
    points: 3,
    answers: /^127\.0\.0\.(?:2|1[0-2])$/,
    terms: 'free up to 100,000 questions a day',
  },
  dnswl: {
    zone: 'list.dnswl.org',
    points: -3,
    answers: /^127\.0\.\d{1,3}\.[1-3]$/,
    terms: 'free up to 100,000 questions a day after registration; an allow list',
  },
};

const ANY_OF_A_LIST = /^127\.0\.\d{1,3}\.\d{1,3}$/;

/**
 * Reads `spamhaus-zen, dnswl=-2, bl.example.org=4`: prepared lists by their short names, others by their zones.
 * Throws an Error that names the faulty one.
 */
export function parseDnsLists(text: string): DnsList[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  return entries.map((entry) => {
    const [, name = '', given] = /^([a-z0-9.-]+)(?:=(-?\d+(?:\.\d+)?))?$/i.exec(entry) ?? [];
    const prepared = PREPARED[name.toLowerCase()];
    if (prepared) return { ...prepared, points: given === undefined ? prepared.points : Number(given) };
    if (!name.includes('.') || given === undefined) {
      throw new Error(`${JSON.stringify(entry)} is neither one of ${Object.keys(PREPARED).join(', ')} nor zone=points`);
    }
    return { zone: name.toLowerCase(), points: Number(given), answers: ANY_OF_A_LIST };
  });
}
