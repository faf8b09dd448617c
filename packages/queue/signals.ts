// For services that hear of changes and count failed logins but have no jobs: without BullMQ a process is 13 MB smaller.
export * from './changes.ts';
export * from './login-failures.ts';
export * from './probe.ts';
