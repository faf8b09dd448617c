import { createHash } from 'node:crypto';
import type { Authenticated } from '@postroom/directory';
import { formatId } from '@postroom/jmap';
import type { Session } from '@postroom/jmap/types';
import type { WebSettings } from '../settings.ts';
import { CORE, coreCapability, MAIL, QUOTA, SUBMISSION, VACATION } from './capabilities.ts';
import { mailCapability } from './mail-capability.ts';
import { submissionCapability } from './submission/capability.ts';

/** RFC 8620 2: what this account finds here. URLs begin with `base`. */
export function sessionObject(login: Authenticated, base: string, settings: WebSettings): Session {
  const accountId = formatId('a', login.accountId);
  const session = {
    capabilities: {
      ...{ [CORE]: coreCapability(settings.limits), [MAIL]: {}, [SUBMISSION]: {}, [VACATION]: {}, [QUOTA]: {} },
    },
    accounts: {
      [accountId]: {
        name: login.address,
        isPersonal: true,
        isReadOnly: false,
        accountCapabilities: {
          ...{ [CORE]: {}, [MAIL]: mailCapability, [VACATION]: {}, [QUOTA]: {} },
          [SUBMISSION]: submissionCapability(settings.maxMessageBytes),
        },
      },
    },
    primaryAccounts: Object.fromEntries([CORE, MAIL, SUBMISSION, VACATION, QUOTA].map((name) => [name, accountId])),
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
