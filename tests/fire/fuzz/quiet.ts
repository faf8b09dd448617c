/** Settings with which sessions of garbage last, and nothing of them leaves this machine. */
export const QUIET = {
  DNS_SERVERS: '127.0.0.1:1',
  IMAP_MAX_BAD_COMMANDS: '1000',
  SMTP_MAX_ERRORS: '1000',
  SMTP_ERROR_DELAY_MS: '0',
  LOGIN_FAILURES_PER_NETWORK: '1000000',
  LOGIN_FAILURES_PER_ACCOUNT: '1000000',
};
