import { type LoggerOptions, type Logger as PinoLogger, pino, stdSerializers } from 'pino';
import { type Hider, hideDeep, hideField } from './hide-addresses.ts';
import { RepeatedTrouble } from './repeated-trouble.ts';

export type Logger = PinoLogger;

/**
 * Writes JSON lines to standard output. Repeated trouble becomes one line with a count. Fields that could hold a
 * secret are removed wherever they occur.
 * @param hide replaces mail addresses and names; without it they are written unchanged
 */
export function createLogger(service: string, level: string, hide?: Hider): Logger {
  const trouble = new RepeatedTrouble();
  const options: LoggerOptions = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'credentials', '*.credentials', 'token', '*.token'], censor: '…' },
    serializers: { err: withoutCommand },
    ...(hide ? hiding(hide) : {}),
    hooks: {
      logMethod(args, method, level) {
        if (trouble.passes(args, level, (fields, msg) => method.call(this, fields, msg))) method.apply(this, args);
      },
    },
  };
  process.once('exit', () => trouble.flush());
  // pino's default destination flushes at exit and tries for ever when the reader is gone (EPIPE), so we make our own.
  const destination = pino.destination({ fd: 1, sync: true });
  destination.on('error', () => {});
  return pino(options, destination);
}

/** Removes the refused command that ioredis adds to an error: its arguments may be a password or queued data. */
function withoutCommand(err: Error): unknown {
  const { command, ...rest } = stdSerializers.err(err) as { command?: unknown };
  return rest;
}

function hiding(hide: Hider) {
  const error = (err: Error): unknown => hideDeep(withoutCommand(err), hide);
  return {
    serializers: { err: error },
    formatters: {
      // Errors are left to their serializer, which handles their non-enumerable fields.
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
