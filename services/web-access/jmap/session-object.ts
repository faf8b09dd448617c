import { createHash } from 'node:crypto';
import type { Authenticated } from '@postroom/directory';
import { formatId } from '@postroom/jmap';
import type { Session } from '@postroom/jmap/types';
import type { Services } from '../services.ts';
import { blobCapability } from './blobs/capability.ts';
import {
  BLOB,
  CORE,
  coreCapability,
  MAIL,
  QUOTA,
  SNOOZE,
  SUBMISSION,
  VACATION,
  VAPID,
  WEBSOCKET,
} from './capabilities.ts';
import { mailCapability } from './mail-capability.ts';
import { submissionCapability } from './submission/capability.ts';

type Shown = Pick<Services, 'settings' | 'vapid'>;

/** RFC 8620 2: what this account finds here. URLs begin with `base`. */
export function sessionObject(login: Authenticated, base: string, { settings, vapid }: Shown): Session {
  const accountId = formatId('a', login.accountId);
  const ofAccount = {
    ...{ [CORE]: {}, [MAIL]: mailCapability, [VACATION]: {}, [QUOTA]: {}, [SNOOZE]: {} },
    [SUBMISSION]: submissionCapability(settings.maxMessageBytes),
    [BLOB]: blobCapability(settings.limits),
  };
  const forAll = <Value>(value: Value) => Object.fromEntries(Object.keys(ofAccount).map((name) => [name, value]));
  const session = {
    capabilities: {
      ...forAll({}),
      [CORE]: coreCapability(settings.limits),
      [WEBSOCKET]: { url: `${base.replace(/^http/, 'ws')}/jmap/ws`, supportsPush: true },
      [VAPID]: { applicationServerKey: vapid.applicationServerKey },
    },
    accounts: {
      [accountId]: { name: login.address, isPersonal: true, isReadOnly: false, accountCapabilities: ofAccount },
    },
    primaryAccounts: forAll(accountId),
    username: login.address,
    apiUrl: `${base}/jmap/api`,
    downloadUrl: `${base}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${base}/jmap/upload/{accountId}`,
    eventSourceUrl: `${base}/jmap/events?types={types}&closeafter={closeafter}&ping={ping}`,
  };
  return { ...session, state: sessionState(session) };
}

/** Another text whenever anything of it changes (RFC 8620 2). */
export function sessionState(session: object): string {
  return createHash('sha256').update(JSON.stringify(session)).digest('base64url').slice(0, 16);
}
