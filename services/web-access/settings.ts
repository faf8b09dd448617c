import type { PendingLimits } from '@postroom/directory';
import type { Limits } from '@postroom/jmap';
import type { SharedSeen } from '@postroom/mailbox';
import { HostList } from '@postroom/outgoing';
import type { HeldLimits } from '@postroom/sending';
import { type MtaStsMode, type PublicServer, parsePublicServers } from '@postroom/service';
import type { WebConfig } from './config.ts';

/** The uploads that one account may have running in one process. */
const MAX_UPLOADS_AT_ONCE = 4;

/** The settings of one web-access server. */
export interface WebSettings {
  readonly limits: Limits;
  /** The host name in Message-IDs. */
  readonly hostname: string;
  /** The largest message that may be made or imported, in octets. */
  readonly maxMessageBytes: number;
  /** The octets of messages that one search may read when the text kept for search is not enough. */
  readonly maxSearchBytes: number;
  /** The most recipients of a mail, and the most deliveries that they may lead to. */
  readonly maxRecipients: number;
  readonly maxDeliveries: number;
  readonly held: HeldLimits;
  /** The base of our own URLs; empty for the host name that the client uses. */
  readonly publicUrl: string;
  /** The HTTPS port to which requests without TLS are redirected; null for no redirect. */
  readonly redirectPort: number | null;
  /** The servers offered to mail programs, best first. */
  readonly servers: readonly PublicServer[];
  /** The policy for servers that send to us. */
  readonly mtaSts: MtaStsMode;
  /** The lifetime of an access token and of an unused session, in seconds. */
  readonly accessSeconds: number;
  readonly sessionSeconds: number;
  /** Origins of other pages that may read our responses. */
  readonly origins: ReadonlySet<string>;
  /** The days from an owner's request until the account is deleted. */
  readonly deletionDays: number;
  /** Whether programs may log in by SCRAM, which needs stored keys for each password. */
  readonly scram: boolean;
  readonly join: JoinSettings;
  /** Push services that are allowed although they are in the operator's own network. */
  readonly pushHosts: HostList;
  /** Servers of pictures that are allowed there. */
  readonly pictureHosts: HostList;
  /** Servers of mailing lists that are allowed there. */
  readonly listHosts: HostList;
  /** Whom users can find to share with: accounts of their domain, or all. */
  readonly shareWith: 'domain' | 'everybody';
  /** Whose $seen a shared mailbox has. */
  readonly sharedSeen: SharedSeen;
}

/** The settings for people who apply for a mailbox. */
export interface JoinSettings {
  readonly nameLength: number;
  readonly passwordLength: number;
  readonly proofBits: number;
  /** The limits for one network. */
  readonly checksPerHour: number;
  readonly perDay: number;
  readonly pending: PendingLimits;
}

export function settingsFrom(
  config: Pick<
    WebConfig,
    | 'MAIL_HOSTNAME'
    | 'MAX_MESSAGE_BYTES'
    | 'JMAP_SEARCH_MB'
    | 'MAX_RECIPIENTS'
    | 'MAX_DELIVERIES'
    | 'MAX_HELD_MAILS'
    | 'MAX_HELD_BYTES'
    | 'ACCESS_TOKEN_MINUTES'
    | 'SESSION_DAYS'
    | 'PUBLIC_URL'
    | 'PUBLIC_SERVERS'
    | 'HTTP_REDIRECT'
    | 'MTA_STS'
    | 'HTTP_ORIGINS'
    | 'HTTP_PUSH_HOSTS'
    | 'ACCOUNT_DELETION_DAYS'
    | 'JOIN_NAME_LENGTH'
    | 'JOIN_PASSWORD_LENGTH'
    | 'JOIN_PROOF_BITS'
    | 'JOIN_CHECKS_PER_HOUR'
    | 'JOIN_PER_DAY'
    | 'JOIN_MAX_PENDING'
    | 'JOIN_MAX_PENDING_PER_NETWORK'
    | 'HTTP_PICTURE_HOSTS'
    | 'HTTP_LIST_HOSTS'
    | 'SHARE_WITH'
    | 'SHARED_SEEN'
    | 'SCRAM'
    | 'JMAP_MAX_REQUEST_BYTES'
    | 'JMAP_MAX_UPLOAD_BYTES'
    | 'JMAP_MAX_CALLS'
    | 'JMAP_MAX_OBJECTS'
    | 'JMAP_MAX_CONCURRENT_REQUESTS'
  >,
): WebSettings {
  return {
    hostname: config.MAIL_HOSTNAME,
    maxMessageBytes: config.MAX_MESSAGE_BYTES,
    maxSearchBytes: config.JMAP_SEARCH_MB * 1024 * 1024,
    maxRecipients: config.MAX_RECIPIENTS,
    maxDeliveries: config.MAX_DELIVERIES,
    held: { mails: config.MAX_HELD_MAILS, bytes: config.MAX_HELD_BYTES },
    accessSeconds: config.ACCESS_TOKEN_MINUTES * 60,
    sessionSeconds: config.SESSION_DAYS * 24 * 3600,
    publicUrl: config.PUBLIC_URL,
    redirectPort: config.HTTP_REDIRECT === 'on' ? httpsPort(config.PUBLIC_URL) : null,
    servers: parsePublicServers(config.PUBLIC_SERVERS, config.MAIL_HOSTNAME),
    mtaSts: config.MTA_STS,
    origins: new Set(config.HTTP_ORIGINS.split(/[\s,]+/).filter(Boolean)),
    deletionDays: config.ACCOUNT_DELETION_DAYS,
    scram: config.SCRAM === 'on',
    join: {
      nameLength: config.JOIN_NAME_LENGTH,
      passwordLength: config.JOIN_PASSWORD_LENGTH,
      proofBits: config.JOIN_PROOF_BITS,
      checksPerHour: config.JOIN_CHECKS_PER_HOUR,
      perDay: config.JOIN_PER_DAY,
      pending: { perDomain: config.JOIN_MAX_PENDING, perNetwork: config.JOIN_MAX_PENDING_PER_NETWORK },
    },
    pushHosts: HostList.parse(config.HTTP_PUSH_HOSTS),
    pictureHosts: HostList.parse(config.HTTP_PICTURE_HOSTS),
    listHosts: HostList.parse(config.HTTP_LIST_HOSTS),
    shareWith: config.SHARE_WITH,
    sharedSeen: config.SHARED_SEEN,
    limits: {
      maxSizeUpload: config.JMAP_MAX_UPLOAD_BYTES,
      maxConcurrentUpload: MAX_UPLOADS_AT_ONCE,
      maxSizeRequest: config.JMAP_MAX_REQUEST_BYTES,
      maxConcurrentRequests: config.JMAP_MAX_CONCURRENT_REQUESTS,
      maxCallsInRequest: config.JMAP_MAX_CALLS,
      maxObjectsInGet: config.JMAP_MAX_OBJECTS,
      maxObjectsInSet: config.JMAP_MAX_OBJECTS,
    },
  };
}

function httpsPort(publicUrl: string): number {
  return Number(publicUrl && new URL(publicUrl).port) || 443;
}
