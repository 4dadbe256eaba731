import { request, type RequestListener } from 'node:http';

/**
 * Returns a handler that forwards requests to a port of this machine, with all headers. The server therefore sees the
 * host name of the original request.
 */
export function forwardTo(port: number): RequestListener {
  return (incoming, outgoing) => {
    const { method, url: path, rawHeaders } = incoming;
    const forwarded = request(
      { host: 'localhost', port, method, path, headers: rawHeaders },
      response => {
        outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
        response.on('error', () => outgoing.destroy()).pipe(outgoing);
      },
    );
    forwarded.on('error', () => {
      if (outgoing.headersSent) {
        outgoing.destroy();
        return;
      }
      outgoing
        .writeHead(502, { 'Content-Type': 'text/plain' })
        .end('The stub for Bitbucket Cloud does not respond.\n');
    });
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  };
}
