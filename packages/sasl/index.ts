export { maxSaslLine, offeredMechanisms, startSasl } from './exchange.ts';
export type { Credentials, SaslError, SaslStep } from './step.ts';
