import { type LoggerOptions, type Logger as PinoLogger, pino, stdSerializers } from 'pino';
import { type Hider, hideDeep, hideField } from './hide-addresses.ts';
import { RepeatedTrouble } from './repeated-trouble.ts';

export type Logger = PinoLogger;

/**
 * JSON lines on standard output. The same trouble again and again is one line with a count. Fields that could hold a
 * secret are cut wherever they turn up.
 * @param hide writes something else for mail addresses and names; they are written as they are unless told
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
  // A destination of our own: pino's default one flushes at exit and tries for ever when the reader is gone (EPIPE).
  const destination = pino.destination({ fd: 1, sync: true });
  destination.on('error', () => {});
  return pino(options, destination);
}

/** An error, without the command that ioredis says was refused: its arguments are a password, or what waits in a queue. */
function withoutCommand(err: Error): unknown {
  const { command, ...rest } = stdSerializers.err(err) as { command?: unknown };
  return rest;
}

function hiding(hide: Hider) {
  const error = (err: Error): unknown => hideDeep(withoutCommand(err), hide);
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
