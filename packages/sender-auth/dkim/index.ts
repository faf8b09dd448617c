export { dkimConfig } from '../config.ts';
export { authorDomains } from '../incoming/authors.ts';
export { type DkimKey, keyRecord, newDkimKey, readPrivateKey } from './keys.ts';
export { newSealedKeys, type SealedKey } from './new-keys.ts';
export { KeySeal, keyOwner } from './sealed-key.ts';
export { type Algorithm, type SigningKey, signatureFields } from './sign.ts';
