import Type from 'typebox';
import { CHECKS } from './checks/index.ts';
import { PREPARED, parseDnsLists } from './dns-lists/lists.ts';
import { parseRulesText } from './rules.ts';

const CHECK_WORDS = CHECKS.map(({ name, rule, about }) => `${name}=${rule} (${about})`).join('; ');
const LIST_WORDS = Object.entries(PREPARED)
  .map(([name, { zone, points, terms }]) => `${name} (${zone}, ${points} points; ${terms})`)
  .join('; ');

/** Returns the schema of a text that `read` parses without an error. */
function readable(read: (text: string) => unknown, description: string) {
  return Type.Refine(
    Type.String({ default: '', description }),
    (text) => faultOf(read, text) === undefined,
    (text) => faultOf(read, text) ?? '',
  );
}

function faultOf(read: (text: string) => unknown, text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How incoming mail is judged (docs/decisions/0090-verdicts.md). */
export const policyConfig = {
  POLICY: Type.Union(
    ['off', 'mark', 'enforce'].map((mode) => Type.Literal(mode)),
    {
      default: 'enforce',
      description:
        'Checks on mail from other servers: none; only written into the trace of each mail; or their points and decisions are applied, too.',
    },
  ),
  POLICY_CHECKS: readable(
    parseRulesText,
    `What happens when a check finds something, if it should differ from these defaults: ${CHECK_WORDS}. A rule is a number of points, off, on, junk, quarantine, defer or reject. Domains and accounts may have others: postroom policy set.`,
  ),
  POLICY_JUNK_POINTS: Type.Number({
    default: 5,
    minimum: 0.5,
    maximum: 999,
    description: 'Points from which mail is filed as junk.',
  }),
  POLICY_QUARANTINE_POINTS: Type.Number({
    default: 0,
    minimum: 0,
    maximum: 999,
    description:
      'Points from which mail stays in quarantine until its recipient or an operator releases it (postroom quarantine); 0: never because of points.',
  }),
  POLICY_REJECT_POINTS: Type.Number({
    default: 15,
    minimum: 0.5,
    maximum: 999,
    description: 'Points from which mail is refused at the end of DATA (550 5.7.1).',
  }),
  POLICY_SECONDS: Type.Integer({
    default: 5,
    minimum: 1,
    maximum: 60,
    description: 'How long one check may take; mail is accepted without the checks that take longer.',
  }),
  POLICY_DNS_LISTS: readable(
    parseDnsLists,
    `DNS lists that are asked about clients, all at the same time: short names, name=points, or zone=points for other lists. Read their terms first. The known names are: ${LIST_WORDS}.`,
  ),
  POLICY_NETWORK_MAILS: Type.Integer({
    default: 5000,
    minimum: 0,
    description:
      'Mails that one network (/24, /64) may bring in an hour before it is asked to try again later; 0 is no limit.',
  }),
  POLICY_NETWORK_RECIPIENTS: Type.Integer({
    default: 10_000,
    minimum: 0,
    description:
      'Recipients here that the mails of one network (/24, /64) may have in an hour before it is asked to try again later; 0 is no limit.',
  }),
  POLICY_UNKNOWN_RECIPIENTS: Type.Integer({
    default: 100,
    minimum: 0,
    description:
      'Unknown recipients that one network may name in an hour: from half of them on its replies are delayed, beyond them it is asked to try again later; 0 is no limit.',
  }),
  POLICY_GREYLIST_SECONDS: Type.Integer({
    default: 120,
    minimum: 1,
    maximum: 86_400,
    description: 'With POLICY_CHECKS=greylist=defer: how long a new sender has to wait.',
  }),
  POLICY_GREYLIST_DAYS: Type.Integer({
    default: 36,
    minimum: 1,
    maximum: 400,
    description: 'How long a sender that came again is remembered.',
  }),
};
