import { connect, createServer } from 'node:net';

const loopbackAddresses = ['127.0.0.1', '::1'];

/** A TCP port of this machine, and its use, for example "the backend". */
export interface PortUse {
  port: number;
  usedFor: string;
}

/** Returns whether a program accepts connections at the loopback address (IPv4 or IPv6). */
export async function isAnswering(port: number): Promise<boolean> {
  const answers = await Promise.all(
    loopbackAddresses.map(address => accepts(address, port)),
  );
  return answers.includes(true);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => finish(true));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
  });
}

function isBound(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    // Other errors, for example without IPv6, do not concern the port.
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE'),
    );
    server.listen({ host, port, exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
}

/** Returns whether another program uses the port on the loopback address (IPv4 or IPv6). */
export async function isTaken(port: number): Promise<boolean> {
  if (await isAnswering(port)) {
    return true;
  }
  for (const address of loopbackAddresses) {
    if (await isBound(address, port)) {
      return true;
    }
  }
  return false;
}

/** Returns one sentence for each port that another program uses; empty if all are free. */
export async function complainAboutTakenPorts(
  uses: PortUse[],
): Promise<string[]> {
  const complaints: string[] = [];
  for (const { port, usedFor } of uses) {
    if (await isTaken(port)) {
      complaints.push(
        `Port ${port}, which ${usedFor} needs, is already in use: end the ` +
          `program that uses it ("lsof -nP -iTCP:${port} -sTCP:LISTEN" shows ` +
          'which) and start again.',
      );
    }
  }
  return complaints;
}
