export { type Findings, sealFields } from './seal.ts';
