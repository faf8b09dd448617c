import type { ParserTarget } from '../parser-target.ts';
import { arc } from './arc.ts';
import { archives, lzma, rar, sevenZip } from './archives.ts';
import { charsets } from './charsets.ts';
import { contents, textFiles } from './contents.ts';
import { dkim, dkimKeys } from './dkim.ts';
import { dmarc } from './dmarc.ts';
import { dns } from './dns.ts';
import { sasl, tokens } from './logins.ts';
import { fields, mbox, mime } from './mime.ts';
import { ourProofs } from './our-proofs.ts';
import { autodiscover, invitations, jmapRequests } from './pages.ts';
import { aggregates, bouncesInWords, notifications } from './reports.ts';
import { resultsOfOthers } from './results-of-others.ts';
import { returnPaths } from './return-paths.ts';
import { sevenBit } from './seven-bit.ts';
import { proxyHeaders, smtpCommands, smtpReplies } from './smtp-words.ts';
import { spf } from './spf.ts';
import { transportPolicies } from './transport-policies.ts';

/** All targets, except the parsers of IMAP, which have their own test (packages/imap/fuzz.test.ts). */
export const PARSERS: readonly ParserTarget[] = [
  ...[
    dkim,
    dkimKeys,
    arc,
    spf,
    dmarc,
    transportPolicies,
    resultsOfOthers,
    ourProofs,
    aggregates,
    notifications,
    bouncesInWords,
  ],
  ...[mime, sevenBit, fields, mbox, dns, smtpCommands, smtpReplies, proxyHeaders, sasl, tokens],
  ...[
    rar,
    sevenZip,
    lzma,
    archives,
    textFiles,
    contents,
    charsets,
    returnPaths,
    autodiscover,
    jmapRequests,
    invitations,
  ],
];
