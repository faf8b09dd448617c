export type * from './core.ts';
export type * from './mail.ts';
