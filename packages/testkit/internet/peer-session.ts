import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { PeerMoment, PeerStage } from './peer-script.ts';

/** A message as the peer received it. */
export interface ReceivedMessage {
  readonly mailLine: string;
  readonly rcptLines: readonly string[];
  readonly reversePath: string;
  readonly recipients: readonly string[];
  /** The content without dot-stuffing and end-of-data line; unchanged where it came by BDAT. */
  readonly content: Buffer;
  /** The content exactly as received, including the final dot line. */
  readonly wire: Buffer;
  readonly secure: boolean;
  readonly connection: number;
}

export interface PeerContext {
  readonly name: string;
  readonly extensions: readonly string[];
  readonly offersTls: boolean;
  /** Without a context the TLS handshake fails. */
  readonly secureContext: SecureContext | undefined;
  ask(moment: PeerMoment): Promise<string | undefined>;
  received(message: ReceivedMessage): void;
  heard(line: string): void;
  /** Called when the client has sent QUIT. */
  leaving(): void;
}

const END = Buffer.from('\r\n.\r\n');
const DEFAULTS: Record<PeerStage, string> = {
  connect: '220 ready',
  ehlo: '',
  helo: '250 hello',
  starttls: '220 2.0.0 Go ahead',
  auth: '235 2.7.0 Welcome',
  mail: '250 2.1.0 Ok',
  rcpt: '250 2.1.5 Ok',
  bdat: '250 2.0.0 Ok, more',
  data: '354 End data with <CR><LF>.<CR><LF>',
  message: '',
  end: '250 2.0.0 Ok, queued',
  rset: '250 2.0.0 Ok',
  noop: '250 2.0.0 Ok',
  quit: '221 2.0.0 Bye',
};

/** One connection of the peer: a plain SMTP server whose every reply the script may replace. */
export class PeerSession {
  readonly #context: PeerContext;
  readonly #connection: number;
  #socket: Socket;
  #buffer = Buffer.alloc(0);
  #secure = false;
  #inData = false;
  /** The chunks received by BDAT (RFC 3030 2) so far. */
  #chunks: Buffer[] = [];
  #mailLine = '';
  #rcptLines: string[] = [];

  constructor(socket: Socket, context: PeerContext, connection: number) {
    this.#socket = socket;
    this.#context = context;
    this.#connection = connection;
  }

