import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { OtherConnection } from '@backstage-bitbucket/test-kit';
import { getProxyForUrl } from 'proxy-from-env';

/** Returns whether Node.js uses the proxy of the environment for its requests. */
export function usesEnvironmentProxy(): boolean {
  return process.env.NODE_USE_ENV_PROXY === '1';
}

/** Connects to a host as Node.js does: directly, or through the proxy of the environment. */
export function connectOther({ target, socket, head }: OtherConnection): void {
  const { hostname, port } = new URL(`https://${target}`);
  const proxy = usesEnvironmentProxy()
    ? getProxyForUrl(`https://${target}`)
    : '';
  const upstream = proxy
    ? connectToProxy(new URL(proxy), target)
    : connectTcp(Number(port || 443), hostname.replace(/^\[|\]$/g, ''));
  let isConnected = false;
  upstream.once('connect', () => {
    isConnected = true;
    if (!proxy) {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    }
    // With a proxy, the client receives its response.
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
  });
  upstream.on('error', () =>
    isConnected
      ? socket.destroy()
      : socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'),
  );
  upstream.on('close', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
}

function connectToProxy(proxy: URL, target: string): Socket {
  const isTls = proxy.protocol === 'https:';
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const port = Number(proxy.port || (isTls ? 443 : 80));
  const socket = isTls
    ? connectTls({ host, port, servername: host })
    : connectTcp(port, host);
  const user = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  const authorization =
    proxy.username === ''
      ? ''
      : `Proxy-Authorization: Basic ${Buffer.from(user).toString(
          'base64',
        )}\r\n`;
  socket.write(
    `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`,
  );
  return socket;
}
