import type { Logger } from './logger.ts';

/** What is told of trouble with each of the stores, by its name. */
export interface StoreTrouble {
  readonly postgres: (error: Error) => void;
  readonly redis: (error: Error) => void;
  readonly objects: (error: Error) => void;
  /** No store, and away like one. */
  readonly issuer: (error: unknown) => void;
}

export function storeTrouble(log: Logger): StoreTrouble {
  const told = (store: string) => (err: Error) => log.warn({ err }, `trouble with ${store}`);
  return {
    postgres: told('PostgreSQL'),
    redis: told('Redis'),
    objects: told('the object store'),
    issuer: (err) => log.warn({ err }, 'trouble with the issuer of tokens'),
  };
}
