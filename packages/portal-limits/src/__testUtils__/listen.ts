import type express from 'express';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Sends the message of an error, like Backstage's error handler. */
const sendMessage: express.ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.statusCode ?? 500).send(error.message);
};

/** Starts a server with the routes, and returns its URL. */
export async function listen(
  app: express.Express,
): Promise<{ url: string; server: Server; close(): void }> {
  app.use(sendMessage);
  const server = createServer(app).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    server,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
