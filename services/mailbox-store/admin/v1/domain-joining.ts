import { transaction } from '@postroom/database';
import { findJoinPolicy, setJoinPolicy } from '@postroom/directory';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { JoinPolicy } from './joining-schemas.ts';
import { DomainName } from './schemas.ts';

const tags = ['domains'];

/** Who may join a domain. */
export function domainJoiningRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/domains/:name/joining',
    {
      schema: {
        tags,
        summary: 'Returns who may join the domain, and what they get',
        params: Type.Object({ name: DomainName }),
        response: { 200: JoinPolicy },
      },
    },
    async ({ params }) => findJoinPolicy(pool, params.name),
  );

  app.put(
    '/domains/:name/joining',
    {
      schema: {
        tags,
        summary: 'Sets who may join the domain; anything but closed needs a postmaster',
        params: Type.Object({ name: DomainName }),
        body: JoinPolicy,
        response: { 200: JoinPolicy },
      },
    },
    async ({ params, body }) => {
      await transaction(pool, (tx) => setJoinPolicy(tx, params.name, body));
      return findJoinPolicy(pool, params.name);
    },
  );
}
