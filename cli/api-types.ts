import type * as database from '@postroom/database';
import type * as directory from '@postroom/directory';
import type * as feedback from '@postroom/feedback';
import type * as transit from '@postroom/transit';

/** A value after its way through JSON: dates are strings. */
type Wire<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? Wire<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: Wire<Value[Key]> }
      : Value;

export type Domain = Wire<directory.Domain>;
export type Account = Wire<directory.Account>;
export type AppPassword = Wire<directory.AppPassword>;
export type SendingLimits = directory.SendingLimits;
export type SendingHold = Wire<directory.SendingHold>;
/** The answer of `GET /reports`. */
export interface ReportTotals {
  readonly domains: readonly Wire<feedback.DomainTotals>[];
  readonly refused: readonly Wire<feedback.RefusedReport>[];
}
/** The answer of `GET /reports/DOMAIN`. */
export interface DomainReports {
  readonly dmarc: Wire<feedback.DmarcSummary>;
  readonly tls: Wire<feedback.TlsSummary>;
  readonly reporters: readonly Wire<feedback.Reporter>[];
  readonly refused: readonly Wire<feedback.RefusedReport>[];
}
export type Alias = Wire<directory.Alias>;
export type Group = Wire<directory.Group>;
export type JoinPolicy = directory.JoinPolicy;
export type Delegation = Wire<directory.Delegation>;
export type Application = Wire<directory.Application>;
export type Invitation = Wire<directory.Invitation>;
/** The answer of `GET /domains/NAME/dns`. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly purpose: string;
  /** Present with `check`. */
  readonly state?: string;
  readonly found?: readonly string[];
  readonly notAt?: readonly string[];
}
/** The answer of `GET /domains/NAME/dkim`. */
export interface DkimKeys {
  readonly domain: string;
  readonly keys: readonly {
    readonly selector: string;
    readonly algorithm: string;
    readonly state: string;
    readonly createdAt: string;
    readonly record: { readonly name: string; readonly value: string };
  }[];
}
/** The answer of `POST /domains/{name}/dkim/rotate`. */
export interface RotatedDkim extends DkimKeys {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}
/** The answer of `GET /certificates`. */
export type Certificate = Wire<directory.Certificate> & { readonly state: string };
export type SenderRule = Wire<directory.SenderRule>;
export type ScopeWithOwn = Wire<directory.ScopeWithOwn>;
export type Branding = directory.Branding;
export type BrandPicture = directory.BrandPicture;
export type PolicySettings = directory.PolicySettings;
export interface PolicyCheck {
  readonly name: string;
  readonly rule: string;
  readonly about: string;
}
export type MaintenanceJob = Wire<database.JobStatus>;
export type Delivery = Wire<transit.QueuedDelivery>;
export type Quarantined = Wire<transit.Quarantined>;
export type Trace = Wire<transit.Trace>;
export type Refusal = Wire<transit.RememberedRefusal>;
export type TraceStep = Trace['steps'][number];
