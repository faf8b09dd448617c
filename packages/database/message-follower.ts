/** Octets of a message's type and length. */
const HEAD = 5;
/** ReadyForQuery. */
const READY = 'Z'.charCodeAt(0);

/** Follows the server's messages, each a type, a length and its content, through reads that may be cut anywhere. */
export class MessageFollower {
  #type = 0;
  /** Octets of the message's head that have come, and the part of its length among them. */
  #headRead = 0;
  #length = 0;
  /** Octets of its content that are still to come. */
  #left = 0;

  /** The last message has come whole and is ReadyForQuery: the server says nothing more until it is asked. */
  get isReady(): boolean {
    return this.#type === READY && this.#left === 0 && this.#headRead === 0;
  }

  /** Takes the next octets. Costs a step for each message, whatever its length. */
  take(octets: Buffer): void {
    for (let at = 0; at < octets.length; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, octets.length - at);
        this.#left -= step;
        at += step;
      } else if (this.#headRead === 0 && at + HEAD <= octets.length) {
        this.#begin(octets[at] as number, octets.readUInt32BE(at + 1));
        at += HEAD;
      } else {
        this.#takeOfHead(octets[at] as number);
        at++;
      }
    }
  }

  #takeOfHead(octet: number): void {
    if (this.#headRead === 0) this.#type = octet;
    this.#length = this.#headRead === 0 ? 0 : this.#length * 256 + octet;
    this.#headRead++;
    if (this.#headRead === HEAD) this.#begin(this.#type, this.#length);
  }

  /** The length counts itself. */
  #begin(type: number, length: number): void {
    this.#type = type;
    this.#left = Math.max(length - (HEAD - 1), 0);
    this.#headRead = 0;
  }
}
