import type { Extension } from './extension.ts';

/** RFC 3207: offered until TLS is active. */
export const startTls: Extension = {
  announce: ({ services, connection }) => (services.canStartTls && !connection.secure ? 'STARTTLS' : undefined),
};
