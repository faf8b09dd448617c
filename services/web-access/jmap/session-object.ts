import { createHash } from 'node:crypto';
import type { Authenticated } from '@postroom/directory';
import { formatId } from '@postroom/jmap';
import type { Account, Session } from '@postroom/jmap/types';
import { type SharedAccount, sharedAccounts } from '@postroom/mailbox';
import type { Services } from '../services.ts';
import type { WebSettings } from '../settings.ts';
import { blobCapability } from './blobs/capability.ts';
import {
  BLOB,
  CORE,
  coreCapability,
  DELIVERY_TIMES,
  DSN,
  MAIL,
  MDN,
  PRINCIPALS,
  PRINCIPALS_OWNER,
  QUEUE,
  QUOTA,
  REDIRECT,
  SENDER_RULES,
  SNOOZE,
  SUBMISSION,
  VACATION,
  VAPID,
  WEBSOCKET,
} from './capabilities.ts';
import { mailCapability } from './mail-capability.ts';
import { submissionCapability } from './submission/capability.ts';

type Shown = Pick<Services, 'settings' | 'vapid' | 'store'>;

/** Returns the session (RFC 8620 2): the user's own account and those that others share. URLs begin with `base`. */
export async function readSession(login: Authenticated, base: string, services: Shown): Promise<Session> {
  return sessionObject(login, base, services, await sharedAccounts(services.store.pool, login.accountId));
}

function sessionObject(
  login: Authenticated,
  base: string,
  { settings, vapid }: Shown,
  shared: readonly SharedAccount[],
): Session {
  const accountId = formatId('a', login.accountId);
  const own = ownAccountObject(login, settings);
  // RFC 9670 1.5.2: it says whose an account is, and is no capability of the session.
  const { [PRINCIPALS_OWNER]: _owner, ...primary } = own.accountCapabilities;
  const forAll = <Value>(value: Value) => Object.fromEntries(Object.keys(primary).map((name) => [name, value]));
  // RFC 8620 2: core should not be among the primary accounts.
  const { [CORE]: _core, ...primaryAccounts } = forAll(accountId);
  const session = {
    capabilities: {
      ...forAll({}),
      [CORE]: coreCapability(settings.limits),
      [WEBSOCKET]: { url: `${base.replace(/^http/, 'ws')}/jmap/ws`, supportsPush: true },
      [VAPID]: { applicationServerKey: vapid.applicationServerKey },
    },
    accounts: {
      [accountId]: own,
      ...Object.fromEntries(
        shared.map((each) => [formatId('a', each.accountId), sharedAccountObject(each, login, settings)]),
      ),
    },
    primaryAccounts,
    username: login.address,
    apiUrl: `${base}/jmap/api`,
    downloadUrl: `${base}/jmap/download/{accountId}/{blobId}?type={type}&name={name}`,
    uploadUrl: `${base}/jmap/upload/{accountId}`,
    eventSourceUrl: `${base}/jmap/events?types={types}&closeafter={closeafter}&ping={ping}`,
  };
  return { ...session, state: sessionState(session) };
}

export function ownAccountObject({ accountId, address }: Authenticated, settings: WebSettings): Account {
  return {
    name: address,
    isPersonal: true,
    isReadOnly: false,
    accountCapabilities: {
      [CORE]: {},
      [MAIL]: mailCapability(settings.maxMessageBytes),
      [VACATION]: {},
      [QUOTA]: {},
      [SNOOZE]: {},
      [MDN]: {},
      [REDIRECT]: {},
      [DELIVERY_TIMES]: {},
      [QUEUE]: {},
      [DSN]: {},
      [SENDER_RULES]: {},
      [SUBMISSION]: submissionCapability(settings.maxMessageBytes),
      [BLOB]: blobCapability(settings.limits),
      [PRINCIPALS]: { currentUserPrincipalId: formatId('P', accountId) },
      [PRINCIPALS_OWNER]: ownerCapability(accountId, accountId),
    },
  };
}

/** Returns the session's entry for somebody else's account, of which only shared mail is visible. */
export function sharedAccountObject(
  { accountId, address, isReadOnly }: SharedAccount,
  viewer: Authenticated,
  { limits, maxMessageBytes }: WebSettings,
): Account {
  return {
    name: address,
    isPersonal: false,
    isReadOnly,
    accountCapabilities: {
      [CORE]: {},
      [MAIL]: { ...mailCapability(maxMessageBytes), mayCreateTopLevelMailbox: false },
      [MDN]: {},
      [BLOB]: blobCapability(limits),
      [PRINCIPALS_OWNER]: ownerCapability(viewer.accountId, accountId),
    },
  };
}

/** RFC 9670 1.5.2: tells who owns an account, and in which account that principal is found. */
function ownerCapability(viewerId: number, ownerId: number) {
  return { accountIdForPrincipal: formatId('a', viewerId), principalId: formatId('P', ownerId) };
}

/** Returns a text that changes whenever the session changes (RFC 8620 2). */
export function sessionState(session: object): string {
  return createHash('sha256').update(JSON.stringify(session)).digest('base64url').slice(0, 16);
}
