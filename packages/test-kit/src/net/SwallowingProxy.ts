import {
  connect,
  createServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';

/** A TCP proxy that can drop all packets, like a firewall that lost the state of a connection. */
export class SwallowingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSwallowing = false;
  /** Number of connections accepted so far. */
  accepted = 0;

  private constructor(target: number) {
    this.#server = createServer(client => {
      this.accepted++;
      const upstream = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ]) {
        this.#sockets.add(from);
        from.on('error', () => {});
        from.on('data', chunk => {
          if (!this.#isSwallowing) {
            to.write(chunk);
          }
        });
        from.on('close', () => {
          this.#sockets.delete(from);
          if (!this.#isSwallowing) {
            to.destroy();
          }
        });
      }
    });
  }

  static async start(target: number): Promise<SwallowingProxy> {
    const proxy = new SwallowingProxy(target);
    await new Promise<void>(done =>
      proxy.#server.listen(0, '127.0.0.1', () => done()),
    );
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Keeps connections open, but passes no data. */
  swallow(): void {
    this.#isSwallowing = true;
  }

  /** Passes data of new connections again. Dropped data remains lost. */
  pass(): void {
    this.#isSwallowing = false;
  }

  close(): void {
    this.#server.close();
    this.#sockets.forEach(socket => socket.destroy());
  }
}
