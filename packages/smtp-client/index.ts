export type { Credentials } from './auth.ts';
export { type ConnectOptions, connectSmtp } from './connect.ts';
export type { ProtocolLog } from './dialogue.ts';
export { type FailureClass, SmtpFailure, type Stage } from './failure.ts';
export type { OutgoingMessage, OutgoingRecipient, RecipientOutcome } from './message.ts';
export type { Peer, SmtpSession } from './session.ts';
export { STANDARD_TIMEOUTS, type Timeouts } from './timeouts.ts';
export type { TlsOptions, TlsPolicy, TrustAnchors } from './tls.ts';
export type { TlsResult } from './tls-result.ts';
