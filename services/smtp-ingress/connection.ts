import { isLoopbackAddress } from '@postroom/net';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { quickenData } from './quick-data.ts';

type Callback = Parameters<SMTPConnection['handler_AUTH']>[1];

/**
 * smtp-server's connection, with three differences: texts that bring their own enhanced status code keep it; passwords
 * are asked for only where nobody can listen: over TLS, or on the same machine; and who waits for its end is told of it
 * after STARTTLS, too.
 */
export class Connection extends SMTPConnection {
  /** Called when the client is gone, on whichever socket it was by then. */
  onGone: (() => void) | undefined;
  #greeting = false;

  override _createParser(): ReturnType<SMTPConnection['_createParser']> {
    return quickenData(super._createParser());
  }

  /** RFC 3207: smtp-server takes every listener from the socket before the handshake, those that count connections too. */
  override upgrade(...args: Parameters<SMTPConnection['upgrade']>): void {
    const socket = this._socket;
    super.upgrade(...args);
    if (this.onGone) socket.once('close', this.onGone);
  }

  override send(code: number, data?: string | string[], context?: string | false): void {
    const hasOwn = typeof data === 'string' && /^[245]\.\d{1,3}\.\d{1,3} /.test(data);
    super.send(code, data as string, hasOwn ? false : context);
  }

  /** RFC 4954 4: AUTH is not offered where it would be refused. */
  override handler_EHLO(command: Buffer, callback: Callback): void {
    this.#greeting = true;
    super.handler_EHLO(command, callback);
    this.#greeting = false;
  }

  override _isSupported(command: string): boolean {
    if (this.#greeting && command === 'AUTH' && !this.#isPrivate()) return false;
    return super._isSupported(command);
  }

  override handler_AUTH(command: Buffer, callback: Callback): void {
    if (!this.#isPrivate()) {
      this.send(538, '5.7.11 Encryption required: issue STARTTLS first');
      callback();
      return;
    }
    super.handler_AUTH(command, callback);
  }

  /** Both the client and who connected to us, which may be a load balancer, have to be on this machine. */
  #isPrivate(): boolean {
    const addresses = [this.remoteAddress, this._socket.remoteAddress ?? ''];
    return this.secure || addresses.every(isLoopbackAddress);
  }
}
