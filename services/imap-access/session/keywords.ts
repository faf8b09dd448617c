import type { Settable } from '@postroom/mailbox';
import { flagNames, SYSTEM_FLAGS } from '@postroom/types';
import type { Output } from './output.ts';

/** The most keywords of a mailbox that are listed; a client may use other ones, too (`\*`). */
const MAX_LISTED = 1_000;

/**
 * The keywords of a selected mailbox that the client knows of (RFC 3501 7.2.6). Before a response shows another one, no matter who set it,
 * the new list is sent.
 */
export class Keywords {
  readonly #told: Set<string>;
  #may: Settable;

  constructor(used: readonly string[], may: Settable) {
    this.#told = new Set(used.slice(0, MAX_LISTED));
    this.#may = may;
  }

  /** Sends FLAGS and PERMANENTFLAGS (RFC 3501 7.1, 7.2.6). */
  send(output: Output): void {
    const flags = [...SYSTEM_FLAGS, ...this.#told].join(' ');
    output.line(`* FLAGS (${flags})`);
    const { flags: bits, keywords } = this.#may;
    const kept = [...flagNames(bits), ...(keywords ? [...this.#told, '\\*'] : [])].join(' ');
    output.line(`* OK [PERMANENTFLAGS (${kept})] Flags that are kept`);
  }

  /** Changes which flags may be set, and tells the client. */
  may(may: Settable, output: Output): void {
    this.#may = may;
    this.send(output);
  }

  /**
   * Sends the list if it lacks a keyword of the next response; called between responses. It then includes the keywords of the messages that
   * follow, because the list may be long.
   */
  sendNew(
    output: Output,
    shown: readonly string[],
    following: readonly { readonly keywords: readonly string[] }[],
  ): void {
    if (this.#told.size >= MAX_LISTED || shown.every((keyword) => this.#told.has(keyword))) return;
    for (const { keywords } of following) for (const keyword of keywords) this.#told.add(keyword);
    this.send(output);
  }
}
