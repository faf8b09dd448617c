import type { BlobStore } from '@postroom/blobs';
import type { FailureCounter } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import type { WelcomeSettings } from '@postroom/joining';
import type { Announcer, LoginAnnouncer, SendingCounts } from '@postroom/queue';
import type { KeySeal } from '@postroom/sender-auth/dkim';
import type { KeysMissing, Logger, MtaStsMode, PublicServer } from '@postroom/service';
import type { SweepOptions } from '../../clock/sweep.ts';
import type { DnsWitness } from '../../dns-witnesses.ts';

/** What the admin API needs. */
export interface AdminContext extends BlobStore {
  readonly token: string;
  readonly announcer: Announcer;
  /** Is told when sessions of an account have to end. */
  readonly logins: LoginAnnouncer;
  /** Resets the counts of sent mail when an account is released. */
  readonly sent: Pick<SendingCounts, 'forget'>;
  /** Counts wrong tokens. */
  readonly failures: FailureCounter;
  /** Tells the workers what is due. */
  readonly sweep: (options: SweepOptions) => Promise<unknown>;
  /** Looks up DNS records. */
  readonly resolver: DnsResolver;
  /** The witnesses of a DNS check; each of them is asked. */
  readonly witnesses: readonly DnsWitness[];
  /** A file in PEM with the certificate for names that have none of an authority. */
  readonly certificateFile: string | undefined;
  /** The authorities that may issue certificates, by their names in CAA records. */
  readonly caaIssuers: readonly string[];
  /** Seals DKIM keys; null when none are made. */
  readonly dkim: KeySeal | null;
  /** Whether certificates are ordered from an authority. */
  readonly ordersCertificates: boolean;
  /** Whether names can be proven by DNS, which wildcards need. */
  readonly ordersWildcards: boolean;
  /** The host name of the servers that receive mail. */
  readonly hostname: string;
  /** The servers offered to mail programs, best first, and the HTTPS address of web-access. */
  readonly servers: readonly PublicServer[];
  /** The MTA-STS mode for servers that send to us. */
  readonly mtaSts: MtaStsMode;
  readonly web: { readonly host: string; readonly port: number };
  /** The days for which the address of a deleted account cannot be taken by joining. */
  readonly reservedDays: number;
  /** Is told when no SCRAM keys could be made for a password; undefined when SCRAM is off. */
  readonly keysMissing: KeysMissing | undefined;
  /** Whether users may share with accounts of all domains, and groups may have members of several. */
  readonly sharesWithAll: boolean;
  /** What a new member is told about this platform. */
  readonly welcome: WelcomeSettings;
  readonly log: Logger;
}
