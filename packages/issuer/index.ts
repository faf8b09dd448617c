export { issuerConfig } from './config.ts';
export { type IssuedToken, type Issuer, openIssuer } from './issuer.ts';
