import acme from 'acme-client';

/** An authority that does not answer is no reason to wait, nor one that answers without end. */
const REQUEST_MS = 30_000;
const MAX_ANSWER = 1024 * 1024;

Object.assign(acme.axios.defaults, { timeout: REQUEST_MS, maxContentLength: MAX_ANSWER, maxRedirects: 0 });
// We wait ourselves, by the clock of whoever orders.
Object.assign((acme.axios.defaults as unknown as { acmeSettings: object }).acmeSettings, { retryMaxAttempts: 0 });
