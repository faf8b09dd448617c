import { auth } from './auth.ts';
import { deliverBy } from './deliver-by.ts';
import { always, type Extension } from './extension.ts';
import { futureRelease } from './future-release.ts';
import { limits } from './limits.ts';
import { mtPriority } from './mt-priority.ts';
import { requireTls } from './require-tls.ts';
import { size } from './size.ts';
import { startTls } from './start-tls.ts';
import { xclient } from './xclient.ts';
import { xforward } from './xforward.ts';

/** The extensions in the order in which EHLO lists them. */
export const extensions: readonly Extension[] = [
  always('PIPELINING'), // RFC 2920
  always('8BITMIME'), // RFC 6152
  always('SMTPUTF8'), // RFC 6531
  always('ENHANCEDSTATUSCODES'), // RFC 2034
  always('DSN'), // RFC 3461
  always('CHUNKING'), // RFC 3030 2, in commands/bdat.ts
  always('BINARYMIME'), // RFC 3030 3
  limits,
  xclient,
  xforward,
  auth,
  futureRelease,
  deliverBy,
  mtPriority,
  startTls,
  requireTls,
  size,
];
