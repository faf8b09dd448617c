import { queueDepth } from '@postroom/transit';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';

const Stats = Type.Object({
  queue: Type.Object({
    local: Type.Integer({ description: 'Waiting deliveries to mailboxes on this platform.' }),
    remote: Type.Integer({ description: 'Waiting deliveries to other domains.' }),
    oldestSeconds: Type.Number({ description: 'How long ago the oldest waiting mail was accepted.' }),
  }),
});

export function statsRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/stats',
    { schema: { tags: ['stats'], summary: 'Returns how much mail is waiting', response: { 200: Stats } } },
    async () => ({
      queue: await queueDepth(pool),
    }),
  );
}
