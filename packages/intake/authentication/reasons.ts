/**
 * What the sender checks find, in words for the recipient of the message. They also stand in replies to the sending server. The page has
 * each in Chinese (services/webmail/src/words/noted/zh.ts).
 */
export const REASONS = {
  sealed: (sealer: string) => `the ARC seal of ${sealer} says that it passed DMARC`,
  authors: (fault: string) => `its From field has authors of several domains, or one without a domain (${fault})`,
  dmarcReject: (domain: string) =>
    `nothing proves that it is from ${domain}, which wants such mail refused (DMARC p=reject)`,
  dmarcQuarantine: (domain: string) =>
    `nothing proves that it is from ${domain}, which wants such mail marked as junk (DMARC p=quarantine)`,
  noDns: (domain: string) => `DNS did not say whether it is from ${domain}`,
  unprovenOurs: (domain: string) => `mail from our domain ${domain} needs a login, or proof by SPF or DKIM`,
};
