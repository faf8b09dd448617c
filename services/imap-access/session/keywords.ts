import type { Settable } from '@postroom/mailbox';
import { flagNames, SYSTEM_FLAGS } from '@postroom/types';
import type { Output } from './output.ts';

/** How many of a mailbox's keywords are listed; a client may use more all the same (`\*`). */
const MAX_LISTED = 1_000;

/**
 * The keywords of a selected mailbox that its client was told of (RFC 3501 7.2.6). One that comes up later, by whoever
 * set it, is told before the response that shows it.
 */
export class Keywords {
  readonly #told: Set<string>;
  #may: Settable;

  constructor(used: readonly string[], may: Settable) {
    this.#told = new Set(used.slice(0, MAX_LISTED));
    this.#may = may;
  }

  /** FLAGS and PERMANENTFLAGS (RFC 3501 7.1, 7.2.6). */
  send(output: Output): void {
    const flags = [...SYSTEM_FLAGS, ...this.#told].join(' ');
    output.line(`* FLAGS (${flags})`);
    const { flags: bits, keywords } = this.#may;
    const kept = [...flagNames(bits), ...(keywords ? [...this.#told, '\\*'] : [])].join(' ');
    output.line(`* OK [PERMANENTFLAGS (${kept})] Flags that are kept`);
  }

  /** Other flags may be set now. */
  may(may: Settable, output: Output): void {
    this.#may = may;
    this.send(output);
  }

  /**
   * Called between responses, with the keywords that the next one shows. Those of the messages that follow it are told with
   * them, as the list may be long.
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
