export type { Credentials } from './client/auth.ts';
export { type ConnectOptions, connectSmtp } from './client/connect.ts';
export type { ProtocolLog } from './client/dialogue.ts';
export { DotStuffer } from './client/dot-stuffing.ts';
export { type FailureClass, SmtpFailure, type Stage } from './client/failure.ts';
export type { OutgoingMessage, OutgoingRecipient, RecipientOutcome } from './client/message.ts';
export type { Peer, SmtpSession } from './client/session.ts';
export { STANDARD_TIMEOUTS, type Timeouts } from './client/timeouts.ts';
export type { TlsOptions, TlsPolicy } from './client/tls.ts';
export {
  type Action,
  type BuiltReport,
  buildReport,
  type OriginalContent,
  type Report,
  type ReportedRecipient,
} from './dsn/report.ts';
export { returnPathLength } from './dsn/return-path.ts';
export { formatAddressLiteral, parseAddressLiteral } from './grammar/address-literal.ts';
export { type AuthCommand, parseAuthCommand } from './grammar/auth-command.ts';
export { type CommandLine, CommandSyntaxError, parseCommandLine } from './grammar/command-line.ts';
export { formatDateTime } from './grammar/date-time.ts';
export { displayDomain, normaliseDomain } from './grammar/domain.ts';
export { DotUnstuffer, type Unstuffed } from './grammar/dot-unstuffing.ts';
export { type Extensions, parseEhlo, sizeLimit } from './grammar/ehlo.ts';
export {
  type MailCommand,
  parseMailCommand,
  parseRcptCommand,
  type RcptCommand,
  requireAscii,
} from './grammar/envelope-commands.ts';
export { parseHello } from './grammar/hello.ts';
export { formatMailbox, type Mailbox, needsSmtpUtf8, parseMailbox } from './grammar/mailbox.ts';
export { domainOf, normaliseAddress } from './grammar/normalise.ts';
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
export { RouteFailure } from './route/failure.ts';
export { type MailHost, type Reach, type RouteOptions, route } from './route/route.ts';
