export { type HostAndPort, parseHostAndPort } from './clamd/host-and-port.ts';
export type { VirusVerdict } from './clamd/reply.ts';
export type { Envelope, ScannedMessage } from './message.ts';
export type { HeaderChanges, HeaderField, HeaderRemoval } from './rspamd/header-changes.ts';
export type { SpamDecision, SpamVerdict } from './rspamd/verdict.ts';
export type { ScanResult } from './scan-result.ts';
export { createScanners, type ScanAnswers, type ScannerOptions, type Scanners } from './scanners.ts';
export { Semaphore } from './semaphore.ts';
