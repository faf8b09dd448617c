export { onceClosed } from './once-closed.ts';
export { openHttp } from './open.ts';
export { createHttpServer } from './server.ts';
export { requestFault, STATUS } from './status.ts';
