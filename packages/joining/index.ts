export { approve, refuse } from './decide.ts';
export { delegate, removeDelegatedAlias, undelegate } from './delegate.ts';
export { enterGroup, leaveGroup, removeGroup } from './groups.ts';
export { type Joined, type JoinFault, type Joining, JoinRefused, join } from './join.ts';
export { type Leaving, leave, removeDeparting } from './leave.ts';
export { removeAccount } from './remove-account.ts';
export type { WelcomeSettings } from './settings.ts';
export { tellAlmostFull } from './space.ts';
export { LANGUAGES, type Language } from './words/index.ts';
