import {
  Arguments,
  attemptEach,
  formatId,
  invalidArgument,
  invalidProperties,
  isId,
  isObject,
  type JsonObject,
  type Method,
  readId,
  readObjects,
  readPatch,
  readRequiredObjects,
  requireFewInSet,
} from '@postroom/jmap';
import { MDN } from '../capabilities.ts';
import { accountOf, type Context } from '../context.ts';
import { emailSet } from '../email/set.ts';
import { ownIdentities } from '../identity/own-identities.ts';
import { MDN_SENT, sendMdn } from './send-mdn.ts';

/** RFC 9007 2.1. The changes of emails on success are an Email/set of their own, whose response comes after this one. */
export const mdnSend: Method<Context> = {
  name: 'MDN/send',
  capability: MDN,
  async run(context, args, call) {
    const read = new Arguments(args);
    const accountId = read.accountId();
    const identityId = read.requiredId('identityId');
    const send = readRequiredObjects(read, 'send', isId);
    const onSuccess = readObjects(read, 'onSuccessUpdateEmail', (key) => key.startsWith('#') && isId(key.slice(1)));
    read.end();
    requireFewInSet(send.length, context.services.settings.limits);
    const account = await accountOf(context, accountId);
    const identity = (await ownIdentities(context)).find(({ id }) => id === readId('I', identityId));
    if (!identity) throw invalidArgument('identityId', 'there is no such identity');
    const update: JsonObject = {};
    const { done: sent, refused: notSent } = await attemptEach(send, async (creationId, object) => {
      const patch = onSuccess.find(([key]) => key === `#${creationId}`)?.[1];
      if (patch) requireMark(patch);
      const { emailId, told } = await sendMdn(context, account, identity, object, call.createdIds);
      if (patch) update[formatId('E', emailId)] = patch;
      return told;
    });
    const response = { accountId, sent, notSent };
    if (Object.keys(update).length === 0) return response;
    return [
      [mdnSend.name, response],
      // The notifications stay sent even if this fails.
      [emailSet.name, async () => (await emailSet.run(context, { accountId, update }, call)) as JsonObject],
    ];
  },
};

/** RFC 9007 2.1: no MDN is sent if its email would not have the keyword afterwards. Throws invalidProperties, invalidPatch. */
function requireMark(patch: JsonObject): void {
  const keywords = readPatch(patch).get('keywords');
  if (!keywords) return;
  const isMark = (name: string): boolean => name.toLowerCase() === MDN_SENT;
  const stays =
    'whole' in keywords
      ? isObject(keywords.whole) && Object.keys(keywords.whole).some(isMark)
      : keywords.inside.every(({ path: [name = ''], value }) => !isMark(name) || value === true);
  if (!stays) throw invalidProperties(['onSuccessUpdateEmail'], `It must not remove ${MDN_SENT}`);
}
