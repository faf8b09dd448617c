import type { Json, JsonObject } from '../values/json.ts';
import type { Budget } from './pointer.ts';

/** Takes about as many octets from the budget as the value has as JSON; throws when there are not enough. */
export function takeWeight(value: Json, budget: Budget): void {
  if (typeof value === 'string') budget.take(value.length + 2);
  else if (typeof value !== 'object' || value === null) budget.take(5);
  else if (Array.isArray(value)) takeItems(value, budget);
  else takeProperties(value, budget);
}

function takeItems(items: readonly Json[], budget: Budget): void {
  budget.take(2 + items.length);
  for (const item of items) takeWeight(item, budget);
}

function takeProperties(object: JsonObject, budget: Budget): void {
  budget.take(2);
  for (const name of Object.keys(object)) {
    budget.take(name.length + 4);
    takeWeight(object[name] as Json, budget);
  }
}
