import acme from 'acme-client';

/** Limits for an authority that does not answer, or answers without end. */
const REQUEST_MS = 30_000;
const MAX_ANSWER = 1024 * 1024;

Object.assign(acme.axios.defaults, { timeout: REQUEST_MS, maxContentLength: MAX_ANSWER, maxRedirects: 0 });
// The ordering code waits itself, by its own clock.
Object.assign((acme.axios.defaults as unknown as { acmeSettings: object }).acmeSettings, { retryMaxAttempts: 0 });
