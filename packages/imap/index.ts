export { type RenderedPart, renderBodyStructure, renderInnerEnvelopes } from './fetch/body-structure.ts';
export { renderEnvelope } from './fetch/envelope.ts';
export { readFetchItems } from './fetch/fetch-items.ts';
export {
  formatSection,
  type Partial,
  readPartial,
  readSection,
  type Section,
  type SectionText,
} from './fetch/section.ts';
export { RFC822_SECTIONS, readBodySection, type SectionItem } from './fetch/section-item.ts';
export { readStoreAction, type StoreAction } from './fetch/store-action.ts';
export { readSearch, readSearchArguments, readSortArguments, type SearchArguments } from './search/search-arguments.ts';
export { SEARCH_KEYS, type SearchInput, type SearchKey, type SearchKeyReader } from './search/search-keys.ts';
export {
  type ListArguments,
  type ListOptions,
  readListArguments,
  type SelectionOption,
} from './status/list-arguments.ts';
export { readStatusItems } from './status/status-items.ts';
export { formatDateTime, parseDate, parseDateTime } from './values/date.ts';
export { decodeMailboxName, readMailboxName, writeMailboxName } from './values/mailbox-name.ts';
export { decodeModifiedUtf7, encodeModifiedUtf7 } from './values/modified-utf7.ts';
export { formatSet, indexesOf, lowerBound, type NumberRange, SequenceSet, setPieces } from './values/sequence-set.ts';
export { ImapSyntaxError } from './values/syntax-error.ts';
export { Decoder } from './wire/decoder.ts';
export { type GatheredCommand, gather, type LiteralAnnouncement } from './wire/gathered.ts';
export { announcesMessage } from './wire/message-literal.ts';
export { CommandReader, type ReaderEvent, type ReaderLimits, type Refusal, type StreamRule } from './wire/reader.ts';
export { quote, ResponseWriter } from './wire/response-writer.ts';
export { readParameters, readWord, type WordReader, type Words } from './wire/words.ts';
