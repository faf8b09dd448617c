import type { BlobStore } from '@postroom/blobs';
import type { FailureCounter } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import type { WelcomeSettings } from '@postroom/joining';
import type { Announcer, LoginAnnouncer, SendingCounts } from '@postroom/queue';
import type { KeySeal } from '@postroom/sender-auth/dkim';
import type { KeysMissing, Logger, MtaStsMode, PublicServer } from '@postroom/service';
import type { SweepOptions } from '../../clock/sweep.ts';
import type { DnsWitness } from '../../dns-witnesses.ts';

/** What the admin API stands on. */
export interface AdminContext extends BlobStore {
  readonly token: string;
  readonly announcer: Announcer;
  /** Told when sessions of an account have to end. */
  readonly logins: LoginAnnouncer;
  /** Forgets what an account sent that is released. */
  readonly sent: Pick<SendingCounts, 'forget'>;
  /** Counts wrong tokens. */
  readonly failures: FailureCounter;
  /** Tells the workers what is due. */
  readonly sweep: (options: SweepOptions) => Promise<unknown>;
  /** Looks up what is in DNS. */
  readonly resolver: DnsResolver;
  /** Each is asked for what is in DNS when it is checked. */
  readonly witnesses: readonly DnsWitness[];
  /** PEM: what is shown for a name that has no certificate of an authority. */
  readonly certificateFile: string | undefined;
  /** Authorities that may give certificates, as CAA names them. */
  readonly caaIssuers: readonly string[];
  /** What DKIM keys are made under; null: none are. */
  readonly dkim: KeySeal | null;
  /** Whether an authority is asked for certificates. */
  readonly ordersCertificates: boolean;
  /** Names can be proved by DNS. */
  readonly ordersWildcards: boolean;
  /** The name of the servers that take mail. */
  readonly hostname: string;
  /** What mail programs are told to use, the best first; and where web-access is by HTTPS. */
  readonly servers: readonly PublicServer[];
  /** What servers are told that send to us. */
  readonly mtaSts: MtaStsMode;
  readonly web: { readonly host: string; readonly port: number };
  /** For how long nobody gets the address of an account that is gone by joining. */
  readonly reservedDays: number;
  /** Told where no keys could be made of a password, for programs that log in by SCRAM; undefined: none do. */
  readonly keysMissing: KeysMissing | undefined;
  /** People share with those of all domains, and groups are of several. */
  readonly sharesWithAll: boolean;
  /** What whoever joins is told of this platform. */
  readonly welcome: WelcomeSettings;
  readonly log: Logger;
}
