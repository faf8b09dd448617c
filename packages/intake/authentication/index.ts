export { type Authentication, type AuthenticationOptions, createAuthentication } from './authentication.ts';
export { authenticationConfig } from './config.ts';
export { createAuthenticationMetrics } from './metrics.ts';
export { openAuthentication } from './open.ts';
