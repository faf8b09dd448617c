export * from './accounts.ts';
export * from './address-key.ts';
export * from './aliases.ts';
export {
  APP_SCOPES,
  type AppPassword,
  type AppScope,
  isByAppPassword,
  listAppPasswords,
  MAX_APP_PASSWORDS,
  makeAppPassword,
  type NewAppPassword,
  revokeAppPassword,
  trimAppPasswords,
} from './app-passwords/app-passwords.ts';
export { MAX_NETWORKS } from './app-passwords/networks.ts';
export * from './authenticated.ts';
export * from './authenticator.ts';
export type { BearerClaim, IssuedLogin, TokenIssuer } from './bearer-login.ts';
export { type Brand, findBrand } from './branding/brand.ts';
export {
  type Branding,
  type BrandPicture,
  putBranding,
  putBrandPicture,
  readBranding,
  readBrandPicture,
  removeBrandPicture,
} from './branding/branding.ts';
export { MAX_PICTURE_BYTES, PICTURE_KINDS, type PictureKind } from './branding/picture.ts';
export * from './certificates/certificates.ts';
export * from './certificates/dns-records.ts';
export * from './certificates/issuing.ts';
export * from './certificates/kept.ts';
export * from './certificates/of-domains.ts';
export * from './certificates/renewal-info.ts';
export * from './delegations/change.ts';
export type { Delegation, DelegationMode } from './delegations/delegation.ts';
export * from './delegations/read.ts';
export * from './dkim-keys.ts';
export * from './domains.ts';
export * from './forwarding.ts';
export * from './groups.ts';
export { isByIssuer } from './issued-credentials.ts';
export * from './joining/applications.ts';
export { isCommonPassword } from './joining/common-passwords.ts';
export * from './joining/departures.ts';
export * from './joining/invitations.ts';
export { openJoinKey } from './joining/join-key.ts';
export { addressFor, type NameFault, type NameRules } from './joining/name-fault.ts';
export { type NameState, nameState } from './joining/name-state.ts';
export { type PasswordFault, passwordFault } from './joining/password-fault.ts';
export * from './joining/policy.ts';
export { trimReservedNames } from './joining/reserved-names.ts';
export type { LoginParty, LoginTries } from './login-tries.ts';
export * from './login-watch.ts';
export * from './notices.ts';
export { HARD_TO_GUESS, hashPassword, isEasilyGuessed } from './passwords.ts';
export * from './policy/list-scopes.ts';
export { findScope, type Scope } from './policy/scope.ts';
export * from './policy/sender-rules.ts';
export * from './policy/settings.ts';
export { changePreferences, type Preferences, readPreferences } from './preferences.ts';
export * from './principals.ts';
export * from './report-addresses.ts';
export type { Resolution, ResolveOptions, Target } from './resolution.ts';
export { resolveRecipient } from './resolve-recipient.ts';
export { makeScramKeys } from './scram/make-scram-keys.ts';
export * from './sender-rights.ts';
export * from './sending/holds.ts';
export * from './sending/limits.ts';
export * from './sessions/sessions.ts';
export { isOurToken } from './sessions/token.ts';
export * from './space.ts';
export { unknownTargets } from './unknown-targets.ts';
