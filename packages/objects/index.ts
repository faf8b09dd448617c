export { type ObjectStore, type Objects, PART, type Upload } from './store.ts';
export { type ObjectSettings, objectsOf, useObjectStore, useObjects } from './use.ts';
