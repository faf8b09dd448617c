// Everything that needs Redis but no jobs: without BullMQ a process takes less memory.
export * from './changes.ts';
export * from './login-failures.ts';
export * from './login-notices.ts';
export * from './login-tries.ts';
export * from './policy-memory.ts';
export * from './probe.ts';
export * from './rates.ts';
export type { RedisOptions } from './redis.ts';
export * from './sending-counts.ts';
export * from './slots.ts';
