import { domainOf } from '@postroom/directory';
import { oneClickOf, type Proof, provenSender } from '@postroom/intake';
import { formatId } from '@postroom/jmap';
import { type MailView, ownMail, readEmails } from '@postroom/mailbox';
import { parseHeader, unfold } from '@postroom/mime';
import { displayDomain, normaliseDomain } from '@postroom/smtp';
import { type JunkReason, readJunkReasons, writtenHere } from '@postroom/transit';
import { asText, rawValue } from '../jmap/email/header-value.ts';
import type { Services } from '../services.ts';
import { addressesIn } from './addresses-in.ts';
import type { Correspondents } from './correspondents.ts';
import { lookAlike } from './look-alike.ts';

/** The origin of an email, as far as it is known here. */
export interface Origin {
  readonly id: string;
  /** Null when nothing was checked; the proof `server` means that this platform wrote the email itself. */
  readonly sender: { readonly proof: Proof | 'server'; readonly domain: string } | null;
  /** Whether there was no earlier mail with that address. */
  readonly isFirst: boolean;
  /** A domain of the account, or one to which it wrote, that looks almost like the author's; null for none. */
  readonly looksLike: string | null;
  /** The reasons for which the email was filed as junk. */
  readonly junk: readonly JunkReason[];
  /** The server that is asked to leave the email's list by one click (RFC 8058); null when the list does not offer that. */
  readonly leavesAt: string | null;
}

/** Returns the origins of an account's emails; emails that do not exist are left out. */
export async function readOrigins(
  { store, intake: { hostname } }: Pick<Services, 'store' | 'intake'>,
  correspondents: Correspondents,
  login: { readonly accountId: number; readonly address: string },
  ids: readonly number[],
): Promise<Origin[]> {
  const origins: Origin[] = [];
  // The senders of reports and notices.
  const offices = [`mailer-daemon@${hostname}`, `postmaster@${domainOf(login.address)}`].map((each) =>
    each.toLowerCase(),
  );
  for await (const page of readEmails(store.pool, ownMail(login.accountId), ids, { header: true })) {
    const blobIds = page.map(({ blobId }) => blobId);
    const reasons = await readJunkReasons(store.pool, login.accountId, blobIds);
    const ours = await writtenHere(store.pool, login.accountId, blobIds);
    for (const email of page) {
      const { header = Buffer.alloc(0) } = email;
      const author = authorOf(header);
      const domain = normaliseDomain(author?.domain ?? '') ?? '';
      // An automatic reply of another user is also written here, but its author is that user.
      const isOurs = ours.has(email.blobId) && offices.includes(author?.address.toLowerCase() ?? '');
      const isFirst =
        author !== null &&
        !isOurs &&
        author.address.toLowerCase() !== login.address.toLowerCase() &&
        (await correspondents.isFirst(login.accountId, email, author.address));
      const like = isFirst ? lookAlike(domain, await knownDomains(correspondents, login)) : undefined;
      origins.push({
        id: formatId('E', email.id),
        isFirst,
        sender: isOurs ? { proof: 'server', domain: '' } : senderOf(header, hostname),
        looksLike: like === undefined ? null : displayDomain(like),
        junk: reasons.get(email.blobId) ?? reasonInHeader(header),
        leavesAt: leavesAt(header, hostname),
      });
    }
  }
  return origins;
}

/** Returns only who proves the sender of shared emails, and nothing that depends on the owner's other mail. */
export async function readSenders(
  { store, intake: { hostname } }: Pick<Services, 'store' | 'intake'>,
  view: MailView,
  ids: readonly number[],
): Promise<Origin[]> {
  const origins: Origin[] = [];
  for await (const page of readEmails(store.pool, view, ids, { header: true }))
    for (const { id, header = Buffer.alloc(0) } of page)
      origins.push({
        id: formatId('E', id),
        sender: senderOf(header, hostname),
        isFirst: false,
        looksLike: null,
        junk: [],
        leavesAt: null,
      });
  return origins;
}

function leavesAt(header: Buffer, hostname: string): string | null {
  const url = oneClickOf(header, hostname);
  return url === null ? null : (URL.parse(url)?.host ?? null);
}

function senderOf(header: Buffer, hostname: string): Origin['sender'] {
  const domain = normaliseDomain(authorOf(header)?.domain ?? '') ?? '';
  const sender = provenSender(header, domain, hostname);
  return sender && { ...sender, domain: displayDomain(sender.domain) };
}

/** Returns the author, if there is exactly one. */
function authorOf(header: Buffer): { address: string; domain: string } | null {
  const fields = parseHeader(header).filter(({ name }) => name === 'from');
  const authors = fields.slice(0, 2).flatMap((field) => addressesIn(header, field));
  const [author] = authors;
  return authors.length === 1 && author ? author : null;
}

async function knownDomains(
  correspondents: Correspondents,
  { accountId, address }: { accountId: number; address: string },
): Promise<string[]> {
  const own = normaliseDomain(address.slice(address.lastIndexOf('@') + 1));
  return [...(own === undefined ? [] : [own]), ...(await correspondents.domainsOf(accountId))];
}

/** Returns the reason in the email's header, for mail whose trace is not kept any more. Intake removes such a field from incoming mail. */
function reasonInHeader(header: Buffer): JunkReason[] {
  const field = parseHeader(header).find(({ name }) => name === 'x-spam-reason');
  return field ? [{ by: 'header', text: asText(unfold(rawValue(header, field))).slice(0, 500) }] : [];
}
