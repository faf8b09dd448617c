export * from './changes.ts';
export { settleDelegatedIdentities } from './delegated-identities.ts';
export * from './identities.ts';
export { removeSendingData } from './remove-account.ts';
export * from './share-notifications.ts';
export { OWN_IDENTITY, sendingState } from './state.ts';
export * from './submissions.ts';
export * from './vacation.ts';
