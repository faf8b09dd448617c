import { addressNeighbourhood } from '@postroom/net';
import { normaliseDomain, SmtpError } from '@postroom/smtp';
import { NO_PREFERENCES, type Preferences } from './account-policies.ts';
import { unknownRecipients } from './checks/unknown-recipients.ts';
import type { PolicyContext, PolicyVerdict, Screening } from './context.ts';
import { type Action, decide, type Fate, type Found, inWords, type Reason, worst } from './decide.ts';
import type { Client, Envelope } from './envelope.ts';
import { type PolicyRecipient, readMessage } from './message/message.ts';
import { type Ran, runCheck } from './run-check.ts';
import type { SenderNames } from './sender-pattern.ts';

const HOUR = 3600;

/** The current message and the checks that run for it. */
interface UnderWay {
  readonly envelope: Envelope;
  readonly running: (Ran | Promise<Ran>)[];
}

export function createScreening(context: PolicyContext, address: string, isEarly: boolean): Screening {
  const { tools, stages, mode } = context;
  const countsUnknown = stages.recipient.some(({ name }) => name === unknownRecipients.name);
  const isAsked = context.isAsked(address);
  let unknown: Promise<number> | undefined;
  const client: Client = {
    address,
    isEarly,
    unknownRecipients() {
      unknown ??= tools.memory.counted('unknown-recipients', addressNeighbourhood(address));
      return unknown;
    },
  };
  /** Checks of the connection; they run once, from the first MAIL on. */
  let ofClient: (Ran | Promise<Ran>)[] | undefined;
  let mail: UnderWay | undefined;

  return {
    isUnwelcome: isEarly && mode === 'enforce' && (context.rules.get('early-talker')?.action ?? 'reject') === 'reject',

    mailFrom(helo, reversePath) {
      const envelope = { client, helo, reversePath };
      if (!isAsked) {
        mail = { envelope, running: [] };
        return;
      }
      ofClient ??= stages.connection.map((check) => runCheck(check, () => check.run(client, tools), context));
      const running = stages.envelope.map((check) => runCheck(check, () => check.run(envelope, tools), context));
      if (countsUnknown) client.unknownRecipients().catch(() => {});
      mail = { envelope, running: [...ofClient, ...running] };
    },

    async recipient(recipient, accountIds) {
      if (!mail || !isAsked) return;
      const { envelope, running } = mail;
      for (const check of stages.recipient) {
        const ran = await runCheck(check, () => check.run(envelope, recipient, tools), context);
        if (!ran.finding) continue;
        const { action, reasons, status } = await fateOf(context, accountIds[0], [{ check, finding: ran.finding }], {
          client: address,
          authors: [],
          reversePath: reversePathKey(envelope.reversePath),
        });
        if (mode === 'enforce' && action === 'defer')
          throw new SmtpError(450, `4.${status}`, capital(inWords(reasons)));
        if (mode === 'enforce' && action === 'reject')
          throw new SmtpError(550, `5.${status}`, capital(inWords(reasons)));
        running.push(ran);
      }
    },

    async unknownRecipient() {
      const { unknownRecipients: most } = tools.limits;
      if (!isAsked || most === 0 || !countsUnknown) return false;
      unknown = tools.memory.count('unknown-recipients', addressNeighbourhood(address), HOUR);
      return (await unknown.catch(() => 0)) > most / 2;
    },

    async judge({ recipients, ...source }) {
      const { envelope, running } = mail ?? { envelope: { client, helo: '', reversePath: '' }, running: [] };
      const message = readMessage({ ...source, recipients, envelope });
      const hasNoFiles = message.isOneText && !(await message.mayHaveFiles().catch(() => false));
      const ofMessage = stages.message
        .filter((check) => !(check.looksInside && hasNoFiles) && (isAsked || !check.ofClient))
        .map((check) => runCheck(check, () => check.run(message, tools), context));
      const accountIds = recipients.flatMap(({ accountId }) => accountId ?? []);
      const [preferences, ...ran] = await Promise.all([
        context.preferencesOf(accountIds).catch(() => new Map<number, Preferences>()),
        ...running,
        ...ofMessage,
      ]);
      const names = {
        client: address,
        authors: message.authors.map((author) => author.address),
        reversePath: reversePathKey(envelope.reversePath),
      };
      const found = ran.flatMap(({ check, finding }) => (finding ? [{ check, finding }] : []));
      const fates = recipients.map((recipient) => ({
        recipient,
        fate: decide(found, names, platformOf(context), preferences.get(recipient.accountId ?? 0) ?? NO_PREFERENCES),
      }));
      const verdict = together(fates, ran, context);
      context.metrics.decided(verdict.lines.policy?.result ?? 'accept');
      return verdict;
    },
  };
}

