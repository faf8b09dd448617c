import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { accountRoutes } from './account/routes.ts';
import { challengeRoutes } from './acme/routes.ts';
import { archiveRoutes } from './archive/routes.ts';
import { autoconfigRoutes } from './autoconfig/routes.ts';
import { allowOrigins } from './http/cors.ts';
import { errorHandler } from './http/errors.ts';
import { answerElsewhere } from './http/methods.ts';
import { blobRoutes } from './jmap/blobs/routes.ts';
import { eventRoutes } from './jmap/events/routes.ts';
import { jmapRoutes } from './jmap/routes.ts';
import { refuseHandshakes, webSocketOptions } from './jmap/socket/options.ts';
import { joinRoutes } from './join/routes.ts';
import { mtaStsRoutes } from './mta-sts/routes.ts';
import { originRoutes } from './origin/routes.ts';
import { brandRoutes } from './page/brand-routes.ts';
import { Brands } from './page/brands.ts';
import { pageRoutes } from './page/routes.ts';
import { pictureRoutes } from './pictures/routes.ts';
import type { Services } from './services.ts';
import { resourceRoutes } from './sign-in/resource-routes.ts';
import { sessionRoutes } from './sign-in/session-routes.ts';
import { tokenRoutes } from './sign-in/token-routes.ts';

/** All routes of the server, as a plugin. */
export function web(services: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler(errorHandler(services.log));
    answerElsewhere(app);
    app.addHook('onRequest', allowOrigins(services.settings.origins));
    await app.register(websocket, webSocketOptions(services.settings.limits));
    refuseHandshakes(app);
    await app.register(jmapRoutes(services));
    await app.register(blobRoutes(services));
    await app.register(eventRoutes(services));
    await app.register(sessionRoutes(services));
    await app.register(tokenRoutes(services));
    await app.register(resourceRoutes(services));
    await app.register(accountRoutes(services));
    await app.register(autoconfigRoutes(services));
    await app.register(joinRoutes(services));
    await app.register(archiveRoutes(services));
    await app.register(mtaStsRoutes(services));
    await app.register(challengeRoutes(services));
    await app.register(originRoutes(services));
    await app.register(pictureRoutes(services));
    const { store, log } = services;
    const brands = new Brands(store.pool, (err) => log.warn({ err }, 'the look of the page cannot be looked up'));
    await app.register(brandRoutes(store.pool, brands));
    await app.register(pageRoutes(services, brands));
  };
}
