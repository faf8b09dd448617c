export { type IssuerConfig, issuerConfig } from './config.ts';
export { type IssuedToken, type Issuer, openIssuer } from './issuer.ts';
export { createIssuerMetrics, type IssuerMetrics } from './metrics.ts';
