export { type TestDatabase, testDatabase } from './database.ts';
export * from './internet/index.ts';
export { type TestObjectStore, testObjectStore } from './object-store.ts';
export { type TestRedis, testRedis } from './redis.ts';
export { type Platform, type PlatformOptions, startPlatform, startService } from './services.ts';
export { testTranscripts } from './transcript/folder.ts';
export { runTranscript, TranscriptError, type TranscriptHooks } from './transcript/run.ts';
export { Wire, type WireOptions } from './wire.ts';
