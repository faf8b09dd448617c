export { type Model, modelOf, type Seen } from './model.ts';
export { NEUTRAL, score } from './score.ts';
export { MAX_TEXT, type Text, tokensOf } from './tokens.ts';
