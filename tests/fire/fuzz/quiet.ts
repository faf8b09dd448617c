/** What a platform is told so that sessions of garbage last, and so that nothing of them leaves this machine. */
export const QUIET = {
  DNS_SERVERS: '127.0.0.1:1',
  IMAP_MAX_BAD_COMMANDS: '1000',
};
