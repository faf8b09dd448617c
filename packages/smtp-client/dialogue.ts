import { type Reply, ReplyParser } from '@postroom/smtp';
import { connectionFailure, type Stage } from './failure.ts';
import type { LineSocket } from './line-socket.ts';

/**
 * Receives every protocol line: `>` sent, `<` received, `*` other events (connected, TLS, message sent).
 * Secrets are already masked.
 */
export type ProtocolLog = (direction: '>' | '<' | '*', line: string) => void;

/** Sends commands and reads replies, in order. Every error becomes an SmtpFailure of its stage. */
export class Dialogue {
  #lines: LineSocket;
  #parser = new ReplyParser();
  readonly log: ProtocolLog;

  constructor(lines: LineSocket, log: ProtocolLog) {
    this.#lines = lines;
    this.log = log;
  }

  get lines(): LineSocket {
    return this.#lines;
  }

  /** Continues over another transport; nothing read before counts for it (RFC 3207 4.2). */
  replaceTransport(lines: LineSocket): void {
    this.#lines = lines;
    this.#parser = new ReplyParser();
  }

  /** Sends commands in one write without waiting for replies. The log shows `shown` instead. */
  async send(stage: Stage, commands: readonly string[], timeout: number, shown = commands): Promise<void> {
    for (const line of shown) this.log('>', line);
    try {
      await this.#lines.write(`${commands.join('\r\n')}\r\n`, timeout);
    } catch (error) {
      throw connectionFailure(stage, error);
    }
  }

  /** Returns the next reply. The time limits the whole reply, so a slow sender gains nothing. */
  async reply(stage: Stage, timeout: number): Promise<Reply> {
    const deadline = performance.now() + timeout;
    try {
      for (;;) {
        const line = await this.#lines.readLine(deadline);
        const reply = this.#parser.push(line);
        this.log('<', line);
        if (reply) return reply;
      }
    } catch (error) {
      this.#lines.destroy();
      throw connectionFailure(stage, error);
    }
  }

  /** Sends one command and returns its reply. */
  async ask(stage: Stage, command: string, timeout: number, shown = command): Promise<Reply> {
    await this.send(stage, [command], timeout, [shown]);
    return this.reply(stage, timeout);
  }
}
