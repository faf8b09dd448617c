import { addGroup, findGroup, listGroups, listMembers } from '@postroom/directory';
import { enterGroup, leaveGroup, removeGroup } from '@postroom/joining';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Address, After, DisplayName, DomainName, Limit, Next, Nothing, pageOf, Time } from './schemas.ts';

const Group = Type.Object({
  id: Type.Integer(),
  address: Type.String({ description: 'Its name, in the form of an address; it gets mail only through an alias.' }),
  displayName: Type.String(),
  members: Type.Integer(),
  createdAt: Time,
});
const params = Type.Object({ address: Address });
const member = Type.Object({ address: Address, member: Address });
const tags = ['groups'];

export function groupRoutes(app: HttpApp, { pool, announcer, sharesWithAll }: AdminContext): void {
  const store = { pool, announce: announcer.announce };

  app.get(
    '/groups',
    {
      schema: {
        tags,
        summary: 'Lists groups, with which mailboxes can be shared, by address',
        querystring: Type.Object(
          { domain: Type.Optional(DomainName), after: Type.Optional(After), limit: Limit },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ groups: Type.Array(Group), next: Next }) },
      },
    },
    async ({ query: { limit, ...filter } }) => {
      const found = await listGroups(pool, { ...filter, limit: limit + 1 });
      const { rows, next } = pageOf(found, limit, ({ address }) => address);
      return { groups: rows, next };
    },
  );

  app.post(
    '/groups',
    {
      schema: {
        tags,
        summary: 'Creates an empty group',
        body: Type.Object(
          { address: Address, displayName: Type.Optional(DisplayName) },
          { additionalProperties: false },
        ),
        response: { 201: Group },
      },
    },
    async ({ body: { address, displayName } }, reply) =>
      reply.code(201).send(await addGroup(pool, address, displayName)),
  );

  app.get(
    '/groups/:address',
    { schema: { tags, summary: 'One group', params, response: { 200: Group } } },
    async ({ params: { address } }) => findGroup(pool, address),
  );

  app.delete(
    '/groups/:address',
    {
      schema: {
        tags,
        summary: 'Removes the group and all shares with it',
        params,
        response: { 204: Nothing },
      },
    },
    async ({ params: { address } }, reply) => {
      await removeGroup(store, address);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/groups/:address/members',
    {
      schema: {
        tags,
        summary: 'Lists the addresses of its members',
        params,
        response: { 200: Type.Object({ members: Type.Array(Type.String()) }) },
      },
    },
    async ({ params: { address } }) => ({ members: await listMembers(pool, (await findGroup(pool, address)).id) }),
  );

  app.put(
    '/groups/:address/members/:member',
    {
      schema: {
        tags,
        summary: 'Adds an account to the group; it gets the rights of the group at once',
        params: member,
        response: { 200: Group },
      },
    },
    async ({ params: { address, member } }) => {
      await enterGroup(store, address, member, sharesWithAll);
      return findGroup(pool, address);
    },
  );

  app.delete(
    '/groups/:address/members/:member',
    {
      schema: {
        tags,
        summary: 'Removes an account from the group; it loses the rights of the group at once',
        params: member,
        response: { 200: Group },
      },
    },
    async ({ params: { address, member } }) => {
      await leaveGroup(store, address, member);
      return findGroup(pool, address);
    },
  );
}
