export { type ObjectSettings, openObjects } from './open.ts';
export { type ObjectStore, type Objects, PART, type Upload } from './store.ts';