  async run(): Promise<void> {
    try {
      if (!(await this.#answer('connect', ''))) return;
      for await (const chunk of this.#read()) {
        this.#buffer = Buffer.concat([this.#buffer, chunk]);
        while (await this.#step());
      }
    } catch {
      // The client disconnected; everything before that is recorded.
    } finally {
      this.#socket.destroy();
    }
  }

  /** Reads chunks one at a time, because the socket changes under STARTTLS. */
  async *#read(): AsyncGenerator<Buffer> {
    for (;;) {
      const socket = this.#socket;
      const chunk: Buffer | null = socket.read();
      if (chunk !== null) yield chunk;
      else if (socket.destroyed || socket.readableEnded) return;
      else await readable(socket);
    }
  }

  /** Handles one command or the end of a message; false when more bytes are needed. */
  async #step(): Promise<boolean> {
    if (this.#socket.destroyed) return false;
    if (this.#inData) return this.#takeContent();
    const end = this.#buffer.indexOf('\n');
    if (end === -1) return false;
    const line = this.#buffer.toString('utf8', 0, end).replace(/\r$/, '');
    const chunk = /^BDAT (\d+)( LAST)?$/i.exec(line);
    if (chunk) return this.#takeChunk(line, end + 1, Number(chunk[1]), chunk[2] !== undefined);
    this.#buffer = this.#buffer.subarray(end + 1);
    this.#context.heard(line);
    return this.#command(line);
  }

  async #command(line: string): Promise<boolean> {
    const verb = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
    const stage = verb.toLowerCase();
    if (!(stage in DEFAULTS) || ['connect', 'message', 'end'].includes(stage)) {
      this.#socket.write('500 5.5.2 What?\r\n');
      return true;
    }
    if (verb === 'QUIT') this.#context.leaving();
    const reply = await this.#answer(stage as PeerStage, line);
    if (reply === undefined) return false;
    const good = reply.startsWith('2') || reply.startsWith('3');
    if (verb === 'QUIT') this.#socket.end();
    else if (verb === 'STARTTLS' && good) await this.#startTls();
    else if (verb === 'RSET' || verb === 'EHLO' || verb === 'HELO') this.#reset();
    else if (verb === 'MAIL' && good) this.#mailLine = line;
    else if (verb === 'RCPT' && good) this.#rcptLines.push(line);
    else if (verb === 'DATA' && reply.startsWith('3')) {
      this.#inData = true;
      // Makes the end findable when it is the very first line.
      this.#buffer = Buffer.concat([Buffer.from('\r\n'), this.#buffer]);
      await this.#answer('message', '');
    }
    return verb !== 'QUIT';
  }

  async #takeContent(): Promise<boolean> {
    const end = this.#buffer.indexOf(END);
    if (end === -1) return false;
    const wire = Buffer.from(this.#buffer.subarray(2, end + END.length));
    this.#buffer = this.#buffer.subarray(end + END.length);
    this.#inData = false;
    const text = wire.subarray(0, Math.max(0, wire.length - 3)).toString('latin1');
    const content = Buffer.from(text.replace(/(^|\r\n)\.\./g, '$1.'), 'latin1');
    await this.#end(content, wire);
    return true;
  }

  /** Takes a chunk; false until all of it has come. */
  async #takeChunk(line: string, start: number, octets: number, last: boolean): Promise<boolean> {
    if (this.#buffer.length < start + octets) return false;
    this.#context.heard(line);
    this.#chunks.push(Buffer.from(this.#buffer.subarray(start, start + octets)));
    this.#buffer = this.#buffer.subarray(start + octets);
    if (!last) return (await this.#answer('bdat', line)) !== undefined;
    const content = Buffer.concat(this.#chunks);
    await this.#end(content, content);
    return true;
  }

  async #end(content: Buffer, wire: Buffer): Promise<void> {
    const envelope = { mailLine: this.#mailLine, rcptLines: this.#rcptLines };
    this.#reset();
    const reply = await this.#answer('end', '');
    if (reply?.startsWith('2')) {
      this.#context.received({
        ...envelope,
        content,
        wire,
        secure: this.#secure,
        connection: this.#connection,
        reversePath: addressIn(envelope.mailLine),
        recipients: envelope.rcptLines.map(addressIn),
      });
    }
  }

  /** Sends the script's answer or the usual reply. Returns undefined when the connection ends here. */
  async #answer(stage: PeerStage, line: string): Promise<string | undefined> {
    const moment = { stage, line, address: addressIn(line), connection: this.#connection };
    const scripted = await this.#context.ask(moment);
    if (scripted === 'drop') {
      this.#socket.destroy();
      return undefined;
    }
    if (scripted === 'letters') {
      const writing = setInterval(() => this.#socket.write('2'), 5);
      this.#socket.once('close', () => clearInterval(writing));
    }
    if (scripted === 'silent' || scripted === 'letters') {
      await new Promise((resolve) => this.#socket.once('close', resolve));
      return undefined;
    }
    const reply = scripted ?? this.#usual(stage);
    if (reply !== '') this.#socket.write(`${reply}\r\n`);
    return reply === '' ? '250' : reply;
  }

  #usual(stage: PeerStage): string {
    if (stage === 'connect') return `220 ${this.#context.name} ESMTP`;
    if (stage === 'mail' && this.#mailLine !== '') return '503 5.5.1 Nested MAIL';
    if (stage === 'rcpt' && this.#mailLine === '') return '503 5.5.1 MAIL first';
    if (stage === 'data' && this.#rcptLines.length === 0) return '503 5.5.1 No recipients';
    if (stage !== 'ehlo') return DEFAULTS[stage];
    const offers = [...this.#context.extensions];
    if (this.#context.offersTls && !this.#secure) offers.push('STARTTLS');
    const lines = [this.#context.name, ...offers];
    return lines.map((text, at) => `250${at === lines.length - 1 ? ' ' : '-'}${text}`).join('\r\n');
  }

  async #startTls(): Promise<void> {
    const { secureContext } = this.#context;
    if (secureContext === undefined) {
      this.#socket.end('this is no TLS at all, only some words\r\n');
      return;
    }
    const upgraded = new TLSSocket(this.#socket, { isServer: true, secureContext });
    upgraded.on('error', () => upgraded.destroy());
    this.#socket = upgraded;
    this.#secure = true;
    this.#buffer = Buffer.alloc(0);
    this.#reset();
  }

  #reset(): void {
    this.#chunks = [];
    this.#mailLine = '';
    this.#rcptLines = [];
  }
}

function readable(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ['readable', 'end', 'close', 'error']) socket.off(event, done);
      resolve();
    };
    for (const event of ['readable', 'end', 'close', 'error']) socket.once(event, done);
  });
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}
