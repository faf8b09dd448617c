// The health check of the image: asks the service of this container whether it is ready. A program without a health port ends by
// itself, so there is nothing to ask. Uses plain http, because it runs every few seconds and fetch takes longer to load.
import { get } from 'node:http';

const port = process.env.HEALTH_PORT;
if (port) {
  const request = get({ port, path: '/readyz', timeout: 4_000 }, (response) => {
    response.pipe(process.stdout);
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  });
  request.on('timeout', () => request.destroy(new Error('no answer')));
  request.on('error', (error) => {
    console.log(error.message);
    process.exitCode = 1;
  });
}
