import { type BlobStore, streamStaged } from '@postroom/blobs';
import { closedToStrangers, domainKey, type OwnSenders } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import type { DmarcTally } from '@postroom/feedback';
import { type AddressRanges, isPublicAddress } from '@postroom/net';
import { authorDomains, checkSender, resultsField, type SenderResults } from '@postroom/sender-auth';
import type { ReturnPaths } from '@postroom/sender-auth/srs';
import { normaliseDomain, SmtpError } from '@postroom/smtp';
import type { ScanSummary } from '@postroom/transit';
import type { Incoming, Verdict } from '../checks/verdict.ts';
import { type Decision, decide, isProven } from './decide.ts';
import { measuredMail } from './measure.ts';
import type { AuthenticationMetrics } from './metrics.ts';

/** Checks who sent a message that came from another server. Undefined when it was not checked. */
export type Authentication = (incoming: Incoming) => Promise<Verdict | undefined>;

export interface AuthenticationOptions {
  readonly mode: 'mark' | 'enforce';
  /** Whether clients with private addresses are checked too. */
  readonly asksPrivate: boolean;
  /** The setting for those of our domains that have none. */
  readonly ownSenders: OwnSenders;
  readonly exempt: AddressRanges;
  readonly trustedSealers: ReadonlySet<string>;
  /** Null when no return paths are rewritten. */
  readonly returnPaths: Pick<ReturnPaths, 'sender'> | null;
  readonly withinMs: number;
  readonly hostname: string;
  readonly store: BlobStore;
  readonly resolver: DnsResolver;
  readonly metrics: AuthenticationMetrics;
  /** Counts DMARC results for reports. */
  readonly tally?: Pick<DmarcTally, 'add'> | undefined;
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { mode, metrics, hostname } = options;
  const closed = closedToStrangers(options.store.pool, options.ownSenders);

  async function check(incoming: Incoming): Promise<Verdict> {
    const began = performance.now();
    const claimed = mode === 'enforce' ? claimedDomains(incoming, options) : [];
    const [results, ours] = await Promise.all([resultsOf(incoming, options), closed(claimed)]);
    // The client will send the message again; accepting it now would deliver it twice.
    if (incoming.gone().aborted) throw new SmtpError(451, '4.4.2', 'The client has disconnected');
    const tookMs = performance.now() - began;
    metrics.found(results, tookMs / 1_000);
    const seconds = Math.round(tookMs) / 1_000;
    const decision = decide(results, { ...options, ours: ours.flatMap((domain) => normaliseDomain(domain) ?? []) });
    const action = mode === 'enforce' ? decision.action : 'accepted';
    metrics.decided(action);
    const measured = measuredMail(results, action, incoming.trace);
    if (measured) options.tally?.add(measured, incoming.trace.date);
    const scans = { 'sender-auth': summaryOf(action, decision, results, seconds) };
    incoming.span.set({ 'postroom.sender_auth.decision': action, 'postroom.sender_auth.seconds': seconds });
    const refusal = refusalOf(action, decision, { scans });
    if (refusal) return { refusal, scans };
    return {
      spam: action === 'junk',
      isUnproven: !isProven(results.dmarc.domain, results, ['pass']),
      lines: [resultsField(hostname, results), ...(action === 'junk' ? junkFields(decision) : [])],
      scans,
    };
  }

  return async (incoming) => {
    const { remoteAddress, submitted } = incoming.trace;
    if (submitted) return undefined;
    // DNS records say nothing about a client with a private address.
    if (options.exempt.has(remoteAddress) || !(options.asksPrivate || isPublicAddress(remoteAddress))) {
      metrics.decided('exempt');
      return undefined;
    }
    return check(incoming);
  };
}

/** Checks the message as it arrived: signatures may cover fields that we have taken out since. */
function resultsOf({ raw, trace, isBinary = false }: Incoming, options: AuthenticationOptions): Promise<SenderResults> {
  const { store, resolver, hostname, withinMs } = options;
  const message = { header: raw.header, body: () => streamStaged(store, raw, raw.header.length), isBinary };
  const { remoteAddress: address, ehlo = '', reversePath } = trace;
  return checkSender(message, { address, helo: ehlo, reversePath }, { resolver, hostname, withinMs, now: trace.date });
}

/** Returns the domains that a message claims to be from, as domains are stored. */
function claimedDomains({ raw, trace }: Incoming, { returnPaths }: AuthenticationOptions): string[] {
  const { reversePath, date } = trace;
  // We forwarded the message, and another server has sent it back to us: its reverse-path is a return path of ours, which proves itself.
  const isPassedOn = (returnPaths?.sender(reversePath, date) ?? 'forged') !== 'forged';
  const envelope = isPassedOn ? [] : [reversePath.slice(reversePath.lastIndexOf('@') + 1)];
  const keys = [...authorDomains(raw.header), ...envelope].flatMap((domain) => domainKey(domain) ?? []);
  return [...new Set(keys)];
}

/** Summarises the check for the trace, the log and the operator. */
function summaryOf(
  action: Decision['action'],
  decision: Decision,
  { spf, dkim, arc, dmarc }: SenderResults,
  seconds: number,
): ScanSummary {
  const signed = [...new Set(dkim.map(({ result }) => result))].join(' and ');
  const found = [`spf=${spf.result}`, `dkim=${signed}`, `dmarc=${dmarc.result}`];
  if (arc.result !== 'none') found.push(`arc=${arc.result}`);
  const would = action === decision.action ? '' : `would be ${decision.action}: `;
  const why = decision.reason && `; ${would}${decision.reason}`;
  return { result: action, seconds, reason: `${found.join(' ')}${why}` };
}

function refusalOf(action: Decision['action'], { reason }: Decision, detail: object): SmtpError | undefined {
  const text = `Message refused: ${reason}`;
  if (action === 'refused') return new SmtpError(550, '5.7.1', text, detail);
  return action === 'deferred' ? new SmtpError(451, '4.7.1', `Try again later: ${reason}`, detail) : undefined;
}

function junkFields({ reason }: Decision): string[] {
  return ['X-Spam-Flag: YES\r\n', `X-Spam-Reason: ${reason}\r\n`];
}
