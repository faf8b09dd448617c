export { parseAddressLiteral } from './address-literal.ts';
export { type AuthCommand, parseAuthCommand } from './auth-command.ts';
export { type BdatCommand, parseBdatCommand } from './bdat-command.ts';
export {
  type ClientAttributes,
  parseClientAttributes,
  XCLIENT_ATTRIBUTES,
  XFORWARD_ATTRIBUTES,
} from './client-attributes.ts';
export { CommandSyntaxError, parseCommandLine } from './command-line.ts';
export { formatDateTime } from './date-time.ts';
export { type DeliverBy, type DeliverByMode, formatDeliverBy, isReturned, isTraced } from './deliver-by.ts';
export { displayDomain, normaliseDomain } from './domain.ts';
export { DotStuffer } from './dot-stuffing.ts';
export { DotUnstuffer } from './dot-unstuffing.ts';
export { type Extensions, minDeliverBy, parseEhlo, sessionLimits, sizeLimit } from './ehlo.ts';
export {
  type MailCommand,
  parseMailCommand,
  parseRcptCommand,
  type RcptCommand,
  requireAscii,
} from './envelope-commands.ts';
export { parseHello } from './hello.ts';
export { LineShape } from './line-shape.ts';
export { type MailParameters, mailParameters } from './mail-parameters.ts';
export { formatMailbox, needsSmtpUtf8, parseMailbox } from './mailbox.ts';
export { asciiIfPossible, normaliseAddress } from './normalise.ts';
export { ParameterError } from './parameter-error.ts';
export {
  formatOrcpt,
  type Notify,
  type OriginalRecipient,
  parseNotify,
  type RcptParameters,
} from './parameters.ts';
export { type ReceivedTrace, receivedHeader, withProtocol } from './received.ts';
export { type Reply, ReplyParser, replyClass, replyText } from './reply.ts';
export { badArguments, badSequence, SmtpError } from './smtp-error.ts';
export { decodeUtf8Addr, encodeUtf8AddrXtext, encodeXtext } from './xtext.ts';
