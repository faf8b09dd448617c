export { knownMethods } from './known-methods.ts';
export { onceClosed } from './once-closed.ts';
export { openHttp } from './open.ts';
export { openHttps } from './open-https.ts';
export { type RefusalShape, refuseOn } from './refusals.ts';
export { createHttpServer } from './server.ts';
export { requestFault, statusOf } from './status.ts';
