export { onceClosed } from './once-closed.ts';
export { openHttp } from './open.ts';
export { openHttps } from './open-https.ts';
export { createHttpServer } from './server.ts';
export { requestFault, STATUS } from './status.ts';
