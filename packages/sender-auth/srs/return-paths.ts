import { formatMailbox, normaliseDomain, parseMailbox } from '@postroom/smtp';
import { ageOf, codeOf, isCode, keyOf, stampOf } from './code.ts';

/** The most octets of a local part that every server accepts (RFC 5321 4.5.3.1.1). */
const MAX_LOCAL = 64;
/** How many days an address is valid: a message may wait five days at each of several servers. Other implementations use the same. */
const MAX_AGE_DAYS = 21;

/** The form of rewritten addresses, ours or not. */
const FORM = /^SRS[01]=/i;
const FIRST = /^SRS0=([A-Z2-7]{6})=([A-Z2-7]{2})=([^=]+)=(.+)$/is;
/** An address without a domain in it, for a sender that is kept elsewhere. */
const KEPT = /^SRS0=([A-Z2-7]{6})=([A-Z2-7]{2})==([A-Z2-7]{20})$/is;
const SECOND = /^SRS1=([A-Z2-7]{6})=([^=]+)=(.+)$/is;
/** Addresses of other forwarders, which may use other separators. */
const OTHERS_FIRST = /^SRS0([-+=].+)$/is;
const OTHERS_SECOND = /^SRS1[-+=][^=]*=([^=]+)=([-+=].+)$/is;

/** A sender whose address is too long for a rewritten one and is kept under this key. */
export interface KeptSender {
  readonly key: string;
}

/**
 * Rewrites the reverse-paths of forwarded messages (the Sender Rewriting Scheme): an address in our domain replaces the
 * sender's, so that SPF of our domain applies and reports find back. The form is `SRS0=code=day=domain=local`; for a path that
 * somebody rewrote before it is `SRS1=code=first=rest`, which leads straight to the first forwarder and does not grow with each hop. An
 * address that would be too long is `SRS0=code=day==key`, and the caller keeps the sender under the key.
 */
export class ReturnPaths {
  readonly #secrets: readonly string[];

  /** @param secrets the first makes codes; all are accepted */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /**
   * Returns the reverse-path for forwarding from our domain, and what the caller has to keep before it uses it, if the local part would be
   * longer than all servers accept. Null where there can be none: the sender has no valid domain name.
   * @param domain in A-labels
   */
  rewritten(reversePath: string, domain: string, now: Date): { address: string; keep?: KeptSender } | null {
    const sender = parseMailbox(reversePath);
    const from = sender && !sender.domain.startsWith('[') ? normaliseDomain(sender.domain) : undefined;
    const [secret] = this.#secrets;
    if (!sender || sender.localPart === '' || from === undefined || secret === undefined) return null;
    const stamp = stampOf(now);
    const code = (kind: string, ...parts: string[]) => codeOf(secret, [kind, domain, ...parts]);
    const { localPart } = sender;
    const [, rest] = OTHERS_FIRST.exec(localPart) ?? [];
    const [, first, restOfFirst] = OTHERS_SECOND.exec(localPart) ?? [];
    let local: string;
    if (rest !== undefined) local = `SRS1=${code('1', from, rest)}=${from}=${rest}`;
    // An SRS address without a valid forwarder is treated as an ordinary local part.
    else if (first !== undefined && restOfFirst !== undefined && asAddress(`SRS0${restOfFirst}`, first))
      local = `SRS1=${code('1', first, restOfFirst)}=${first}=${restOfFirst}`;
    else {
      local = `SRS0=${code('0', stamp, from, localPart)}=${stamp}=${from}=${localPart}`;
    }
    const address = formatMailbox({ localPart: local, domain });
    if (Buffer.byteLength(address) - domain.length - 1 <= MAX_LOCAL) return { address };
    const key = keyOf(secret, reversePath);
    const kept = `SRS0=${code('0', stamp, '', key)}=${stamp}==${key}`;
    return { address: formatMailbox({ localPart: kept, domain }), keep: { key } };
  }

  /**
   * Returns the original sender of a rewritten address, or under which key it is kept; `forged` when we did not make it or it expired;
   * undefined for other addresses.
   */
  sender(address: string, now: Date): string | KeptSender | 'forged' | undefined {
    const mailbox = parseMailbox(address);
    const domain = mailbox && normaliseDomain(mailbox.domain);
    if (!mailbox || domain === undefined || !FORM.test(mailbox.localPart)) return undefined;
    const { localPart } = mailbox;
    return (
      this.#first(localPart, domain, now) ??
      this.#kept(localPart, domain, now) ??
      this.#second(localPart, domain) ??
      'forged'
    );
  }

  #first(local: string, domain: string, now: Date): string | undefined {
    const [, code, stamp, from, localPart] = FIRST.exec(local) ?? [];
    if (!code || !stamp || !from || !localPart) return undefined;
    if (!isCode(code, this.#secrets, ['0', domain, stamp, from, localPart])) return undefined;
    return ageOf(stamp, now) > MAX_AGE_DAYS ? undefined : asAddress(localPart, from);
  }

  #kept(local: string, domain: string, now: Date): KeptSender | undefined {
    const [, code, stamp, key] = KEPT.exec(local) ?? [];
    if (!code || !stamp || !key || !isCode(code, this.#secrets, ['0', domain, stamp, '', key])) return undefined;
    return ageOf(stamp, now) > MAX_AGE_DAYS ? undefined : { key: key.toUpperCase() };
  }

  /** Returns the first forwarder's address; only that forwarder knows its age. */
  #second(local: string, domain: string): string | undefined {
    const [, code, first, rest] = SECOND.exec(local) ?? [];
    if (!code || !first || !rest || !isCode(code, this.#secrets, ['1', domain, first, rest])) return undefined;
    return asAddress(`SRS0${rest}`, first);
  }
}

function asAddress(localPart: string, domain: string): string | undefined {
  const address = formatMailbox({ localPart, domain });
  return parseMailbox(address) && address;
}
