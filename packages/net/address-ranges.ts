import { BlockList, isIP } from 'node:net';
import { canonicalAddress, normaliseIpAddress } from './address.ts';

/** A set of IP addresses, made of single addresses and CIDR ranges (RFC 4632 3.1, RFC 4291 2.3). */
export class AddressRanges {
  readonly #list = new BlockList();

  private constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  /** Reads `192.0.2.1, 10.0.0.0/8, 2001:db8::/32`; an empty text is an empty set. Throws an Error that names the faulty entry. */
  static parse(text: string): AddressRanges {
    return new AddressRanges(text.trim() === '' ? [] : text.split(',').map((entry) => entry.trim()));
  }

  /** Returns whether the set has an address, in the form that a socket reports. */
  has(address: string): boolean {
    const normal = normaliseIpAddress(address);
    const family = isIP(normal);
    return family !== 0 && this.#list.check(normal, family === 6 ? 'ipv6' : 'ipv4');
  }

  #add(entry: string): void {
    const [, address = '', bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = isIP(address);
    const prefix = Number(bits ?? (family === 6 ? 128 : 32));
    if (family === 0 || prefix > (family === 6 ? 128 : 32)) {
      throw new Error(`${JSON.stringify(entry)} is neither an IP address nor a range like 10.0.0.0/8 or 2001:db8::/32`);
    }
    if (isIP(canonicalAddress(address)) !== family) {
      // Connections from there show IPv4 addresses, so the entry would match nothing.
      throw new Error(`${JSON.stringify(entry)} is an IPv4-mapped IPv6 address: write it as IPv4`);
    }
    this.#list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
}
