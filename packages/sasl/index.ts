export type { BearerHints } from './bearer.ts';
export { type Conducted, conduct, type Proving } from './conduct.ts';
export {
  MAX_SASL_LINE as maxSaslLine,
  MECHANISM_NAMES,
  type Offer,
  offeredMechanisms,
  startSasl,
  UNBOUND,
} from './exchange.ts';
export { saslPrep } from './prepare.ts';
export { type ScramKeys, scramKeys } from './scram/keys.ts';
export type { Bearer, Credentials, Identities, SaslError, SaslStep } from './step.ts';
