export * from './config.ts';
export * from './health.ts';
export * from './logger.ts';
export * from './metrics.ts';
export * from './run.ts';
export * from './shared-config.ts';
