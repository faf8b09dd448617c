export * from './accounts.ts';
export * from './address-key.ts';
export * from './aliases.ts';
export * from './authenticator.ts';
export * from './domains.ts';
export * from './login-watch.ts';
export { HARD_TO_GUESS, isEasilyGuessed } from './passwords.ts';
export { type Resolution, type ResolveOptions, resolveRecipient, type Target } from './resolve-recipient.ts';
export * from './sender-rights.ts';
