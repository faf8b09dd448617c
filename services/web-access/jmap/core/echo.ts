import type { Method } from '@postroom/jmap';
import { CORE } from '../capabilities.ts';
import type { Context } from '../context.ts';

/** RFC 8620 4. */
export const coreEcho: Method<Context> = { name: 'Core/echo', capability: CORE, run: (_context, args) => args };
