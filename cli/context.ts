import { type Api, connectApi } from './api.ts';
import type { Io } from './io.ts';
import { readSettings } from './settings.ts';

/** What commands use. */
export interface Context {
  readonly io: Io;
  readonly api: () => Api;
  /** Prints a result: the value itself with --json, otherwise the text for people. */
  readonly print: (value: unknown, text: string) => void;
}

export function createContext(io: Io, asJson: () => boolean): Context {
  return {
    io,
    api: () => connectApi(readSettings(io.env)),
    print: (value, text) => void io.stdout.write(`${asJson() ? JSON.stringify(value, null, 2) : text}\n`),
  };
}

/** Encodes an address or id as a part of a path. */
export const segment = encodeURIComponent;
