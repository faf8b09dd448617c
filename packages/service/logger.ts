import { type Logger as PinoLogger, pino, stdSerializers } from 'pino';
import { type Hider, hideDeep, hideField } from './hide-addresses.ts';

export type Logger = PinoLogger;

/**
 * JSON lines on standard output. Fields that could hold a secret are cut wherever they turn up.
 * @param hide writes something else for mail addresses and names; they are written as they are unless told
 */
export function createLogger(service: string, level: string, hide?: Hider): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'credentials', '*.credentials', 'token', '*.token'], censor: '…' },
    ...(hide ? hiding(hide) : {}),
  };
  // A destination of our own: pino's default one flushes at exit and tries for ever when the reader is gone (EPIPE).
  const destination = pino.destination({ fd: 1, sync: true });
  destination.on('error', () => {});
  return pino(options, destination);
}

function hiding(hide: Hider) {
  const error = (err: Error): unknown => hideDeep(stdSerializers.err(err), hide);
  return {
    serializers: { err: error },
    formatters: {
      // Errors are left to their serializer, which knows that their fields are not enumerable.
      log: (fields: Record<string, unknown>): Record<string, unknown> =>
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            value instanceof Error ? value : hideField(name, value, hide),
          ]),
        ),
    },
  };
}
