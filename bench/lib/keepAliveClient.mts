import { connect, type Socket } from 'node:net';

/** A response over a connection that remains open. */
export interface Answer {
  status: number;
  head: string;
  body: string;
}

/**
 * One HTTP/1.1 connection that sends requests sequentially. It parses only the required part of HTTP, so
 * that the benchmark measures the server and not the client.
 */
export class KeepAliveConnection {
  #received = '';
  #settle:
    | { resolve(answer: Answer): void; reject(error: Error): void }
    | undefined;

  readonly #socket: Socket;
  readonly #host: string;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setEncoding('latin1');
    socket.setNoDelay(true);
    socket.on('data', (text: string) => {
      this.#received += text;
      this.#read();
    });
    const fail = (error: Error) => this.#settle?.reject(error);
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('The connection was closed.')));
  }

  /** @param url - URL of the server; the path is ignored */
  static open(url: string): Promise<KeepAliveConnection> {
    const { hostname, port, host } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new KeepAliveConnection(socket, host));
      });
    });
  }

  /** @param headers - lines that each end with `\r\n` */
  send(method: string, path: string, headers = '', body = ''): Promise<Answer> {
    const length = body ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : '';
    this.#socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: ${
        this.#host
      }\r\n${headers}${length}\r\n${body}`,
    );
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #read(): void {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) {
      return;
    }
    const head = this.#received.slice(0, end);
    const rest = this.#received.slice(end + 4);
    const answer = /\r\ntransfer-encoding: *chunked/i.test(head)
      ? readChunks(rest)
      : readLength(rest, head);
    if (!answer) {
      return;
    }
    this.#received = answer.rest;
    const { body } = answer;
    this.#settle?.resolve({ status: Number(head.slice(9, 12)), head, body });
  }
}

interface Read {
  body: string;
  rest: string;
}

function readLength(text: string, head: string): Read | undefined {
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  return text.length < length
    ? undefined
    : { body: text.slice(0, length), rest: text.slice(length) };
}

function readChunks(text: string): Read | undefined {
  let body = '';
  for (let at = 0; ; ) {
    const line = text.indexOf('\r\n', at);
    const length = Number.parseInt(text.slice(at, line), 16);
    const end = line + 2 + length;
    if (line < 0 || text.length < end + 2) {
      return undefined;
    }
    if (length === 0) {
      return { body, rest: text.slice(end + 2) };
    }
    body += text.slice(line + 2, end);
    at = end + 2;
  }
}
