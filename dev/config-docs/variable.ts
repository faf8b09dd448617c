/** A variable of the environment as the documentation shows it. */
export interface Variable {
  readonly name: string;
  /** Undefined when there is none. */
  readonly default: string | undefined;
  readonly required: boolean;
  readonly description: string;
  /** The allowed values in words: `1 to 65535`; empty when any value is allowed. */
  readonly allowed: string;
  /** The services that read it, in a section about several services. */
  readonly readers?: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly about: string;
  readonly variables: readonly Variable[];
}

interface JsonSchema {
  readonly type?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly enum?: readonly unknown[];
}

/** Converts a declared schema to a variable. */
export function variableOf(name: string, declared: object, isOptional: boolean): Variable {
  const schema = declared as JsonSchema;
  const value = schema.default;
  return {
    name,
    default: value === undefined || value === '' ? undefined : String(value),
    required: value === undefined && !isOptional,
    description: schema.description ?? '',
    allowed: allowed(schema),
  };
}

function allowed({ type, minimum, maximum, minLength, anyOf, enum: values }: JsonSchema): string {
  const choices = values ?? anyOf?.map((branch) => branch.const);
  if (choices !== undefined) return `one of ${choices.join(', ')}`;
  if (minLength !== undefined) return `${minLength} characters or more`;
  const kind = type === 'integer' ? 'whole number' : type === 'number' ? 'number' : '';
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${kind}, at least ${minimum}`;
  return maximum === undefined ? kind : `${kind}, at most ${maximum}`;
}
