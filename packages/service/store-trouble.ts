import type { Logger } from './logger.ts';

/** Functions that log errors of the stores, by their names. */
export interface StoreTrouble {
  readonly postgres: (error: Error) => void;
  readonly redis: (error: Error) => void;
  readonly objects: (error: Error) => void;
  /** The issuer is no store, but can be unavailable like one. */
  readonly issuer: (error: unknown) => void;
}

export function storeTrouble(log: Logger): StoreTrouble {
  const logged = (store: string) => (err: Error) => log.warn({ err }, `trouble with ${store}`);
  return {
    postgres: logged('PostgreSQL'),
    redis: logged('Redis'),
    objects: logged('the object store'),
    issuer: (err) => log.warn({ err }, 'the OpenID issuer does not work'),
  };
}
