import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.ts';

/** Tells programs who issues tokens for this server (RFC 9728 3), if that is somebody else. */
export function resourceRoutes({ settings, issuer }: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    if (!issuer) return;
    const scope = issuer.scopeOf('jmap');
    app.get('/.well-known/oauth-protected-resource', async (request) => {
      const resource = settings.publicUrl || `${request.protocol}://${request.host}`;
      return {
        resource,
        authorization_servers: [issuer.name],
        bearer_methods_supported: ['header'],
        ...(scope !== undefined && { scopes_supported: [scope] }),
      };
    });
  };
}
