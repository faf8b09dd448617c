/** One place that a recipient's mail goes to. */
export type Target =
  | { kind: 'account'; accountId: number; address: string; status: 'active' | 'suspended'; freeBytes: number | null }
  /** `address` is written as in its alias. */
  | { kind: 'forward'; address: string };

export type Resolution =
  /** The domain is not one of ours; it is given as DNS writes it. */
  | { kind: 'elsewhere'; domain: string }
  /** The domain is ours, but the address does not exist. */
  | { kind: 'unknown' }
  | { kind: 'targets'; targets: Target[] };

export interface ResolveOptions {
  /** Our own host name: `<postmaster>` without a domain means its postmaster. */
  hostname?: string | undefined;
  /** The address that reads mail for the postmaster of domains that have none. */
  postmaster?: string | undefined;
}
