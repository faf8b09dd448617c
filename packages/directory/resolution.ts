/** One place a recipient's mail goes to. */
export type Target =
  | { kind: 'account'; accountId: number; address: string; status: 'active' | 'suspended'; freeBytes: number | null }
  /** `address` is as its alias has it. */
  | { kind: 'forward'; address: string };

export type Resolution =
  /** The domain, as DNS has it, is not one of ours. */
  | { kind: 'elsewhere'; domain: string }
  /** Our domain, nobody there. */
  | { kind: 'unknown' }
  | { kind: 'targets'; targets: Target[] };

export interface ResolveOptions {
  /** Our own name: `<postmaster>` without a domain is its postmaster. */
  hostname?: string | undefined;
  /** Who reads mail for postmaster of a domain that names nobody. */
  postmaster?: string | undefined;
}
