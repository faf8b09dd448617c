import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { HttpApp } from '../../http/app.ts';
import { documentation } from '../../http/documentation.ts';
import { answerElsewhere, ErrorBody, errorHandler } from '../../http/errors.ts';
import { requireToken } from '../../http/token.ts';
import { validatorCompiler } from '../../http/validator.ts';
import { accountForwardingRoutes } from './account-forwarding.ts';
import { accountRemovalRoutes } from './account-removal.ts';
import { accountRoutes } from './accounts.ts';
import { aliasRoutes } from './aliases.ts';
import { appPasswordRoutes } from './app-passwords.ts';
import { applicationRoutes } from './applications.ts';
import { backupRoutes } from './backup.ts';
import { blobRoutes } from './blobs.ts';
import { brandingRoutes } from './branding.ts';
import { certificateRoutes } from './certificates.ts';
import type { AdminContext } from './context.ts';
import { delegationRoutes } from './delegations.ts';
import { dkimRoutes } from './dkim.ts';
import { domainJoiningRoutes } from './domain-joining.ts';
import { domainRecordRoutes } from './domain-records.ts';
import { domainRoutes } from './domains.ts';
import { groupRoutes } from './groups.ts';
import { invitationRoutes } from './invitations.ts';
import { maintenanceRoutes } from './maintenance.ts';
import { policyRoutes } from './policy.ts';
import { quarantineRoutes } from './quarantine.ts';
import { queueRoutes } from './queue.ts';
import { reportRoutes } from './reports.ts';
import { sendingRoutes } from './sending.ts';
import { statsRoutes } from './stats.ts';
import { suspensionRoutes } from './suspension.ts';
import { traceRoutes } from './trace.ts';

const DESCRIPTION = {
  title: 'Postroom admin API',
  version: '1',
  description:
    'Manages domains, accounts, aliases, groups, joining and the queue, and traces messages. The `postroom` command uses it too.',
};

/** The admin API as a plugin: everything under /api/v1 needs the token; /api/docs describes it for everybody. */
export function adminApi(context: AdminContext): FastifyPluginAsyncTypebox {
  return async (root) => {
    root.setErrorHandler(errorHandler(context.log));
    answerElsewhere(root);
    await documentation(root, DESCRIPTION);
    await root.register(async (app) => resources(app, context), { prefix: '/api/v1' });
  };
}

async function resources(app: HttpApp, context: AdminContext): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  answerElsewhere(app);
  app.removeContentTypeParser('text/plain'); // JSON or nothing
  app.addHook('onRequest', requireToken(context));
  app.addHook('onRoute', (route) => {
    const response = { ...(route.schema?.response ?? {}), '4xx': ErrorBody, '5xx': ErrorBody };
    route.schema = { ...route.schema, response };
  });
  app.addHook('onResponse', async ({ method, url }, reply) => {
    if (method !== 'GET' && method !== 'HEAD') context.log.info({ method, url, status: reply.statusCode }, 'admin');
  });
  for (const routes of [
    domainRoutes,
    domainJoiningRoutes,
    domainRecordRoutes,
    dkimRoutes,
    certificateRoutes,
    accountRoutes,
    accountForwardingRoutes,
    accountRemovalRoutes,
    suspensionRoutes,
    appPasswordRoutes,
    aliasRoutes,
    groupRoutes,
    delegationRoutes,
    applicationRoutes,
    invitationRoutes,
    policyRoutes,
    brandingRoutes,
    queueRoutes,
    quarantineRoutes,
    sendingRoutes,
    reportRoutes,
    traceRoutes,
    statsRoutes,
    backupRoutes,
    blobRoutes,
    maintenanceRoutes,
  ]) {
    routes(app, context);
  }
}
