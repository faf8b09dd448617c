export { isDatabaseAway } from './away.ts';
export * from './migrate.ts';
export * from './packed-bytes.ts';
export * from './pool.ts';
export * from './readiness.ts';
export * from './single-flight.ts';
export * from './statement.ts';
export * from './transaction.ts';
export * from './uuid.ts';
