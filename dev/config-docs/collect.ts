import { glob } from 'node:fs/promises';
import { serviceConfig } from '@postroom/service';
import Type, { type TProperties } from 'typebox';
import { variables as cliVariables } from '../../cli/settings.ts';
import { startVariables } from '../settings.ts';
import { type Section, type Variable, variableOf } from './variable.ts';

/** Returns all variables: those of `npm start`, those that several services share, those of single services, those of the command. */
export async function collectSections(root: URL): Promise<Section[]> {
  const services = await declaredByServices(root);
  const readers = new Map<string, string[]>();
  for (const [service, variables] of services) {
    for (const { name } of variables) readers.set(name, [...(readers.get(name) ?? []), service]);
  }
  const isShared = ({ name }: Variable) => (readers.get(name)?.length ?? 0) > 1;
  const own = [...services].map(([service, variables]) => ({
    title: service,
    about: `Read by services/${service} alone.`,
    variables: variables.filter((variable) => !isShared(variable)),
  }));
  return [
    { title: 'npm start', about: START, variables: untyped(startVariables) },
    { title: 'Every service', about: 'Read by each service.', variables: properties(serviceConfig) },
    {
      title: 'Several services',
      about: SHARED,
      variables: merged([...services.values()].flat().filter(isShared), readers),
    },
    ...own.filter(({ variables }) => variables.length > 0),
    { title: 'The postroom command', about: 'Read by `bin/postroom`.', variables: untyped(cliVariables) },
  ];
}

const START =
  'Read by `npm start` itself, beside the ports. It passes everything else on to the services and fills in what they need.';
const SHARED = 'Give all services of a platform the same value.';

/** Returns the variables by service, in alphabetical order. A configuration is an export of services/NAME/config.ts made only of schemas. */
async function declaredByServices(root: URL): Promise<Map<string, Variable[]>> {
  const paths: string[] = [];
  for await (const path of glob('services/*/config.ts', { cwd: root.pathname })) paths.push(path);
  const found = new Map<string, Variable[]>();
  for (const path of paths.sort()) {
    const exported: unknown[] = Object.values(await import(new URL(path, root).href));
    const declared = exported.find(isDeclaration);
    if (declared === undefined) throw new Error(`${path} exports no configuration`);
    found.set(path.split('/')[1] ?? path, properties(declared));
  }
  return found;
}

function isDeclaration(value: unknown): value is TProperties {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return (
    entries.length > 0 && entries.every(([name, schema]) => /^[A-Z0-9_]+$/.test(name) && typeof schema === 'object')
  );
}

function properties(declared: TProperties): Variable[] {
  const { required } = Type.Object(declared) as { required?: readonly string[] };
  return Object.entries(declared).map(([name, schema]) =>
    variableOf(name, schema as object, !required?.includes(name)),
  );
}

function untyped(declared: Readonly<Record<string, { default?: string; description: string }>>): Variable[] {
  return Object.entries(declared).map(([name, variable]) => variableOf(name, { type: 'string', ...variable }, true));
}

/** Returns each variable once; where its readers describe it differently, with all descriptions. */
function merged(variables: readonly Variable[], readers: ReadonlyMap<string, readonly string[]>): Variable[] {
  const byName = Map.groupBy(variables, ({ name }) => name);
  return [...byName].flatMap(([name, [first, ...others]]) => {
    if (first === undefined) return [];
    const all = (of: (variable: Variable) => string) => [...new Set([first, ...others].map(of))];
    const description = all((variable) => variable.description).join(' ');
    const allowed = all((variable) => variable.allowed).join('; ');
    return [{ ...first, description, allowed, readers: readers.get(name) ?? [] }];
  });
}
