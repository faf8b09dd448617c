import { type Certificate, listCertificates, orderCertificate, removeCertificate } from '@postroom/directory';
import { normaliseDomain } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { DomainName, Time } from './schemas.ts';

const Shown = Type.Object({
  name: Type.String(),
  state: Type.Union([Type.Literal('good'), Type.Literal('waiting'), Type.Literal('failing')], {
    description:
      'waiting: it is ordered or will be; failing: the last order failed, whether or not there is a certificate.',
  }),
  byOperator: Type.Boolean({ description: 'Ordered through this API, not by the settings.' }),
  issuedAt: Type.Union([Time, Type.Null()]),
  endsAt: Type.Union([Time, Type.Null()]),
  nextAttemptAt: Time,
  failures: Type.Integer({ description: 'Failed orders since the last successful one.' }),
  failure: Type.Union([Type.String(), Type.Null()], { description: 'Why the last order failed.' }),
});
const tags = ['certificates'];
const params = Type.Object({ name: DomainName }); // or a wildcard

export function certificateRoutes(app: HttpApp, { pool, ordersCertificates, ordersWildcards }: AdminContext): void {
  app.get(
    '/certificates',
    {
      schema: {
        tags,
        summary: 'Lists the names for which certificates are ordered (ACME), with their state',
        response: { 200: Type.Object({ certificates: Type.Array(Shown) }) },
      },
    },
    async () => ({ certificates: (await listCertificates(pool)).map(shown) }),
  );

  app.put(
    '/certificates/:name',
    {
      schema: {
        tags,
        summary: 'Orders a certificate for a name, or renews the existing one, within seconds',
        params,
        response: { 200: Shown },
      },
    },
    async ({ params }) => {
      if (!ordersCertificates)
        throw new MailError('invalid', 'No certificate can be ordered: ACME_DIRECTORY_URL is not set');
      const name = nameOf(params.name);
      if (name.startsWith('*.') && !ordersWildcards)
        throw new MailError('invalid', 'A wildcard certificate can be validated only by DNS: set ACME_DNS_HOOK');
      return shown(await orderCertificate(pool, name));
    },
  );

  app.delete(
    '/certificates/:name',
    {
      schema: {
        tags,
        summary: 'Stops using the certificate and orders no more; one that the settings name is ordered again',
        params,
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      await removeCertificate(pool, nameOf(params.name));
      return reply.code(204).send(null);
    },
  );
}

/** Returns the name in A-labels; `*.example.test` stands for all names directly below. Throws invalid. */
function nameOf(text: string): string {
  const isWildcard = text.startsWith('*.');
  const name = normaliseDomain(isWildcard ? text.slice(2) : text);
  if (!name?.includes('.')) throw new MailError('invalid', `${text} is not the name of a server`);
  return isWildcard ? `*.${name}` : name;
}

function shown(certificate: Certificate) {
  const { failures, endsAt } = certificate;
  const isGood = endsAt !== null && endsAt > new Date();
  return { ...certificate, state: failures > 0 ? 'failing' : isGood ? 'good' : 'waiting' } as const;
}
