import type { FastifySchema, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Checks requests with TypeBox, like the configuration. Only the query string is converted, in which everything is text; a JSON body has
 * types of its own.
 */
export const validatorCompiler: FastifySchemaCompiler<FastifySchema> = ({ schema, httpPart }) => {
  const wanted = schema as TSchema;
  const compiled = Compile(wanted);
  return (given: unknown) => {
    const value = Value.Default(wanted, httpPart === 'querystring' ? Value.Convert(wanted, given) : given);
    if (compiled.Check(value)) return { value };
    return { error: fault(wanted, compiled.Errors(value), httpPart) };
  };
};

interface Problem {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** Returns the first problem in one line with the name of the field: `targets/0: must be string`. */
function fault(schema: TSchema, problems: readonly Problem[], httpPart: string | undefined): Error {
  // When a union fails, the problems of its branches come first and say less.
  const problem =
    problems.find(({ keyword }) => keyword === 'required' || keyword === 'additionalProperties') ?? problems[0];
  if (problem === undefined) return new Error(`${httpPart ?? 'request'}: invalid`);
  const { requiredProperties, additionalProperties } = problem.params as {
    requiredProperties?: string[];
    additionalProperties?: string[];
  };
  if (requiredProperties) return new Error(`${requiredProperties[0]}: is missing`);
  if (additionalProperties) return new Error(`${additionalProperties[0]}: unknown field`);
  const field = problem.instancePath.slice(1);
  const top = (schema as { properties?: Record<string, { description?: string }> }).properties?.[
    field.split('/')[0] ?? ''
  ];
  const about = top?.description ? ` (${top.description})` : '';
  return new Error(`${field || (httpPart ?? 'request')}: ${problem.message}${about}`);
}
