import { type Extensions, replyClass, sessionLimits } from '@postroom/smtp';
import type { Dialogue } from './dialogue.ts';
import { connectionFailure, failureOfReply, SmtpFailure } from './failure.ts';
import { failed, type OutgoingMessage, type RecipientOutcome } from './message.ts';
import type { Timeouts } from './timeouts.ts';
import { Transaction } from './transaction.ts';

export interface Peer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

interface SessionParts {
  dialogue: Dialogue;
  extensions: Extensions;
  secured: boolean;
  peer: Peer;
  timeouts: Timeouts;
  limit: number | undefined;
  stopListening: () => void;
}

const DEFAULT_LIMIT = 100;

/** A connection that is ready for messages, one after another. */
export class SmtpSession {
  readonly peer: Peer;
  readonly extensions: Extensions;
  readonly secured: boolean;
  /** The most recipients of one transaction, where the server names a limit (RFC 9422 RCPTMAX). */
  readonly maxRecipients: number;
  readonly #dialogue: Dialogue;
  readonly #timeouts: Timeouts;
  readonly #stopListening: () => void;
  #left: number;
  #needsReset = false;
  #over = false;

  constructor({ dialogue, extensions, secured, peer, timeouts, limit, stopListening }: SessionParts) {
    const { mailMax, rcptMax } = sessionLimits(extensions);
    this.peer = peer;
    this.extensions = extensions;
    this.secured = secured;
    this.maxRecipients = rcptMax;
    this.#dialogue = dialogue;
    this.#timeouts = timeouts;
    this.#stopListening = stopListening;
    this.#left = Math.min(limit ?? DEFAULT_LIMIT, mailMax);
  }

  /** False when the next message needs another connection. */
  get usable(): boolean {
    return !this.#over && this.#left > 0 && !this.#dialogue.lines.closed;
  }

  /**
   * Sends one message; returns the outcome for each recipient, in their order. Failures of the server and the connection are
   * outcomes; only a content that cannot be read throws (and breaks the connection, so that no partial message is accepted).
   */
  async send(message: OutgoingMessage): Promise<readonly RecipientOutcome[]> {
    this.#left--;
    try {
      await this.#reset();
      const outcomes = await new Transaction(this.#dialogue, this.extensions, this.#timeouts, message).run();
      this.#needsReset = !outcomes.some((outcome) => outcome.result === 'accepted');
      // RFC 5321 3.8: 421 announces that the server closes the connection.
      if (outcomes.some((outcome) => outcome.code === 421 || outcome.result === 'connection')) this.destroy();
      return outcomes;
    } catch (error) {
      this.destroy();
      if (!(error instanceof SmtpFailure)) throw error;
      return message.recipients.map(({ address }) => failed(address, error));
    }
  }

  async #reset(): Promise<void> {
    if (!this.#needsReset) return;
    const reply = await this.#dialogue.ask('rset', 'RSET', this.#timeouts.command);
    const failure = replyClass(reply) === 'positive' ? undefined : failureOfReply('rset', reply);
    // A server that refuses RSET is out of step; another connection may work.
    if (failure) throw connectionFailure('rset', new Error(`RSET refused: ${failure.message}`));
  }

  /** Ends politely: sends QUIT and waits briefly for the reply. Never throws. */
  async quit(): Promise<void> {
    if (!this.#over && !this.#dialogue.lines.closed) {
      await this.#dialogue.ask('quit', 'QUIT', this.#timeouts.quit).catch(() => {});
    }
    this.destroy();
  }

  /** Closes at once. */
  destroy(): void {
    this.#over = true;
    this.#stopListening();
    this.#dialogue.lines.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.quit();
  }
}
