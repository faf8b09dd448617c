import { type BodyLocation, movableBodies, moveBodies } from '@postroom/blobs';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Id } from './schemas.ts';

const TURN_MS = 5_000;

const Store = Type.Enum(['s3', 'postgres'], { description: 'The store to move bodies to.' });
const Amount = Type.Object({ count: Type.Integer(), bytes: Type.Integer() });
const tags = ['blobs'];

/** Routes about where the bodies of large messages are stored. */
export function blobRoutes(app: HttpApp, store: AdminContext): void {
  app.get(
    '/blobs/movable',
    {
      schema: {
        tags,
        summary: 'Counts the bodies that a move would affect',
        querystring: Type.Object({ to: Store }, { additionalProperties: false }),
        response: { 200: Amount },
      },
    },
    async ({ query: { to } }) => movableBodies(store, locationOf(to)),
  );

  app.post(
    '/blobs/move',
    {
      schema: {
        tags,
        summary: 'Moves bodies to another store for a few seconds; repeat with `next` until it is null',
        body: Type.Object({ to: Store, after: Type.Optional(Id) }, { additionalProperties: false }),
        response: {
          200: Type.Object({
            moved: Type.Integer(),
            bytes: Type.Integer(),
            next: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
    },
    async ({ body: { to, after } }) => moveBodies(store, { to: locationOf(to), after: after ?? null, forMs: TURN_MS }),
  );
}

function locationOf(store: string): BodyLocation {
  return store === 's3' ? 's3' : null;
}
