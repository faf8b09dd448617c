import Type from 'typebox';

export const loginConfig = {
  SCRAM: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'SCRAM-SHA-256 and -PLUS in SMTP, IMAP and POP3. While it is on, its keys are made when a password is set; for passwords that exist already, or come from an application, they are made at the next login with the password. Until then the user cannot log in by SCRAM, which some programs prefer if it is offered. The same for all services.',
  }),
  LOGIN_FAILURES_MINUTES: Type.Integer({
    default: 15,
    minimum: 1,
    description:
      'For how long wrong passwords count, from the first one on. A network is an IPv4 address or an IPv6 /64.',
  }),
  LOGIN_FAILURES_PER_NETWORK: Type.Integer({
    default: 100,
    minimum: 1,
    description:
      'The number of wrong passwords from one network, for any accounts, after which the network is refused.',
  }),
  LOGIN_FAILURES_PER_NETWORK_AND_ACCOUNT: Type.Integer({
    default: 30,
    minimum: 1,
    description:
      'The number of wrong passwords from one network for one account after which the network is refused for this account.',
  }),
  LOGIN_FAILURES_PER_ACCOUNT: Type.Integer({
    default: 1_000,
    minimum: 1,
    description:
      'The number of wrong passwords for one account from everywhere after which networks that the account does not know are refused for it.',
  }),
  LOGIN_KNOWN_NETWORK_DAYS: Type.Integer({
    default: 28,
    minimum: 1,
    description: 'How long an account knows a network from which it logged in; it knows at most the last 20.',
  }),
};

/** How many wrong passwords lead to a refusal, as the settings say. */
export type LoginLimits = Readonly<Record<Exclude<keyof typeof loginConfig, 'SCRAM'>, number>>;

/** Returns the limits in the form for the counter of attempts. */
export function loginLimits(config: LoginLimits) {
  return {
    perNetwork: config.LOGIN_FAILURES_PER_NETWORK,
    perNetworkAndAccount: config.LOGIN_FAILURES_PER_NETWORK_AND_ACCOUNT,
    perAccount: config.LOGIN_FAILURES_PER_ACCOUNT,
    windowSeconds: config.LOGIN_FAILURES_MINUTES * 60,
    knownSeconds: config.LOGIN_KNOWN_NETWORK_DAYS * 86_400,
  };
}
