import { uploadSize } from '@postroom/blobs';
import { type MailView, readEmails, turn } from '@postroom/mailbox';
import { describeStream, type Part } from '@postroom/mime';
import type { Context } from '../context.ts';
import { leaves, locate } from '../email/located-part.ts';
import type { RequestBudget } from '../request-budget.ts';
import { type NamedBlob, readBlobId } from './blob-id.ts';
import { contentSize, type OctetSource, partOctets, storedOctets } from './octet-source.ts';

/** A blob that the client may read. */
export interface OpenBlob {
  /** The octets; null when all has to be read to know them. */
  readonly size: number | null;
  /** The media type; for a part, the one that the message gives. */
  readonly type: string;
  readonly source: OctetSource;
}

/** The user who asks, and the store. */
type Asker = Pick<Context, 'services' | 'login'>;

/** A blob; for a message whose tree of parts is stored, with that tree as JSON. */
interface Found extends OpenBlob {
  readonly parts?: string | undefined;
}

/**
 * Finds a blob in mail that the user may see, or an upload of the same user. Returns undefined when there is none of that id.
 * @param budget the budget of the request that reads; reading throws requestTooLarge when it is used up
 */
export async function openBlob(
  asker: Asker,
  view: MailView,
  id: string,
  budget?: RequestBudget,
): Promise<OpenBlob | undefined> {
  const named = readBlobId(id);
  let found = named && (await openRoot(asker, view, named, budget));
  for (const partId of named?.partIds ?? []) found = found && (await openPart(found, partId));
  return found;
}

async function openRoot(
  { services: { store }, login }: Asker,
  view: MailView,
  { of, partIds }: NamedBlob,
  budget: RequestBudget | undefined,
): Promise<Found | undefined> {
  if ('uploadId' in of) {
    const size = await uploadSize(store.pool, login.accountId, of.uploadId);
    const source = storedOctets(store, of.uploadId, budget);
    return size === null ? undefined : { size, type: 'application/octet-stream', source };
  }
  const fields = { parts: partIds.length > 0 };
  const [email] = (await Array.fromAsync(readEmails(store.pool, view, [of.emailId], fields))).flat();
  if (!email) return undefined;
  const { size, parts, blobId } = email;
  return { size, type: 'message/rfc822', parts, source: storedOctets(store, blobId, budget) };
}

async function openPart({ source, parts }: Found, partId: string): Promise<Found | undefined> {
  const tree: Part<unknown> =
    parts === undefined ? (await describeStream(source.read(), { pause: turn })).tree : JSON.parse(parts);
  const part = leaves(locate(tree)).find((leaf) => leaf.partId === partId);
  if (!part) return undefined;
  return { size: contentSize(part), type: `${part.type}/${part.subtype}`, source: partOctets(source, part) };
}
