import type { ParserTarget } from '../parser-target.ts';
import { arc } from './arc.ts';
import { dkim, dkimKeys } from './dkim.ts';
import { dmarc } from './dmarc.ts';
import { dns } from './dns.ts';
import { sasl, tokens } from './logins.ts';
import { fields, mbox, mime } from './mime.ts';
import { aggregates, notifications } from './reports.ts';
import { resultsOfOthers } from './results-of-others.ts';
import { proxyHeaders, smtpCommands, smtpReplies } from './smtp-words.ts';
import { spf } from './spf.ts';
import { transportPolicies } from './transport-policies.ts';

/** Those of IMAP have their own (packages/imap/fuzz.test.ts). */
export const PARSERS: readonly ParserTarget[] = [
  ...[dkim, dkimKeys, arc, spf, dmarc, transportPolicies, resultsOfOthers, aggregates, notifications],
  ...[mime, fields, mbox, dns, smtpCommands, smtpReplies, proxyHeaders, sasl, tokens],
];
