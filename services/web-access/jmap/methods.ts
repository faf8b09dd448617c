import type { Method } from '@postroom/jmap';
import type { Context } from './context.ts';
import { coreEcho } from './core/echo.ts';
import { mailboxGet } from './mailbox/get.ts';

/** What there is; docs/rfc.md says the same. Anything else is unknownMethod. */
export const methods: readonly Method<Context>[] = [coreEcho, mailboxGet];
