export * from './changes.ts';
export * from './consumer.ts';
export * from './login-failures.ts';
export * from './login-notices.ts';
export * from './probe.ts';
export { createProducer, type Producer } from './producer.ts';
export type { RedisOptions } from './redis.ts';
export * from './retry-schedule.ts';
export * from './slots.ts';
