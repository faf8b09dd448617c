import type { SessionOrigin } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import type { FastifyRequest } from 'fastify';
import { deviceOf } from './device.ts';

/** Returns the device and the network of a new session, for the list of sessions. */
export function originOf(request: FastifyRequest): SessionOrigin {
  return { device: deviceOf(request.headers['user-agent']), network: addressBlock(request.ip) };
}
