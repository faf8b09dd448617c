export { type DueSubscription, PushQueue } from './due.ts';
export { arePushKeys } from './encrypt.ts';
export { removePushData } from './remove-account.ts';
export { createPushSender, type PushResult, type PushSender } from './send.ts';
export * from './subscriptions.ts';
export { openVapidKey, type VapidKey } from './vapid.ts';
