export { type DumpOptions, dump } from './dump.ts';
export * from './format.ts';
export { type Loaded, load } from './load.ts';
