import { formatMailbox, normaliseDomain, parseMailbox } from '@postroom/smtp';
import { ageOf, codeOf, isCode, stampOf } from './code.ts';

/** Octets of a local part that every server takes (RFC 5321 4.5.3.1.1). */
const MAX_LOCAL = 64;
/** How long an address is good for, days: a mail may wait five days at each of several servers, as peers have it. */
const MAX_AGE_DAYS = 21;

/** What looks as if it were one of ours. */
const FORM = /^SRS[01]=/i;
const FIRST = /^SRS0=([A-Z2-7]{6})=([A-Z2-7]{2})=([^=]+)=(.+)$/is;
const SECOND = /^SRS1=([A-Z2-7]{6})=([^=]+)=(.+)$/is;
/** Those of other forwarders, who may have other signs between the parts. */
const OTHERS_FIRST = /^SRS0([-+=].+)$/is;
const OTHERS_SECOND = /^SRS1[-+=][^=]*=([^=]+)=([-+=].+)$/is;

/**
 * Reverse-paths of mail that is passed on (the Sender Rewriting Scheme): an address in a domain of ours stands for that of the
 * sender, so that SPF of that domain speaks for us and reports find back. `SRS0=code=day=domain=local`; of a mail that
 * somebody rewrote before us `SRS1=code=first=rest`, which leads straight to the first: it does not grow from one to the next.
 */
export class ReturnPaths {
  readonly #secrets: readonly string[];

  /** @param secrets the first makes codes, all are known */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  /**
   * The reverse-path that a domain of ours passes mail on with. Null where there can be none: the sender has no name, or none as a domain, or
   * the local part would be longer than everybody takes.
   * @param domain in A-labels
   */
  rewritten(reversePath: string, domain: string, now: Date): string | null {
    const sender = parseMailbox(reversePath);
    const from = sender && !sender.domain.startsWith('[') ? normaliseDomain(sender.domain) : undefined;
    const [secret] = this.#secrets;
    if (!sender || sender.localPart === '' || from === undefined || secret === undefined) return null;
    const code = (kind: string, ...parts: string[]) => codeOf(secret, [kind, domain, ...parts]);
    const { localPart } = sender;
    const [, rest] = OTHERS_FIRST.exec(localPart) ?? [];
    const [, first, restOfFirst] = OTHERS_SECOND.exec(localPart) ?? [];
    let local: string;
    if (rest !== undefined) local = `SRS1=${code('1', from, rest)}=${from}=${rest}`;
    // What names no forwarder leads to none: it is taken for a local part like others.
    else if (first !== undefined && restOfFirst !== undefined && asAddress(`SRS0${restOfFirst}`, first))
      local = `SRS1=${code('1', first, restOfFirst)}=${first}=${restOfFirst}`;
    else {
      const stamp = stampOf(now);
      local = `SRS0=${code('0', stamp, from, localPart)}=${stamp}=${from}=${localPart}`;
    }
    const address = formatMailbox({ localPart: local, domain });
    return Buffer.byteLength(address) - domain.length - 1 > MAX_LOCAL ? null : address;
  }

  /** Whose reports come to an address of ours: the sender's; `forged` where it was not made here, or is too old; undefined for other addresses. */
  sender(address: string, now: Date): string | 'forged' | undefined {
    const mailbox = parseMailbox(address);
    const domain = mailbox && normaliseDomain(mailbox.domain);
    if (!mailbox || domain === undefined || !FORM.test(mailbox.localPart)) return undefined;
    return this.#first(mailbox.localPart, domain, now) ?? this.#second(mailbox.localPart, domain) ?? 'forged';
  }

  #first(local: string, domain: string, now: Date): string | undefined {
    const [, code, stamp, from, localPart] = FIRST.exec(local) ?? [];
    if (!code || !stamp || !from || !localPart) return undefined;
    if (!isCode(code, this.#secrets, ['0', domain, stamp, from, localPart])) return undefined;
    return ageOf(stamp, now) > MAX_AGE_DAYS ? undefined : asAddress(localPart, from);
  }

  /** How old it is knows the first forwarder. */
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
