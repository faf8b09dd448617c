export { formatAddressLiteral, parseAddressLiteral } from './grammar/address-literal.ts';
export { formatDateTime } from './grammar/date-time.ts';
export { displayDomain, normaliseDomain } from './grammar/domain.ts';
export { type Extensions, parseEhlo, sizeLimit } from './grammar/ehlo.ts';
export { formatMailbox, type Mailbox, needsSmtpUtf8, parseMailbox } from './grammar/mailbox.ts';
export {
  domainOf,
  normaliseAccountAddress,
  normaliseRemoteAddress,
  splitTag,
  withoutTag,
} from './grammar/normalise.ts';
export {
  type BodyType,
  formatOrcpt,
  type MailParameters,
  mailParameters,
  type Notify,
  type OriginalRecipient,
  ParameterError,
  type Parameters,
  parseNotify,
  parseOrcpt,
  parseParameters,
  type RcptParameters,
  rcptParameters,
} from './grammar/parameters.ts';
export { type Path, parsePath, scanPath } from './grammar/path.ts';
export { type ReceivedTrace, receivedHeader, withProtocol } from './grammar/received.ts';
export {
  formatReply,
  printable,
  type Reply,
  type ReplyClass,
  ReplyParser,
  ReplySyntaxError,
  replyClass,
  replyText,
} from './grammar/reply.ts';
export { decodeUtf8Addr, decodeXtext, encodeUtf8AddrXtext, encodeXtext } from './grammar/xtext.ts';
