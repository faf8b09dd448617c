import type { PendingLimits } from '@postroom/directory';
import type { Limits } from '@postroom/jmap';
import type { SharedSeen } from '@postroom/mailbox';
import { HostList } from '@postroom/outgoing';
import type { HeldLimits } from '@postroom/sending';
import { type MtaStsMode, type PublicServer, parsePublicServers } from '@postroom/service';
import type { WebConfig } from './config.ts';

/** Of one account, in one process. */
const MAX_UPLOADS_AT_ONCE = 4;

/** What one web-access server is told. */
export interface WebSettings {
  readonly limits: Limits;
  /** In Message-IDs. */
  readonly hostname: string;
  /** Octets of a message that is made or imported. */
  readonly maxMessageBytes: number;
  /** Octets of messages that one search looks through, where not all of their text is kept. */
  readonly maxSearchBytes: number;
  /** Recipients of a mail at most, and places that they may lead to. */
  readonly maxRecipients: number;
  readonly maxDeliveries: number;
  readonly held: HeldLimits;
  /** Empty: the name that the client used. */
  readonly publicUrl: string;
  /** At which port of HTTPS the page is for who comes in clear; null: they stay. */
  readonly redirectPort: number | null;
  /** What mail programs are told to use, the best first. */
  readonly servers: readonly PublicServer[];
  /** What servers are told that send to us. */
  readonly mtaSts: MtaStsMode;
  /** How long an access token is good, and a session that nobody uses, seconds. */
  readonly accessSeconds: number;
  readonly sessionSeconds: number;
  /** Origins of pages elsewhere that may read what is answered here. */
  readonly origins: ReadonlySet<string>;
  /** From the wish of its owner on until an account is deleted. */
  readonly deletionDays: number;
  /** Whether programs log in by SCRAM, for which each password has keys. */
  readonly scram: boolean;
  readonly join: JoinSettings;
  /** Push services inside of the operator's own network. */
  readonly pushHosts: HostList;
  /** Servers of pictures there. */
  readonly pictureHosts: HostList;
  /** Servers of lists of an operator's own. */
  readonly listHosts: HostList;
  /** Whom people see to share with: those of their domain, or all. */
  readonly shareWith: 'domain' | 'everybody';
  /** Whose $seen is in mailboxes that are shared. */
  readonly sharedSeen: SharedSeen;
}

/** Of people who apply for a mailbox. */
export interface JoinSettings {
  readonly nameLength: number;
  readonly passwordLength: number;
  readonly proofBits: number;
  /** Of one network. */
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
