import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { AdminApp } from './context.ts';

/** The OpenAPI document of this scope's routes, and a page to read and try it at /api/docs (JSON at /api/docs/json). */
export async function documentation(app: AdminApp): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Postroom admin API',
        version: '1',
        description: 'Domains, accounts, aliases, the queue and the way of a mail. The `postroom` command uses it too.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true });
}
