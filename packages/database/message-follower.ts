/** Octets of a message's type and length. */
const HEAD = 5;
/** The type of ReadyForQuery. */
const READY = 'Z'.charCodeAt(0);

/** Follows the server's messages (a type, a length and the content) through reads that may end anywhere. */
export class MessageFollower {
  #type = 0;
  /** Octets of the message's head that have arrived, and the part of the length that they hold. */
  #headRead = 0;
  #length = 0;
  /** Octets of its content that have not arrived yet. */
  #left = 0;

  /** Whether the last message is complete and is ReadyForQuery: the server says nothing more until it is asked. */
  get isReady(): boolean {
    return this.#type === READY && this.#left === 0 && this.#headRead === 0;
  }

  /** Takes the next octets. Costs one step per message, whatever its length. */
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

  /** Begins the content of a message. Its length includes the length field. */
  #begin(type: number, length: number): void {
    this.#type = type;
    this.#left = Math.max(length - (HEAD - 1), 0);
    this.#headRead = 0;
  }
}
