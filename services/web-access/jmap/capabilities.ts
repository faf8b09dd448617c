import type { Limits } from '@postroom/jmap';

export const CORE = 'urn:ietf:params:jmap:core';
export const MAIL = 'urn:ietf:params:jmap:mail';
/** RFC 8621 1.3.2, 1.3.3. */
export const SUBMISSION = 'urn:ietf:params:jmap:submission';
export const VACATION = 'urn:ietf:params:jmap:vacationresponse';
/** draft-ietf-extra-email-snooze-00. */
export const SNOOZE = 'urn:ietf:params:jmap:mail:snooze';
/** RFC 9425 2. */
export const QUOTA = 'urn:ietf:params:jmap:quota';

/** RFC 9007 1.3. */
export const MDN = 'urn:ietf:params:jmap:mdn';

/** RFC 9670 1.5. */
export const PRINCIPALS = 'urn:ietf:params:jmap:principals';
export const PRINCIPALS_OWNER = 'urn:ietf:params:jmap:principals:owner';

/** RFC 9404 3.1. */
export const BLOB = 'urn:ietf:params:jmap:blob';

/** RFC 9749 3. */
export const VAPID = 'urn:ietf:params:jmap:webpush-vapid';

/** RFC 8887 3. */
export const WEBSOCKET = 'urn:ietf:params:jmap:websocket';

/** Ours: an email is passed on unchanged (docs/decisions/0250-redirect.md). */
export const REDIRECT = 'urn:postroom:jmap:redirect';

/** Ours: the times of events in the delivery of a submission (docs/decisions/0270-delivery-times.md). */
export const DELIVERY_TIMES = 'urn:postroom:jmap:deliverytimes';

/** Ours: queued mail is tried at once, or taken back for some of its recipients (docs/decisions/0286-try-now-and-take-back.md). */
export const QUEUE = 'urn:postroom:jmap:queue';

/** Ours: the content of delivery status notifications (docs/decisions/0287-reports-in-words.md). */
export const DSN = 'urn:postroom:jmap:dsn';

/** Ours: senders whose mail the account always or never accepts (docs/decisions/0690-rules-of-senders.md). */
export const SENDER_RULES = 'urn:postroom:jmap:senderrules';

/** The capabilities that a request may use (RFC 8620 3.3). */
export const CAPABILITIES: ReadonlySet<string> = new Set([
  CORE,
  MAIL,
  SUBMISSION,
  VACATION,
  QUOTA,
  SNOOZE,
  BLOB,
  MDN,
  PRINCIPALS,
  PRINCIPALS_OWNER,
  VAPID,
  WEBSOCKET,
  REDIRECT,
  DELIVERY_TIMES,
  QUEUE,
  DSN,
  SENDER_RULES,
]);

/** RFC 8620 2. */
export function coreCapability(limits: Limits) {
  return { ...limits, collationAlgorithms: ['i;unicode-casemap'] };
}
