import type { SessionOrigin } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import type { FastifyRequest } from 'fastify';
import { deviceOf } from './device.ts';

/** Where a session begins, for the list of them. */
export function originOf(request: FastifyRequest): SessionOrigin {
  return { device: deviceOf(request.headers['user-agent']), network: addressBlock(request.ip) };
}
