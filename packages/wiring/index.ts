export { openCertificates } from './certificates.ts';
export { type LoginParts, openLogins } from './logins.ts';
export { openResolver } from './resolver.ts';
export { openStores, type Stores } from './stores.ts';
