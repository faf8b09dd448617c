export * from './consumer.ts';
export { createProducer, type Producer } from './producer.ts';
export * from './retry-schedule.ts';
export * from './signals.ts';
