import type { Check } from '../check.ts';
import { attachments } from './attachments.ts';
import { backscatter } from './backscatter.ts';
import { displayName } from './display-name.ts';
import { dnsLists } from './dns-lists.ts';
import { earlyTalker } from './early-talker.ts';
import { greylist } from './greylist.ts';
import { helo } from './helo.ts';
import { hiddenNames } from './hidden-names.ts';
import { links } from './links.ts';
import { lookAlike } from './look-alike.ts';
import { macros } from './macros.ts';
import { networkRate } from './network-rate.ts';
import { nullSender } from './null-sender.ts';
import { pages } from './pages.ts';
import { recipientRate } from './recipient-rate.ts';
import { reverseDns } from './reverse-dns.ts';
import { senderDomain } from './sender-domain.ts';
import { unknownRecipients } from './unknown-recipients.ts';

/** All checks, in the order in which they apply to a message. */
export const CHECKS: readonly Check[] = [
  earlyTalker,
  dnsLists,
  reverseDns,
  helo,
  networkRate,
  senderDomain,
  unknownRecipients,
  greylist,
  recipientRate,
  nullSender,
  backscatter,
  displayName,
  lookAlike,
  links,
  attachments,
  hiddenNames,
  macros,
  pages,
];