function platformOf({ rules, thresholds }: PolicyContext) {
  return { ...thresholds, rules };
}

async function fateOf(
  context: PolicyContext,
  accountId: number | undefined,
  found: readonly Found[],
  names: SenderNames,
): Promise<Fate> {
  const ids = accountId === undefined ? [] : [accountId];
  const preferences = await context.preferencesOf(ids).catch(() => new Map<number, Preferences>());
  return decide(found, names, platformOf(context), preferences.get(accountId ?? 0) ?? NO_PREFERENCES);
}

interface Fated {
  readonly recipient: PolicyRecipient;
  readonly fate: Fate;
}

/**
 * Combines the decisions into one reply for all recipients (RFC 5321 4.2.5): a message that all refuse is refused; one that only some refuse
 * becomes junk or quarantined for those. Recipients who always accept the sender do not get it in Junk.
 */
function together(
  fates: readonly Fated[],
  ran: readonly Ran[],
  { mode, thresholds }: Pick<PolicyContext, 'mode' | 'thresholds'>,
): PolicyVerdict {
  const actions = fates.map(({ fate }) => fate.action);
  const [first] = fates;
  const action = one(actions) ?? one(fates.map(({ fate }) => fate.taken)) ?? mildest(actions);
  const gravest = fates.find(({ fate }) => fate.action === worst(actions))?.fate ?? first?.fate;
  const reason = inWords(gravest?.reasons ?? []);
  const does = mode === 'enforce' ? action : 'accept';
  const places = fates.flatMap(({ recipient, fate }): [string, 'junk' | 'trusted'][] => {
    if (fate.isTrusted) return [[recipient.place, 'trusted']];
    return mode === 'enforce' && fate.action !== 'accept' ? [[recipient.place, 'junk']] : [];
  });
  const quarantine = fates.flatMap(({ recipient, fate }): [string, readonly Reason[]][] =>
    mode === 'enforce' && fate.taken === 'quarantine' ? [[recipient.place, fate.reasons]] : [],
  );
  const lines = linesOf(ran, { action, points: gravest?.points ?? 0, reason, mode, required: thresholds.junkPoints });
  return {
    refusal: refusalOf(does, `${gravest?.status}`, reason, lines),
    isJunk: does === 'junk',
    reason,
    places: new Map(places),
    quarantine: new Map(quarantine),
    lines,
  };
}

/** Returns the action that all have in common, if any. */
function one(actions: readonly Action[]): Action | undefined {
  return actions.every((action) => action === actions[0]) ? (actions[0] ?? 'accept') : undefined;
}

function mildest(actions: readonly Action[]): Action {
  return actions.includes('accept') ? 'accept' : 'junk';
}

function linesOf(
  ran: readonly Ran[],
  {
    action,
    points,
    required,
    reason,
    mode,
  }: {
    action: string;
    points: number;
    required: number;
    reason: string;
    mode: string;
  },
): PolicyVerdict['lines'] {
  const notable = ran.filter(({ finding, failed }) => finding || failed !== undefined);
  const ofChecks = notable.map(({ check, finding, failed, seconds }) => {
    const result = finding ? 'found' : 'failed';
    return [`policy ${check.name}`, { result, seconds, reason: finding?.reason ?? failed ?? '' }] as const;
  });
  const seconds = Math.max(0, ...ran.map((one) => one.seconds));
  const result = mode === 'enforce' ? action : 'accept';
  const would = result === action ? '' : `would be ${action}: `;
  const why = reason || would ? { reason: `${would}${reason}` } : {};
  return Object.fromEntries([...ofChecks, ['policy', { result, seconds, score: points, required, ...why }]]);
}

function refusalOf(
  action: string,
  status: string,
  reason: string,
  scans: PolicyVerdict['lines'],
): SmtpError | undefined {
  if (action === 'reject') return new SmtpError(550, `5.${status}`, `Message refused: ${reason}`, { scans });
  return action === 'defer' ? new SmtpError(451, `4.${status}`, `Try again later: ${reason}`, { scans }) : undefined;
}

function reversePathKey(reversePath: string): string {
  const at = reversePath.lastIndexOf('@');
  if (at < 0) return '';
  return `${reversePath.slice(0, at).toLowerCase()}@${normaliseDomain(reversePath.slice(at + 1)) ?? ''}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
