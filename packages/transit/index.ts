export * from './accept.ts';
export * from './due.ts';
export * from './events.ts';
export * from './local.ts';
export * from './mail.ts';
export * from './operate.ts';
export * from './remote.ts';
export * from './trace.ts';
