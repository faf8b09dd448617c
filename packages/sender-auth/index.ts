export { authorDomains } from './incoming/authors.ts';
export { type CheckOptions, checkSender, spfDomain } from './incoming/check-sender.ts';
export type { Message } from './incoming/dkim.ts';
export type { Policy, Result, SenderResults } from './incoming/results.ts';
export { resultsField } from './incoming/results-field.ts';
export type { Client } from './incoming/spf.ts';
