export * from './errors.ts';
export * from './flags.ts';
export * from './jobs.ts';
export * from './principals.ts';
export * from './rights.ts';
export * from './special-use.ts';
