import { renderBodyStructure, renderEnvelope, renderInnerEnvelopes } from '@postroom/imap';
import { type Description, FieldNames, fieldValue, foldCase, parseDate, parseHeader } from '@postroom/mime';
import type { MessageFacts } from './message-facts.ts';

/** Returns what is stored of a message besides its octets, from what the mime package found in it. */
export function factsOf(description: Description, header: Buffer): MessageFacts {
  const { messageId, inReplyTo } = description;
  const tree = renderInnerEnvelopes(description.tree);
  return {
    envelope: Buffer.from(renderEnvelope(description.envelope), 'latin1'),
    bodyStructure: renderBodyStructure(tree, { extensible: true }),
    parts: JSON.stringify(tree),
    messageId: messageId ?? '',
    inReplyTo: inReplyTo === null ? [] : [inReplyTo],
    references: description.references,
    sentAt: description.sentAt,
    sentOn: sentOn(header),
    subject: description.subject,
    preview: description.preview,
    hasAttachment: description.hasAttachment,
    searchSubject: foldCase(description.subject),
    searchFrom: description.from,
    searchTo: description.to,
    searchCc: description.cc,
    searchBcc: description.bcc,
    searchText: description.searchText,
    searchTextCut: description.isTextCut,
  };
}

const DATE = new FieldNames(['date']);
const ZONE = /\s[+-]\d{2}:?\d{2}\b.*$|\s(?:[ECMP][SD]T|GMT|UTC?|[A-Z])\s*$/is;

/** Returns the day of the Date field in its own time zone: without the zone, the day is parsed as one of UTC. */
function sentOn(header: Buffer): string | null {
  const [field] = parseHeader(header, DATE);
  const date = field && parseDate(fieldValue(header, field).replace(ZONE, ''));
  return date ? date.toISOString().slice(0, 10) : null;
}
