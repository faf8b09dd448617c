export { type DumpOptions, dump } from './dump.ts';
export * from './format.ts';
export { type LastBackup, lastBackup, recordBackup } from './last-backup.ts';
export { type Loaded, load } from './load.ts';
